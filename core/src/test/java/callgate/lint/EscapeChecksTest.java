package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lint looks for calls that undo the sandbox:")
class EscapeChecksTest {
  private static String[] allow(String... entries) {
    return policy("x86_64", entries);
  }

  private static String[] policy(String abis, String... entries) {
    List<String> lines =
        new ArrayList<>(List.of("arches: [" + abis + "]", "default: errno(EPERM)", "allow:"));
    for (String entry : entries) {
      lines.add("  - " + entry);
    }
    return lines.toArray(String[]::new);
  }

  @Test
  @DisplayName("ptrace, when it can attach")
  void ptrace() {
    assertEquals(
        List.of(
            "policy:5:5: note: ptrace(PTRACE_ATTACH) and ptrace(PTRACE_SEIZE) let through on"
                + " x86_64"),
        Linted.of(Code.TRACER, allow("ptrace")));
    assertEquals(List.of(), Linted.of(Code.TRACER, allow("ptrace: request == 0")));
  }

  @Test
  @DisplayName("ptrace before Linux 4.8, where tracers undo the filter itself")
  void oldKernels() {
    LintOptions old = LintOptions.DEFAULT.withTarget(Target.parse("kernel=4.4"));
    assertEquals(
        List.of("policy:5:5: error: ptrace(PTRACE_ATTACH) let through on x86_64"),
        Linted.of(Code.TRACER, old, allow("ptrace: request == 16")));
  }

  @Test
  @DisplayName("kernel modules, unless the capability is missing")
  void modules() {
    String[] policy = allow("finit_module");
    String found =
        "finit_module let through on x86_64; CAP_SYS_MODULE or CAP_SYS_BOOT or CAP_SYS_RAWIO is"
            + " needed as well";
    assertEquals(List.of("policy:5:5: warning: " + found), Linted.of(Code.KERNEL_CODE, policy));
    assertEquals(
        List.of("policy:5:5: note: " + found),
        Linted.of(
            Code.KERNEL_CODE, LintOptions.DEFAULT.withCapabilities(Set.of("CAP_CHOWN")), policy));
    assertEquals(
        List.of("policy:5:5: warning: " + found),
        Linted.of(
            Code.KERNEL_CODE,
            LintOptions.DEFAULT.withCapabilities(Set.of("CAP_SYS_MODULE")),
            policy));
  }

  @Test
  @DisplayName("eBPF programs, not look-ups in maps")
  void bpf() {
    assertEquals(
        List.of("x86_64: bpf(BPF_PROG_LOAD, NULL, 0, NULL, 0) gets ALLOW"),
        Linted.witnesses(Code.BPF, allow("bpf")));
    assertEquals(List.of(), Linted.of(Code.BPF, allow("bpf: cmd == 1")));
  }

  @Test
  @DisplayName("userfaultfd, when it also catches faults of the kernel")
  void userfaultfd() {
    assertEquals(
        List.of("policy:5:5: warning: userfaultfd let through on x86_64"),
        Linted.of(Code.USERFAULTFD, allow("userfaultfd")));
    assertEquals(List.of(), Linted.of(Code.USERFAULTFD, allow("userfaultfd: (flags & 1) == 1")));
  }

  @Test
  @DisplayName("input into a terminal, a warning where somebody has looked at ioctl")
  void terminal() {
    assertEquals(
        List.of("policy:5:5: note: ioctl(TIOCSTI) and ioctl(TIOCLINUX) let through on x86_64"),
        Linted.of(Code.TERMINAL, allow("ioctl")));
    assertEquals(
        List.of("policy:5:5: warning: ioctl(TIOCLINUX) let through on x86_64"),
        Linted.of(Code.TERMINAL, allow("ioctl: cmd != 0x5412")));
    assertEquals(
        List.of("x86_64: ioctl(0, 0x100005412, 0) gets ALLOW"),
        Linted.witnesses(Code.TERMINAL, allow("ioctl: arg1:64 != 0x5412 && arg1:32 != 0x541c")));
    assertEquals(
        List.of(), Linted.of(Code.TERMINAL, allow("ioctl: cmd != 0x5412 && cmd != 0x541c")));
  }

  @Test
  @DisplayName("personality, with values that weaken memory")
  void personality() {
    assertEquals(
        List.of("x86_64: personality(PER_LINUX|ADDR_NO_RANDOMIZE) gets ALLOW"),
        Linted.witnesses(Code.PERSONALITY, allow("personality")));
    assertEquals(
        List.of(),
        Linted.of(
            Code.PERSONALITY,
            allow("personality: { personality: [0, 8, 0x20000, 0x20008, 0xffffffff] }")));
  }

  @Test
  @DisplayName("user namespaces, and what they open")
  void userNamespace() {
    String[] policy = allow("unshare", "mount", "clone: (clone_flags & 0x10000000) == 0");
    Finding finding =
        Linted.findings(LintOptions.DEFAULT, policy).stream()
            .filter(each -> each.code() == Code.USER_NAMESPACE)
            .findFirst()
            .orElseThrow();
    assertEquals("unshare with CLONE_NEWUSER let through", finding.text());
    assertEquals(
        "In a user namespace every process has all capabilities, so that it can also use mount:"
            + " much more of the kernel to attack.",
        finding.why());
    assertEquals(
        List.of(),
        Linted.of(
            Code.USER_NAMESPACE,
            allow(
                "unshare: (unshare_flags & 0x10000000) == 0",
                "clone: (clone_flags & 0x10000000) == 0")));
  }

  @Test
  @DisplayName("clone3 past a rule about the flags of clone")
  void clone3() {
    assertEquals(
        List.of("policy:6:5: error: clone3 goes around what is said about the flags of clone"),
        Linted.of(Code.USER_NAMESPACE, allow("clone: (clone_flags & 0x10000000) == 0", "clone3")));
  }

  @Test
  @DisplayName("mounts, only a note without the capability")
  void mounts() {
    String found = "mount and move_mount let through on x86_64; CAP_SYS_ADMIN is needed as well";
    assertEquals(
        List.of("policy:5:5: warning: " + found),
        Linted.of(Code.MOUNTS, allow("mount", "move_mount")));
    assertEquals(
        List.of("policy:5:5: note: " + found),
        Linted.of(
            Code.MOUNTS,
            LintOptions.DEFAULT.withCapabilities(Set.of()),
            allow("mount", "move_mount")));
  }

  @Test
  @DisplayName("io_uring past the filter")
  void ioUring() {
    assertEquals(
        List.of(
            "policy:5:5: error: io_uring goes around what is said about openat, openat2, socket,"
                + " connect, bind, listen, accept4 and 17 more"),
        Linted.of(Code.IO_URING, allow("io_uring_setup", "io_uring_enter")));
    assertEquals(List.of(), Linted.of(Code.IO_URING, allow("io_uring_setup")));
    assertEquals(
        List.of("policy:3:10: note: io_uring_setup and io_uring_enter let through"),
        Linted.of(Code.IO_URING, "arches: [x86_64]", "default: allow", "errno(EPERM): [ptrace]"));
  }

  @Test
  @DisplayName("a listener in place of the tracer that decides")
  void listener() {
    assertEquals(
        List.of("x86_64: seccomp(SECCOMP_SET_MODE_FILTER, 8, NULL) gets ALLOW"),
        Linted.witnesses(
            Code.LISTENER,
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow: [seccomp]",
            "trace: [openat]"));
    assertEquals(List.of(), Linted.of(Code.LISTENER, allow("seccomp")));
  }

  @Test
  @DisplayName("memory that is writable and executable")
  void writableCode() {
    assertEquals(
        List.of(
            "policy:5:5: note: memory can be writable and executable: mmap and mprotect on"
                + " x86_64 let through"),
        Linted.of(Code.WRITABLE_CODE, allow("mmap", "mprotect")));
    assertEquals(
        List.of(),
        Linted.of(Code.WRITABLE_CODE, allow("mmap: (prot & 6) != 6", "mprotect: (prot & 6) != 6")));
  }

  @Test
  @DisplayName("ways around a ban of such memory")
  void writableCodeEscape() {
    assertEquals(
        List.of(
            "policy:6:5: warning: the rule about mmap keeps memory from being writable and"
                + " executable, but pkey_mprotect(PROT_EXEC) and shmat(SHM_EXEC) on x86_64 go around"
                + " it"),
        Linted.of(
            Code.WRITABLE_CODE_ESCAPE, allow("mmap: (prot & 6) != 6", "pkey_mprotect", "shmat")));
  }

  @Test
  @DisplayName("memory that is made executable after it was written")
  void madeExecutable() {
    String map = "mmap: (prot & 6) != 6";
    assertEquals(
        List.of(
            "policy:6:5: warning: the rule about mmap and mprotect keeps memory from being writable"
                + " and executable, but mprotect(PROT_EXEC) on x86_64 goes around it"),
        Linted.of(Code.WRITABLE_CODE_ESCAPE, allow(map, "mprotect: (prot & 6) != 6")));
    assertEquals(
        List.of(), Linted.of(Code.WRITABLE_CODE_ESCAPE, allow(map, "mprotect: (prot & 4) == 0")));
  }

  @Test
  @DisplayName("files in memory, which are executed in place of memory, where such is banned")
  void fileInMemory() {
    String found =
        "policy:6:5: note: memfd_create makes files that can be written and then executed, on"
            + " x86_64";
    assertEquals(
        List.of(found),
        Linted.of(Code.FILE_IN_MEMORY, allow("mmap: (prot & 6) != 6", "memfd_create")));
    assertEquals(
        List.of(), Linted.of(Code.FILE_IN_MEMORY, allow("mmap: (prot & 4) == 0", "memfd_create")));
    assertEquals(
        List.of(found),
        Linted.of(Code.FILE_IN_MEMORY, allow("mmap: (prot & 4) == 0", "memfd_create", "execveat")));
  }

  @Test
  @DisplayName("the terminal by the numbers that each ABI has for it")
  void terminalElsewhere() {
    String mips = "ioctl: cmd != 0x5472 && cmd != 0x5483";
    assertEquals(List.of(), Linted.of(Code.TERMINAL, policy("mips64", mips)));
    assertEquals(
        List.of("policy:5:5: warning: ioctl(TIOCSTI) and ioctl(TIOCLINUX) let through on x86_64"),
        Linted.of(Code.TERMINAL, allow(mips)));
  }

  @Test
  @DisplayName("copies of mounts, not a look at them")
  void mountCopies() {
    assertEquals(List.of(), Linted.of(Code.MOUNTS, allow("open_tree: (flags & 1) == 0")));
  }

  @Test
  @DisplayName("nothing on an ABI where nothing is denied, which is one finding of its own")
  void openAbi() {
    String[] policy = {
      "arches: [x86_64, x86]",
      "default: errno(EPERM)",
      "newer: default",
      "allow:",
      "  - names: [exit_group]",
      "    on: [x86_64]",
      "  - numbers: 0-4294967295",
      "    on: [x86]"
    };
    List<Code> codes =
        Linted.findings(LintOptions.DEFAULT, policy).stream()
            .filter(finding -> finding.severity() != Severity.NOTE)
            .map(Finding::code)
            .toList();
    assertEquals(List.of(Code.UNKNOWN_CALLS, Code.ABI_LOOSER), codes);
  }

  @Test
  @DisplayName("mmap of old ABIs, whose protection no filter can see")
  void hiddenProtection() {
    assertEquals(
        List.of(
            "policy:7:5: warning: the rule about mmap and mmap2 keeps memory from being writable"
                + " and executable, but mmap on x86 goes around it"),
        Linted.of(
            Code.WRITABLE_CODE_ESCAPE,
            "arches: [x86_64, x86]",
            "default: errno(EPERM)",
            "allow:",
            "  - { names: [mmap], on: [x86_64], when: (prot & 6) != 6 }",
            "  - mmap2: (prot & 6) != 6",
            "  - { names: [mmap], on: [x86] }"));
  }

  @Test
  @DisplayName("nothing in a policy that lets everything through, which has a finding of its own")
  void unconfined() {
    assertEquals(
        List.of(Code.UNCONFINED),
        Linted.findings(LintOptions.DEFAULT, "default: allow", "foreign: allow").stream()
            .map(Finding::code)
            .toList());
  }
}
