package callgate.learn.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A record of the audit system")
class AuditRecordTest {
  private static final String FIELDS =
      "auid=4294967295 uid=0 gid=0 ses=4294967295 pid=8892 comm=\"oidc-token\""
          + " exe=\"/usr/bin/oidc-token\" sig=31 arch=c000003e syscall=262 compat=0"
          + " ip=0x7f07c4a186a0 code=0x0";

  private static AuditRecord parse(String line) {
    return AuditRecord.parse(line).orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "type=SECCOMP msg=audit(1795302896.780:11): ",
        "node=web type=SECCOMP msg=audit(1795302896.780:11): ",
        "type=UNKNOWN[1326] msg=audit(1795302896.780:11): ",
        "audit: type=1326 audit(1795302896.780:11): ",
        "[  730.172798] audit: type=1326 audit(1795302896.780:11): ",
        "<5>[  730.172798] audit: type=1326 audit(1795302896.780:11): ",
        "[Sat Nov 21 12:34:56 2026] audit: type=1326 audit(1795302896.780:11): ",
        "Nov 21 12:34:56 web kernel: [730.172798] audit: type=1326 audit(1795302896.780:11): ",
        "Nov 21 12:34:56 web kernel: audit: type=1326 audit(1795302896.780:11): ",
        "2026-11-21T12:34:56+00:00 web kernel: audit: type=1326 audit(1795302896.780:11): ",
        "Nov 21 12:34:56 web audispd: type=SECCOMP msg=audit(1795302896.780:11): ",
      })
  @DisplayName("is read from")
  void forms(String before) {
    AuditRecord record = parse(before + FIELDS);
    assertEquals("SECCOMP", record.type());
    assertEquals(1795302896_780_000_000L, record.time());
    assertEquals(11, record.serial());
    assertEquals(Optional.of("oidc-token"), record.text("comm"));
    assertEquals(OptionalLong.of(262), record.decimal("syscall"));
    assertEquals(OptionalLong.of(0xc000003eL), record.hexadecimal("arch"));
    assertEquals(OptionalLong.of(0x7f07c4a186a0L), record.hexadecimal("ip"));
  }

  @Test
  @DisplayName("is read from what journald made of it, without time and number")
  void journald() {
    AuditRecord record = parse("Nov 21 12:34:56 web audit[8892]: SECCOMP " + FIELDS);
    assertEquals("SECCOMP", record.type());
    assertEquals(AuditRecord.NO_TIME, record.time());
    assertEquals(0, record.serial());
    assertEquals(OptionalLong.of(8892), record.decimal("pid"));
  }

  @Test
  @DisplayName("is read as the kernel sends it")
  void netlink() {
    AuditRecord record =
        AuditRecord.ofMessage(1326, "audit(1795302896.780:11): " + FIELDS).orElseThrow();
    assertEquals("SECCOMP", record.type());
    assertEquals(Optional.of("/usr/bin/oidc-token"), record.text("exe"));
  }

  @Test
  @DisplayName("enriched by auditd keeps the names of users and drops the wrong name of the call")
  void enriched() {
    AuditRecord record =
        parse(
            "type=SECCOMP msg=audit(1795302896.780:11): "
                + FIELDS
                + "\u001dAUID=\"unset\" UID=\"root\" GID=\"root\" ARCH=x86_64"
                + " SYSCALL=unknown-syscall(-1)");
    assertEquals(OptionalLong.of(262), record.decimal("syscall"));
    assertEquals(OptionalLong.of(0), record.hexadecimal("code"));
    assertEquals(Optional.of("root"), record.text("UID"));
    assertEquals(Optional.empty(), record.text("SYSCALL"));
  }

  @Test
  @DisplayName("has names decoded that the kernel encoded")
  void encoded() {
    AuditRecord record =
        parse(
            "type=SECCOMP msg=audit(1.000:2): pid=1 comm=611B5B33316D2062"
                + " exe=2F746D702F6120622063 sig=31 arch=c000003e syscall=41");
    assertEquals(Optional.of("a\u001b[31m b"), record.text("comm"));
    assertEquals(Optional.of("/tmp/a b c"), record.text("exe"));
  }

  @Test
  @DisplayName("takes arguments of SYSCALL for numbers and those of EXECVE for texts")
  void arguments() {
    AuditRecord call = parse("type=SYSCALL msg=audit(1.000:2): arch=c000003e syscall=41 a0=28");
    assertEquals(OptionalLong.of(0x28), call.hexadecimal("a0"));
    AuditRecord execve = parse("type=EXECVE msg=audit(1.000:2): argc=2 a0=\"ls\" a1=612062");
    assertEquals(Optional.of("ls"), execve.text("a0"));
    assertEquals(Optional.of("a b"), execve.text("a1"));
  }

  @Test
  @DisplayName("of ausearch -i has words and names, and values with spaces")
  void interpreted() {
    AuditRecord record =
        parse(
            "type=SECCOMP msg=audit(11/25/26 20:16:06.098:1514) : auid=unset uid=root gid=root"
                + " ses=unset pid=29519 comm=a b exe=/tmp/a dir/viol sig=SIGSYS arch=x86_64"
                + " syscall=socket compat=0 ip=0x7f6251794829 code=kill ");
    assertTrue(record.interpreted());
    assertEquals(Optional.of("a b"), record.text("comm"));
    assertEquals(Optional.of("/tmp/a dir/viol"), record.text("exe"));
    assertEquals(Optional.of("socket"), record.text("syscall"));
    assertEquals(Optional.of("kill"), record.text("code"));
    assertEquals(1514, record.serial());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Nov 21 12:34:56 web myapp[7]: type=1326 audit(1.000:2): pid=1 syscall=41",
        "Nov 21 12:34:56 web myapp[7]: audit: type=1326 audit(1.000:2): pid=1 syscall=41",
        "type=SECCOMP",
        "type=SECCOMP msg=audit(1.000:2",
        "type=SECCOMP msg=audit(99999999999999999999.000:2): pid=1",
        "type=SECCOMP msg=audit(1.000:x): pid=1",
        "Nov 21 12:34:56 web audit[x]: SECCOMP pid=1",
        "",
      })
  @DisplayName("is not")
  void noRecord(String line) {
    assertEquals(Optional.empty(), AuditRecord.parse(line));
  }
}
