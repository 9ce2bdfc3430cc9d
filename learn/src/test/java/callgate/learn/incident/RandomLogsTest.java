package callgate.learn.incident;

import callgate.learn.LogInput;
import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Logs that are damaged at random")
class RandomLogsTest {
  private static final String[] LINES = {
    "type=SECCOMP msg=audit(1795637765.086:1502): auid=0 uid=0 pid=29510 comm=\"viol\" exe=2F61"
        + " sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f code=0x0\u001dUID=\"root\"",
    "type=SECCOMP msg=audit(11/25/26 20:16:06.098:1514) : uid=root pid=29519 comm=a b exe=/x"
        + " sig=SIGSYS arch=i386 syscall=socket compat=1 ip=0x7f code=kill ",
    "[  730.172798] audit: type=1326 audit(1795637057.010:1454): pid=5018 comm=\"x\" syscall=3",
    "[ 1437.246558] kauditd_printk_skb: 45 callbacks suppressed",
    "type=SYSCALL msg=audit(1795637765.086:1502): arch=c000003e syscall=41 a0=28 a1=1 a2=0 a3=7f",
    "type=EXECVE msg=audit(1795637765.086:1502): argc=2 a0=\"ls\" a1=612062",
    "type=ANOM_ABEND msg=audit(1795637765.086:1503): pid=29510 comm=\"viol\" sig=31 res=1",
    "{\"__REALTIME_TIMESTAMP\":\"1\",\"_TRANSPORT\":\"audit\",\"_AUDIT_TYPE\":\"1326\","
        + "\"_AUDIT_TYPE_NAME\":\"SECCOMP\",\"_AUDIT_ID\":\"2\",\"MESSAGE\":\"SECCOMP pid=1\"}",
    "1322  execve(\"./viol\", [\"./viol\"], 0x7f /* 20 vars */) = 0",
    "1322  clone(child_stack=NULL, flags=CLONE_NEWUSER|SIGCHLD) = -1 EPERM (Operation)",
    "1322  <... futex resumed>)              = -1 ENOSYS (Function not implemented)",
    "1322  --- SIGSYS {si_signo=SIGSYS, si_syscall=__NR_socket, si_arch=AUDIT_ARCH_I386} ---",
    "1322  +++ superseded by execve in pid 1323 +++",
    "[ Process PID=1322 runs in 32 bit mode. ]",
    "1322  +++ killed by SIGSYS (core dumped) +++",
  };

  @Test
  @DisplayName("are read to their end")
  void anyText() throws Exception {
    long seed = Long.getLong("seed", 20261125L);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        text.append(damaged(LINES[random.nextInt(LINES.length)], random)).append('\n');
      }
      byte[] log = text.toString().getBytes(StandardCharsets.UTF_8);
      IncidentGroups groups = new IncidentGroups();
      IncidentLogs reader = new IncidentLogs(Abi.X86_64, Set.of(1, 38), groups::add);
      try (LogInput input = LogInput.of("log", new ByteArrayInputStream(log))) {
        reader.read(input);
        reader.finish();
      } catch (RuntimeException unexpected) {
        throw new AssertionError("seed " + seed + "\n" + text, unexpected);
      }
    }
  }

  private static String damaged(String line, Random random) {
    StringBuilder text = new StringBuilder(line);
    for (int i = random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, (char) random.nextInt(0x250));
        case 2 -> text.setLength(at);
        default -> text.insert(at, text.substring(at / 2, at));
      }
    }
    return text.toString();
  }
}
