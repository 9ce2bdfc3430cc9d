package callgate.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that rotates")
class RotatingFileTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("is put aside before it grows too large, and the oldest goes")
  void rotates() throws IOException {
    Path path = folder.resolve("log");
    try (RotatingFile file = new RotatingFile(path, 8, 2)) {
      for (String line : new String[] {"one", "two", "three", "four", "five", "six"}) {
        file.line(line);
      }
    }
    assertEquals("six\n", Files.readString(path));
    assertEquals("five\n", Files.readString(folder.resolve("log.1")));
    assertEquals("four\n", Files.readString(folder.resolve("log.2")));
    assertFalse(Files.exists(folder.resolve("log.3")));
  }

  @Test
  @DisplayName("goes on where it was left")
  void continues() throws IOException {
    Path path = Files.writeString(folder.resolve("log"), "one\n");
    try (RotatingFile file = new RotatingFile(path, 100, 2)) {
      file.line("two");
    }
    assertEquals("one\ntwo\n", Files.readString(path));
  }
}
