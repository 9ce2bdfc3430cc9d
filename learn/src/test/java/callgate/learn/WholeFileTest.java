package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that is written whole")
class WholeFileTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("replaces the old one and leaves nothing beside it")
  void replaces() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), "old");
    WholeFile.write(file, new byte[] {'n', 'e', 'w'});
    assertEquals("new", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  @DisplayName("replaces what a symbolic link points to, not the link")
  void link() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    WholeFile.write(link, new byte[] {'n'});
    assertEquals("n", Files.readString(file));
    assertEquals(file, Files.readSymbolicLink(link));
  }

  @Test
  @DisplayName("can't be written where its directory is missing, and the error names the file")
  void noDirectory() {
    Path file = folder.resolve("missing/policy.yaml");
    FileSystemException failure =
        assertThrows(FileSystemException.class, () -> WholeFile.write(file, new byte[1]));
    assertEquals(file + ": its directory does not exist", failure.getMessage());
  }

  @Test
  @DisplayName("can't be written below a file, and the error names it")
  void notADirectory() throws Exception {
    Path plain = Files.write(folder.resolve("plain"), new byte[] {1});
    Path file = plain.resolve("policy.yaml");
    FileSystemException failure =
        assertThrows(FileSystemException.class, () -> WholeFile.write(file, new byte[1]));
    assertEquals(file + ": Not a directory", failure.getMessage());
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(plain));
  }
}
