package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Audit records are evidence")
class AuditLogTest {
  @TempDir Path directory;

  private LogReading read(String... lines) throws IOException {
    Path log = directory.resolve("audit.log");
    Files.writeString(log, String.join("\n", lines) + "\n");
    return Logs.read(List.of(log.toString()), Abi.X86_64, true);
  }

  @Test
  @DisplayName("of calls that a filter stopped or logged, on every ABI")
  void stopped() throws IOException {
    Evidence evidence =
        read(
                "type=DAEMON_START msg=audit(1.000:1): op=start",
                "type=SECCOMP msg=audit(1.000:2): pid=5 comm=\"a\" exe=\"/bin/a\" sig=31"
                    + " arch=c000003e syscall=262 code=0x0",
                "type=SECCOMP msg=audit(1.000:3): pid=5 comm=\"a\" exe=\"/bin/a\" sig=0"
                    + " arch=40000003 syscall=359 code=0x7ffc0000",
                "type=SECCOMP msg=audit(1.000:4): pid=5 comm=\"a\" exe=\"/bin/a\" sig=0"
                    + " arch=40000003 syscall=359 code=0x7ffc0000")
            .evidence();
    assertEquals(List.of(Abi.X86_64, Abi.X86), evidence.abis());
    assertEquals(
        List.of("newfstatat", "socket"),
        evidence.observations().stream().map(Observation::title).toList());
    assertEquals(2, evidence.observations().getLast().count());
    assertEquals("/bin/a", evidence.observations().getFirst().first().executable());
  }

  @Test
  @DisplayName("of calls that an audit rule is about, with their arguments")
  void audited() throws IOException {
    Observation seen =
        read("type=SYSCALL msg=audit(1.000:2): arch=c000003e syscall=41 success=yes exit=3"
                + " a0=28 a1=1 a2=0 a3=0 pid=5 comm=\"a\" exe=\"/bin/a\"")
            .evidence()
            .observations()
            .getFirst();
    assertEquals("socket", seen.title());
    assertEquals(
        Optional.of(Map.of(0x28L, 1L)), seen.everyValueOf(0).map(values -> values.counts()));
  }

  @Test
  @DisplayName("and a call that has both kinds of records counts once")
  void once() throws IOException {
    assertEquals(
        1,
        read(
                "type=SECCOMP msg=audit(1.000:2): pid=5 sig=0 arch=c000003e syscall=41"
                    + " code=0x7ffc0000",
                "type=SYSCALL msg=audit(1.000:2): arch=c000003e syscall=41 success=yes a0=28")
            .evidence()
            .calls());
  }

  @Test
  @DisplayName("in kernel logs and journals too")
  void kernelLog() throws IOException {
    assertEquals(
        2,
        read(
                "[    1.5] audit: type=1326 audit(1.000:2): pid=5 sig=0 arch=c000003e syscall=41"
                    + " code=0x7ffc0000",
                "{\"__REALTIME_TIMESTAMP\":\"1\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"audit:"
                    + " type=1326 audit(1.000:3): pid=5 sig=0 arch=c000003e syscall=41\"}",
                "[    1.6] usb 1-1: new device")
            .evidence()
            .calls());
  }
}
