package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.kernel.NotSupported;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A failure")
class FailureTest {
  @Test
  @DisplayName("of the command line has status 2")
  void usage() {
    assertEquals(new Failure(2, "which one?"), Failure.of(new UsageError("which one?")));
  }

  @Test
  @DisplayName("of the input has status 3 and says where")
  void badInput() {
    assertEquals(
        new Failure(3, "a.json:3:7: there is no system call opne; did you mean open?"),
        Failure.of(
            new BadInput(
                new Position("a.json", 3, 7), "there is no system call opne; did you mean open?")));
  }

  @Test
  @DisplayName("of the kernel has status 4")
  void notSupported() {
    assertEquals(
        new Failure(4, "needs Linux 5.0"), Failure.of(new NotSupported("needs Linux 5.0")));
  }

  @Test
  @DisplayName("of a file has status 3 and names the file")
  void files() {
    assertEquals(
        new Failure(3, "a.json: there is no such file"),
        Failure.of(new NoSuchFileException("a.json")));
    assertEquals(
        new Failure(3, "a.json: permission denied"),
        Failure.of(new UncheckedIOException(new AccessDeniedException("a.json"))));
    assertEquals(
        new Failure(3, "a.json: Is a directory"),
        Failure.of(new FileSystemException("a.json", null, "Is a directory")));
    assertEquals(new Failure(3, "broken"), Failure.of(new IOException("broken")));
  }

  @Test
  @DisplayName("that is nobody's but Callgate's own says so")
  void mistake() {
    assertEquals(
        new Failure(
            3,
            "this is a mistake in Callgate, not yours: java.lang.IllegalStateException: seven"
                + " (--verbose shows where it happened)"),
        Failure.of(new IllegalStateException("seven")));
  }
}
