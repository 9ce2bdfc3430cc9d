package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.syscall.Syscalls;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lint looks for denials that break programs:")
class LibraryChecksTest {
  private static LintOptions target(String text) {
    return LintOptions.DEFAULT.withTarget(Target.parse(text));
  }

  @Test
  @DisplayName("clone3 without ENOSYS, where clone is let through")
  void clone3() {
    String[] policy = {
      "arches: [x86_64, aarch64]", "default: errno(EPERM)", "allow: [clone, exit_group]"
    };
    assertEquals(
        List.of(
            "policy:3:10: warning: clone3 gets ERRNO(1) on x86_64 and aarch64, not one of the errors"
                + " that libraries fall back on"),
        Linted.of(Code.FALLBACK_BLOCKED, policy));
    Finding finding =
        Linted.findings(LintOptions.DEFAULT, policy).stream()
            .filter(each -> each.code() == Code.FALLBACK_BLOCKED)
            .findFirst()
            .orElseThrow();
    assertEquals(
        "Who calls it: pthread_create and posix_spawn (glibc 2.34 and later). They go back to clone"
            + " only after ENOSYS.",
        finding.why());
    assertEquals("give it ENOSYS (errno(ENOSYS): [clone3]), or allow it", finding.fix());
  }

  @Test
  @DisplayName("nothing where clone3 gets ENOSYS")
  void clone3WithEnosys() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.FALLBACK_BLOCKED,
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow: [clone]",
            "errno(ENOSYS): [clone3]"));
  }

  @Test
  @DisplayName("nothing where what a call is for is denied in every form")
  void unwanted() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.FALLBACK_BLOCKED, "arches: [x86_64]", "default: errno(EPERM)", "allow: [read]"));
  }

  @Test
  @DisplayName("nothing where a supervisor answers")
  void supervised() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.FALLBACK_BLOCKED,
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow: [clone]",
            "notify: [clone3]"));
  }

  @Test
  @DisplayName("errors that one library minds and another does not")
  void anyError() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.FALLBACK_BLOCKED, "arches: [x86_64]", "default: errno(EPERM)", "allow: [close]"));
    assertEquals(
        List.of(
            "policy:3:10: warning: rseq gets KILL_PROCESS on x86_64, not one of the errors that"
                + " libraries fall back on",
            "policy:5:8: warning: close_range gets KILL_PROCESS on x86_64, not one of the errors"
                + " that libraries fall back on"),
        Linted.of(
            Code.FALLBACK_BLOCKED,
            "arches: [x86_64]",
            "default: kill",
            "allow: [close]",
            "kill: [close_range]"));
  }

  @Test
  @DisplayName("calls that newer libraries make in place of allowed ones")
  void successors() {
    assertEquals(
        List.of(
            "policy:3:10: warning: openat and newfstatat get ERRNO(38) on x86_64, unlike the older"
                + " calls"),
        Linted.of(
            Code.SUCCESSOR_MISSING,
            "arches: [x86_64]",
            "default: errno(ENOSYS)",
            "allow: [open, stat]"));
  }

  @Test
  @DisplayName("only what the releases of a target do")
  void target() {
    String[] policy = {
      "arches: [x86_64]", "default: errno(EPERM)", "allow: [clone, faccessat, sendfile]"
    };
    assertEquals(
        List.of(
            "policy:3:10: warning: faccessat2 gets ERRNO(1) on x86_64, not one of the errors that"
                + " libraries fall back on"),
        Linted.of(Code.FALLBACK_BLOCKED, target("glibc=2.33,jdk=17"), policy));
    assertEquals(
        List.of(
            "policy:3:10: warning: copy_file_range gets ERRNO(1) on x86_64, not one of the errors that"
                + " libraries fall back on"),
        Linted.of(Code.FALLBACK_BLOCKED, target("jdk=25"), policy));
    assertEquals(List.of(), Linted.of(Code.FALLBACK_BLOCKED, target("kernel=6.12"), policy));
  }

  @Test
  @DisplayName("which calls a target's libraries replace by older ones")
  void fallsBack() {
    String[] policy = {"arches: [x86_64]", "default: errno(ENOSYS)", "allow: [clone]"};
    assertEquals(
        List.of("policy:3:10: note: clone3 gets ERRNO(38) on x86_64, so clone is used"),
        Linted.of(Code.FALLS_BACK, target("glibc=2.41"), policy));
    assertEquals(List.of(), Linted.of(Code.FALLS_BACK, policy));
  }

  @Test
  @DisplayName("the call of the kernel's own return probes, on kernels that filter it")
  void returnProbes() {
    String[] policy = {"arches: [x86_64]", "default: errno(EPERM)", "allow: [exit_group]"};
    assertEquals(
        List.of("policy:3:10: warning: uretprobe gets ERRNO(1) on x86_64"),
        Linted.of(Code.KERNEL_CALLS, target("kernel=6.12"), policy));
    assertEquals(List.of(), Linted.of(Code.KERNEL_CALLS, target("kernel=6.18"), policy));
    assertEquals(List.of(), Linted.of(Code.KERNEL_CALLS, policy));
  }

  @Test
  @DisplayName("signal handlers, stopped sleeps and ends of programs without their calls")
  void kernelCalls() {
    assertEquals(
        List.of(
            "policy:3:10: warning: exit_group gets KILL_PROCESS on x86_64",
            "policy:3:10: warning: restart_syscall gets KILL_PROCESS on x86_64",
            "policy:3:10: warning: rt_sigreturn gets KILL_PROCESS on x86_64"),
        Linted.of(
            Code.KERNEL_CALLS,
            "arches: [x86_64]",
            "default: kill",
            "allow: [rt_sigaction, futex]"));
    assertEquals(
        List.of(),
        Linted.of(
            Code.KERNEL_CALLS, "arches: [x86_64]", "default: kill", "allow: [read, exit_group]"));
  }

  @Test
  @DisplayName("calls of future kernels that don't get ENOSYS")
  void unknownCalls() {
    assertEquals(
        List.of(
            "policy:3:10: warning: calls that are newer than Linux "
                + Syscalls.newest()
                + " get KILL_PROCESS on x86_64"),
        Linted.of(
            Code.UNKNOWN_CALLS,
            "arches: [x86_64]",
            "default: kill",
            "newer: default",
            "allow: [read]"));
    assertEquals(
        List.of(),
        Linted.of(Code.UNKNOWN_CALLS, "arches: [x86_64]", "default: kill", "allow: [read]"));
    assertEquals(
        List.of(),
        Linted.of(Code.UNKNOWN_CALLS, "arches: [x86_64]", "default: allow", "kill: [read]"));
  }

  @Test
  @DisplayName("calls that the default action denies alike, as one finding")
  void together() {
    String[] policy = {
      "arches: [x86_64]", "default: errno(EPERM)", "allow: [clone, faccessat, exit, exit_group]"
    };
    List<Finding> findings =
        Linted.findings(LintOptions.DEFAULT, policy).stream()
            .filter(finding -> finding.code() == Code.FALLBACK_BLOCKED)
            .toList();
    assertEquals(1, findings.size());
    assertEquals(
        "faccessat2 and clone3 get ERRNO(1) on x86_64, not one of the errors that libraries fall"
            + " back on",
        findings.getFirst().text());
    assertEquals(
        "give them ENOSYS (errno(ENOSYS): [faccessat2, clone3]), or allow them",
        findings.getFirst().fix());
  }

  @Test
  @DisplayName("the end of threads, where threads can be started")
  void threads() {
    assertEquals(
        List.of("policy:3:10: warning: exit gets ERRNO(1) on x86_64"),
        Linted.of(
            Code.KERNEL_CALLS,
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow: [clone, exit_group]"));
    assertEquals(
        List.of(),
        Linted.of(
            Code.KERNEL_CALLS,
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow:",
            "  - names: [exit_group]",
            "  - clone: (clone_flags & 0x10000) == 0"));
  }

  @Test
  @DisplayName("nothing on an ABI of which every call is denied")
  void unusable() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.KERNEL_CALLS,
            "arches: [x86_64, x32]",
            "default: errno(EPERM)",
            "allow:",
            "  - names: [exit_group]",
            "    on: [x86_64]"));
  }

  @Test
  @DisplayName("calls of kernels that are newer than a list of denials, by name")
  void newerCalls() {
    String[] policy = {"arches: [x86_64]", "default: allow", "errno(EPERM): [ptrace, mseal]"};
    LintOptions old = target("kernel=6.12");
    Finding finding =
        Linted.findings(old, policy).stream()
            .filter(each -> each.code() == Code.NEWER_LET)
            .findFirst()
            .orElseThrow();
    assertEquals(
        "policy:3:10: warning: CG306 newer-let: 1 call that came after Linux 6.10 is let through on"
            + " x86_64: the list of denials has none that is newer",
        finding.toString());
    assertEquals("These are uretprobe (6.11). What comes next is let through too.", finding.why());
    assertEquals(List.of(), Linted.of(Code.NEWER_LET, target("kernel=6.10"), policy));
    assertEquals(
        List.of(
            "policy:3:10: warning: 1 call that came after Linux 6.10 is let through on x86_64 and"
                + " x32: the list of denials has none that is newer"),
        Linted.of(
            Code.NEWER_LET,
            old,
            "arches: [x86_64, x32]",
            "default: allow",
            "errno(EPERM): [ptrace, mseal]"));
    assertEquals(
        List.of(),
        Linted.of(
            Code.NEWER_LET,
            "arches: [x86_64]",
            "default: allow",
            "newer: errno(ENOSYS)",
            "kernel: 6.12",
            "errno(EPERM): [ptrace]"));
  }

  @Test
  @DisplayName("with a table that names existing calls and well-formed releases")
  void table() {
    List<LibraryCall> calls = LibraryCalls.read();
    assertTrue(calls.size() > 25, "rows: " + calls.size());
    for (LibraryCall call : calls) {
      assertTrue(Syscalls.exists(call.call()), call.call());
      assertTrue(call.before().stream().allMatch(Syscalls::exists), call.toString());
    }
  }
}
