package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
  @TempDir private Path directory;

  private String policy() throws IOException {
    Path file = directory.resolve("policy.yaml");
    Files.writeString(
        file,
        """
        callgate: 1
        arches: [x86_64, x86]
        default: errno(EPERM)
        kernel: 6.12
        flags: [log]
        ordered:
          - kill: [ { socket: { family: AF_VSOCK } } ]
          - allow: [ socket ]
        allow:
          - read
          - openat
          - write
          - ioctl: { cmd: [TCGETS, TIOCGWINSZ] }   # a terminal?
          - getpid: { on: [x86] }
        errno(ENOSYS): [clone3]
        """);
    return file.toString();
  }

  @Test
  void aPolicyIsShownByActionAndGroup() throws IOException {
    String file = policy();
    Ran ran = Ran.callgate("show", file);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(
        """
        policy       FILE
        ABIs         x86_64, x86
        other calls  errno(EPERM)
        newer calls  errno(ENOSYS) if they came after Linux 6.12
        other ABIs   kill_process
        flags        log

        the first of these that holds decides
          kill_process: socket if family == AF_VSOCK
          allow: socket

        allow: 3 and 1 under conditions of 385 calls of x86_64
          file-system  openat
          basic-io     read, write
          getpid on x86
          ioctl if cmd == TCGETS || cmd == TIOCGWINSZ  (a terminal?)

        errno(ENOSYS): 1 of 385 calls of x86_64
          process      clone3
        """
            .replace("FILE", file),
        ran.out());
  }

  @Test
  void oneCallIsShownAbiByAbi() throws IOException {
    String file = policy();
    Ran ran = Ran.callgate("show", file, "--syscall", "ioctl");
    assertEquals(
        """
        ioctl on x86_64 (16)
          allow if cmd == TCGETS || cmd == TIOCGWINSZ  (FILE:13:5: a terminal?)
          errno(EPERM) otherwise, as for all other calls
        ioctl on x86 (54)
          allow if cmd == TCGETS || cmd == TIOCGWINSZ  (FILE:13:5: a terminal?)
          errno(EPERM) otherwise, as for all other calls
        """
            .replace("FILE", file),
        ran.out());
  }

  @Test
  void theFirstRuleThatHoldsIsShownFirst() throws IOException {
    String file = policy();
    Ran ran = Ran.callgate("show", file, "--syscall", "socket", "--arch", "x86_64");
    assertEquals(
        """
        socket on x86_64 (41)
          kill_process if family == AF_VSOCK  (FILE:7:13)
          allow  (FILE:8:14)
        """
            .replace("FILE", file),
        ran.out());
  }

  @Test
  void dockersDefaultIsShown() {
    Ran ran = Ran.callgate("show", "builtin:docker", "--arch", "x86_64");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(
        ran.out().contains("allow: 306 and 3 under conditions of 385 calls of x86_64"), ran.out());
    assertTrue(ran.out().lines().allMatch(line -> line.length() <= 160), ran.out());
  }

  @Test
  void programsGetJson() throws IOException {
    Ran ran = Ran.callgate("--json", "show", policy());
    assertTrue(
        ran.out().contains("\"abis\":[\"x86_64\",\"x86\"],\"default\":\"ERRNO(1)\""), ran.out());
    assertTrue(
        ran.out()
            .contains(
                "{\"action\":\"ALLOW\",\"calls\":[\"openat\",\"read\",\"write\"],\"conditional\":["),
        ran.out());
  }

  @Test
  void anUnknownCallGetsASuggestion() throws IOException {
    Ran ran = Ran.callgate("show", policy(), "--syscall", "scoket");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("did you mean socket?"), ran.err());
  }
}
