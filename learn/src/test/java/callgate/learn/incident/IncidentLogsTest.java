package callgate.learn.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.learn.LogInput;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Logs tell of stopped calls")
class IncidentLogsTest {
  private static final String SECCOMP =
      "auid=4294967295 uid=0 gid=0 ses=4294967295 pid=29510 comm=\"viol\" exe=\"/tmp/viol\" sig=31"
          + " arch=c000003e syscall=41 compat=0 ip=0x7fb26e9ed829 code=0x0";
  private static final String ENRICHED =
      "\u001dAUID=\"unset\" UID=\"root\" GID=\"root\" ARCH=x86_64 SYSCALL=unknown-syscall(-1)";

  private final List<Incident> incidents = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private void read(String... lines) throws IOException {
    read((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void read(byte[] log) throws IOException {
    IncidentLogs reader = new IncidentLogs(Abi.X86_64, Set.of(1, 38), incidents::add);
    try (LogInput input = LogInput.of("log", new ByteArrayInputStream(log))) {
      reader.read(input);
    }
    reader.finish().remarks().forEach(remark -> remarks.add(remark.toString()));
  }

  private Violation only() {
    assertEquals(1, incidents.size(), incidents::toString);
    return incidents.getFirst().violation().orElseThrow();
  }

  @Test
  @DisplayName("auditd's, with users' names, and not with the wrong name of the call")
  void auditd() throws IOException {
    read("type=SECCOMP msg=audit(1795637765.086:1502): " + SECCOMP + ENRICHED);
    assertEquals("socket", only().text());
    assertEquals(Received.of(Kind.KILL_THREAD), only().received().orElseThrow());
    assertEquals(OptionalLong.of(0x7fb26e9ed829L), only().instructionPointer());
    Incident incident = incidents.getFirst();
    assertEquals(new Caller(29510, "viol", "/tmp/viol", "root", "", ""), incident.caller());
    assertEquals("log:1", incident.place());
    assertEquals(1795637765_086_000_000L, incident.time());
  }

  @Test
  @DisplayName("and what else the records of an event say, also between those of others")
  void joined() throws IOException {
    read(
        "type=SECCOMP msg=audit(1795637765.086:7): "
            + SECCOMP.replace("code=0x0", "code=0x7ffc0000").replace("sig=31", "sig=0"),
        "type=SECCOMP msg=audit(1795637765.086:8): " + SECCOMP.replace("=41", "=42"),
        "type=SYSCALL msg=audit(1795637765.086:7): arch=c000003e syscall=41 success=yes exit=3"
            + " a0=28 a1=1 a2=0 a3=7ffe08622160 items=0 pid=29510 comm=\"viol\" exe=\"/tmp/viol\"",
        "type=CWD msg=audit(1795637765.086:7): cwd=\"/srv\"",
        "type=PATH msg=audit(1795637765.086:7): item=0 name=\"/etc/hosts\" nametype=NORMAL",
        "type=PROCTITLE msg=audit(1795637765.086:7): proctitle=76696F6C006C6F67");
    assertEquals(2, incidents.size());
    Incident incident = incidents.getFirst();
    assertEquals(
        "socket(AF_VSOCK, SOCK_STREAM, IPPROTO_IP)", incident.violation().orElseThrow().text());
    assertEquals("viol log", incident.caller().command());
    assertEquals(List.of("in /srv", "path /etc/hosts"), incident.details());
    assertEquals("connect", incidents.getLast().violation().orElseThrow().text());
  }

  @Test
  @DisplayName("of deaths by a trap, which has no record of its own")
  void trapped() throws IOException {
    String death =
        "auid=4294967295 uid=0 gid=0 ses=4294967295 pid=29513 comm=\"viol\" exe=\"/tmp/viol\""
            + " sig=31 res=1";
    read(
        "type=SECCOMP msg=audit(1795637765.090:1504): " + SECCOMP,
        "type=ANOM_ABEND msg=audit(1795637765.090:1505): " + death.replace("29513", "29510"),
        "type=ANOM_ABEND msg=audit(1795637765.090:1507): " + death,
        "type=ANOM_ABEND msg=audit(1795637765.090:1508): " + death.replace("sig=31", "sig=11"));
    assertEquals(2, incidents.size());
    assertTrue(incidents.getLast().violation().isEmpty());
    assertEquals(29513, incidents.getLast().caller().pid());
  }

  @Test
  @DisplayName("ausearch's, plain and interpreted")
  void ausearch() throws IOException {
    read(
        "----",
        "time->Wed Nov 25 20:16:05 2026",
        "type=SECCOMP msg=audit(1795637765.086:1502): " + SECCOMP,
        "----",
        "type=SECCOMP msg=audit(11/25/26 20:16:06.098:1514) : auid=unset uid=root gid=root"
            + " ses=unset pid=29519 comm=a b exe=/tmp/viol sig=SIGSYS arch=i386 syscall=socket"
            + " compat=1 ip=0x7f6251794829 code=kill ");
    assertEquals(2, incidents.size());
    Violation second = incidents.getLast().violation().orElseThrow();
    assertEquals(Abi.X86, second.abi().orElseThrow());
    assertEquals(359, second.number());
    assertEquals(
        Set.of(Kind.KILL_PROCESS, Kind.KILL_THREAD), second.received().orElseThrow().kinds());
    assertEquals("a b", incidents.getLast().caller().comm());
  }

  @Test
  @DisplayName("the kernel's, and say how much the kernel left out")
  void kernelLog() throws IOException {
    read(
        "[  730.172798] audit: type=1326 audit(1795637057.010:1454): " + SECCOMP,
        "[ 1437.246558] kauditd_printk_skb: 45 callbacks suppressed",
        "[ 1437.3] usb 1-1: new device");
    assertEquals("socket", only().text());
    assertEquals(1, remarks.size());
    assertTrue(remarks.getFirst().startsWith("log: the kernel left out 45 records"));
  }

  @Test
  @DisplayName("a journal's, with the unit, and only what the journal has from the kernel")
  void journal() throws IOException {
    String fields = SECCOMP.replace("\"", "\\\"");
    read(
        "{\"__REALTIME_TIMESTAMP\":\"1795637765086000\",\"_TRANSPORT\":\"audit\",\"_AUDIT_TYPE\":"
            + "\"1326\",\"_AUDIT_TYPE_NAME\":\"SECCOMP\",\"_AUDIT_ID\":\"1502\",\"_SYSTEMD_UNIT\":"
            + "\"nginx.service\",\"MESSAGE\":\"SECCOMP "
            + fields
            + "\"}",
        "{\"__REALTIME_TIMESTAMP\":\"1795637765086000\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":"
            + "\"audit: type=1326 audit(1795637765.086:1503): "
            + fields
            + "\"}",
        "{\"__REALTIME_TIMESTAMP\":\"1795637765086000\",\"_TRANSPORT\":\"stdout\",\"MESSAGE\":"
            + "\"audit: type=1326 audit(1795637765.086:1504): "
            + fields
            + "\"}",
        "{\"__REALTIME_TIMESTAMP\":\"1\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[255,0,10]}",
        "{\"broken");
    assertEquals(2, incidents.size());
    assertEquals("nginx.service", incidents.getFirst().caller().unit());
    assertEquals(1795637765_086_000_000L, incidents.getFirst().time());
    assertEquals("socket", incidents.getLast().violation().orElseThrow().text());
  }

  @Test
  @DisplayName("strace's: errors that a policy gives, traps and deaths")
  void strace() throws IOException {
    read(
        "1322  execve(\"./viol\", [\"./viol\", \"killp\"], 0x7ffd73cecd70 /* 20 vars */) = 0",
        "1322  openat(AT_FDCWD, \"/nope\", O_RDONLY) = -1 ENOENT (No such file or directory)",
        "1322  socket(AF_VSOCK, SOCK_STREAM, 0)  = -1 EPERM (Operation not permitted)",
        "1322  socket(AF_VSOCK, SOCK_STREAM, 0)  = 41",
        "1322  --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7f614dcff829,"
            + " si_syscall=__NR_socket, si_arch=AUDIT_ARCH_X86_64} ---",
        "1322  +++ killed by SIGSYS (core dumped) +++",
        "1339  futex(0x7f22, FUTEX_WAIT, 1, NULL <unfinished ...>",
        "1340  clone(child_stack=NULL, flags=CLONE_NEWUSER|SIGCHLD) = ?",
        "1340  +++ killed by SIGSYS +++",
        "1339  <... futex resumed>)              = -1 ENOSYS (Function not implemented)");
    assertEquals(4, incidents.size());
    Incident error = incidents.get(0);
    assertTrue(error.suspected());
    assertEquals(
        "socket(AF_VSOCK, SOCK_STREAM, IPPROTO_IP)", error.violation().orElseThrow().text());
    assertEquals(Received.errno(1), error.violation().orElseThrow().received().orElseThrow());
    assertEquals("./viol", error.caller().exe());
    assertEquals("log:3", error.place());
    assertEquals(
        Received.of(Kind.TRAP),
        incidents.get(1).violation().orElseThrow().received().orElseThrow());
    assertFalse(incidents.get(2).suspected());
    assertEquals(
        OptionalLong.of(0x10000011),
        incidents.get(2).violation().orElseThrow().arguments().getFirst());
    assertEquals(
        "futex(0x7f22, FUTEX_WAIT, 1, NULL, ?, ?)",
        incidents.get(3).violation().orElseThrow().text());
  }

  @Test
  @DisplayName("compressed ones too")
  void compressed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      String line = "type=SECCOMP msg=audit(1795637765.086:1502): " + SECCOMP + "\n";
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
    read(bytes.toByteArray());
    assertEquals("socket", only().text());
  }

  @Test
  @DisplayName("a journal's in each form that programs read")
  void journalForms() throws IOException {
    String fields = SECCOMP.replace("\"", "\\\"");
    String message = "\"MESSAGE\" : \"SECCOMP " + fields + "\"";
    String type = "\"_TRANSPORT\" : \"audit\",\"_AUDIT_TYPE\" : \"1326\"";
    String name = "\"_AUDIT_TYPE_NAME\" : \"SECCOMP\",\"_SYSTEMD_UNIT\" : \"a.service\"";
    String object = "{" + type + "," + name + "," + message + "}";
    read("\u001e" + object, "data: " + object, "");
    read(("{\n" + type + ",\n" + name + ",\n" + message + "\n}\n").getBytes(UTF_8));
    assertEquals(
        List.of("a.service", "a.service", "a.service"),
        incidents.stream().map(incident -> incident.caller().unit()).toList());
    assertEquals(List.of(), remarks);
  }

  @Test
  @DisplayName("a journal's export, in which a program's own words are no fields")
  void export() throws IOException {
    String forged = "hi\n\n__CURSOR=b\n_TRANSPORT=audit\n_AUDIT_TYPE=1326\nMESSAGE=SECCOMP pid=6\n";
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    log.writeBytes("__CURSOR=a\n_TRANSPORT=stdout\nMESSAGE\n".getBytes(UTF_8));
    log.write(forged.length());
    log.writeBytes(new byte[7]);
    log.writeBytes((forged + "\n\n").getBytes(UTF_8));
    log.writeBytes(
        ("__CURSOR=c\n_TRANSPORT=audit\n_AUDIT_TYPE=1326\n_AUDIT_TYPE_NAME=SECCOMP\n"
                + "_SYSTEMD_UNIT=a.service\nMESSAGE=SECCOMP "
                + SECCOMP
                + "\n\n")
            .getBytes(UTF_8));
    read(log.toByteArray());
    assertEquals("socket", only().text());
    assertEquals("a.service", incidents.getFirst().caller().unit());
  }

  @Test
  @DisplayName("the kernel's, in each form of dmesg and of syslog")
  void kernelForms() throws IOException {
    String record = "audit: type=1326 audit(1795637765.086:150%d): " + SECCOMP;
    read(
        "[   12.345678] " + record.formatted(0),
        "<5>[   12.345678] " + record.formatted(1),
        "[Wed Nov 25 20:16:06 2026] " + record.formatted(2),
        "kern  :notice: [   12.345678] " + record.formatted(3),
        "2026-11-25T20:16:06,345678+00:00 " + record.formatted(4),
        "2026-11-25T20:16:06.345678+00:00 web kernel: " + record.formatted(5),
        "Nov 25 20:16:06 web kernel: [   12.345678] " + record.formatted(6));
    assertEquals(7, incidents.size());
  }

  @Test
  @DisplayName("and say why they do not tell which call it was")
  void nameless() throws IOException {
    read(
        "type=SECCOMP msg=audit(1795637765.086:1502): auid=0 uid=0 pid=29510 comm=\"vi",
        "type=SECCOMP msg=audit(11/25/2026 20:16:06.086:1503) : pid=8 comm=a sig=SIGSYS"
            + " arch=x86_64 syscall=unknown-syscall(-1) compat=0 ip=0x1 code=kill");
    assertEquals(
        List.of(
            List.of("the record is cut short: which call it was is lost"),
            List.of(
                "ausearch -i did not know the name of the call; ausearch without -i tells its"
                    + " number")),
        incidents.stream().map(Incident::details).toList());
  }

  @Test
  @DisplayName("and it is said where a file is no log")
  void noLog() throws IOException {
    read("[package]", "name = \"x\"");
    assertEquals(
        List.of(
            "log: no line of it is from auditd, the kernel, a journal or strace: was another file"
                + " meant?"),
        remarks);
  }

  @Test
  @DisplayName("but what a program wrote to a log is not taken for the kernel's word")
  void forged() throws IOException {
    read(
        "Nov 25 20:16:05 web myapp[7]: audit: type=1326 audit(1795637765.086:1502): " + SECCOMP,
        "Nov 25 20:16:05 web myapp[7]: [x] audit: type=1326 audit(1795637765.086:1503): " + SECCOMP,
        "Nov 25 20:16:05 web myapp[7]: kernel: audit: type=1326 audit(1795637765.086:4): "
            + SECCOMP,
        "Nov 25 20:16:05 web myapp[7]: audispd: type=SECCOMP msg=audit(1795637765.086:5): "
            + SECCOMP,
        "Nov 25 20:16:05 web myapp[7]: x audit[8]: SECCOMP " + SECCOMP,
        "hello type=SECCOMP msg=audit(1795637765.086:1502): " + SECCOMP);
    assertEquals(List.of(), incidents);
  }

  @Test
  @DisplayName("with calls that the tables don't have, on ABIs that nobody knows")
  void unknown() throws IOException {
    read(
        "type=SECCOMP msg=audit(1795637765.086:1): " + SECCOMP.replace("c000003e", "12345678"),
        "type=SECCOMP msg=audit(1795637765.086:2): " + SECCOMP.replace("=41 ", "=9999 "),
        "type=SECCOMP msg=audit(1795637765.086:3): " + SECCOMP.replace("arch=c000003e ", ""));
    assertEquals("call 41", incidents.get(0).violation().orElseThrow().text());
    assertEquals("call 9999", incidents.get(1).violation().orElseThrow().text());
    assertTrue(incidents.get(2).violation().isEmpty());
  }

  @Test
  @DisplayName("alike ones together, whatever their addresses")
  void groups() throws IOException {
    read(
        "type=SECCOMP msg=audit(1795637765.086:1): " + SECCOMP,
        "type=SECCOMP msg=audit(1795637767.000:2): "
            + SECCOMP.replace("29510", "1").replace("0x7fb26e9ed829", "0x1"),
        "type=SECCOMP msg=audit(1795637766.000:3): " + SECCOMP.replace("=41 ", "=42 "));
    IncidentGroups groups = new IncidentGroups();
    incidents.forEach(groups::add);
    assertEquals(3, groups.count());
    assertEquals(2, groups.all().size());
    assertEquals(2, groups.all().getFirst().count());
    assertEquals(1795637767_000_000_000L, groups.all().getFirst().last());
  }
}
