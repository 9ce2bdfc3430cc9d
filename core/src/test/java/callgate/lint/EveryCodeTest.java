package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each code a policy that has it, and the same with the fix that the finding proposes. */
@DisplayName("Each kind of finding")
class EveryCodeTest {
  private static final ReadOptions READING =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  /** How most examples start: two ABIs, EPERM for what is not listed, ENOSYS for what is newer. */
  private static final String LIST =
      "callgate: 1\narches: [x86_64, x86]\ndefault: errno(EPERM)\nkernel: 6.12\n";

  private static final String PLAIN = LIST + "allow:\n  - names: [exit_group, read]\n";

  /** Lets all through but what follows, and gives what is newer ENOSYS. */
  private static final String DENIALS =
      "callgate: 1\narches: [x86_64, x86]\ndefault: allow\nkernel: 7.2\nnewer: errno(ENOSYS)\n";

  /** A policy with a finding, and the policy with its fix. */
  record Example(Code code, LintOptions options, String bad, String good) {
    Example(Code code, String bad, String good) {
      this(code, LintOptions.DEFAULT, bad, good);
    }

    @Override
    public String toString() {
      return code.id() + " " + code.slug();
    }
  }

  private static Example list(Code code, String bad, String good) {
    return new Example(code, LIST + "allow:\n" + bad, LIST + "allow:\n" + good);
  }

  /** An example of a call that is let through, and is no more. */
  private static Example call(Code code, String entry) {
    return new Example(code, PLAIN + "  - " + entry + "\n", PLAIN);
  }

  /** An example of a call that is let through, and then with harmless arguments only. */
  private static Example call(Code code, String bad, String good) {
    return new Example(code, PLAIN + "  - " + bad + "\n", PLAIN + "  - " + good + "\n");
  }

  static Stream<Example> examples() {
    return Stream.of(abis(), arguments(), libraries(), rules(), escapes(), code())
        .flatMap(List::stream);
  }

  private static List<Example> abis() {
    String x86only = "callgate: 1\narches: [x86_64]\ndefault: errno(EPERM)\nkernel: 6.12\n";
    String allow = "allow: [exit_group, read]\n";
    String socket = "  - socket: { family: [AF_UNIX] }\n  - names: [exit_group, read]\n";
    return List.of(
        new Example(Code.X32_OPEN, x86only + "foreign: allow\n" + allow, x86only + allow),
        new Example(Code.FOREIGN_OPEN, x86only + "foreign: allow\n" + allow, x86only + allow),
        list(
            Code.ABI_LOOSER,
            "  - names: [exit_group, read]\n  - { names: [chroot], on: [x86] }\n",
            "  - names: [exit_group, read]\n"),
        list(Code.MULTIPLEXER, socket + "  - socketcall\n", socket),
        new Example(Code.ABI_MISSING, x86only + allow, LIST + allow),
        new Example(
            Code.SKIPPED_CALL,
            LIST.replace("errno(EPERM)", "kill") + "newer: kill\n" + allow,
            LIST.replace("errno(EPERM)", "kill")
                + "newer: kill\n"
                + allow
                + "errno(ENOSYS):\n  - { numbers: 4294967295 }\n"),
        new Example(Code.UNCONFINED, "callgate: 1\ndefault: allow\n", PLAIN));
  }

  private static List<Example> arguments() {
    return List.of(
        call(Code.COMPARED_TOO_WIDE, "socket: arg0:64 != 38", "socket: arg0 != 38"),
        call(
            Code.NEGATIVE_NUMBER,
            "{ names: [openat], on: [x86_64], when: arg0:64 == 0xffffffffffffff9c }",
            "openat: { dfd: [AT_FDCWD] }\nerrno(ENOSYS): [openat2, getrandom]"),
        call(Code.COMPARED_TOO_NARROW, "lseek: arg1:32 < 0x10000", "lseek: offset < 0x10000"),
        call(Code.NO_SUCH_ARGUMENT, "socket: arg5 == 1", "socket: arg2 == 1"),
        call(Code.ADDRESS_COMPARED, "openat: filename == 0x1000", "openat: filename == 0"));
  }

  private static List<Example> libraries() {
    String thread = PLAIN + "  - exit\n  - clone: (clone_flags & 0x7e020000) == 0\n";
    String access = PLAIN + "  - faccessat\n";
    String killing = LIST.replace("errno(EPERM)", "kill") + "allow: [exit_group, read]\n";
    return List.of(
        new Example(Code.FALLBACK_BLOCKED, thread, thread + "errno(ENOSYS): [clone3]\n"),
        call(
            Code.SUCCESSOR_MISSING,
            "open\nerrno(ENOSYS): [openat2]",
            "{ names: [open, openat] }\nerrno(ENOSYS): [openat2, getrandom]"),
        new Example(
            Code.FALLS_BACK,
            LintOptions.DEFAULT.withTarget(Target.parse("glibc=2.41")),
            access + "errno(ENOSYS): [faccessat2]\n",
            access + "  - faccessat2\n"),
        new Example(
            Code.UNKNOWN_CALLS, killing + "newer: default\n", killing + "newer: errno(ENOSYS)\n"),
        call(Code.KERNEL_CALLS, "nanosleep", "{ names: [nanosleep, restart_syscall] }"),
        new Example(
            Code.NEWER_LET,
            "callgate: 1\narches: [x86_64, x86]\ndefault: allow\nerrno(EPERM): [ptrace, bpf]\n",
            DENIALS + "errno(EPERM): [ptrace, bpf]\n"));
  }

  private static List<Example> rules() {
    String kafel = "POLICY p { ALLOW { exit_group, read } %s } USE p DEFAULT ERRNO(38)\n";
    String oci =
        "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [{\"names\": [\"read\","
            + " \"exit_group\"%s], \"action\": \"SCMP_ACT_ALLOW\"}]}";
    return List.of(
        new Example(Code.REDUNDANT, kafel.formatted(", ALLOW { read }"), kafel.formatted("")),
        new Example(Code.NEVER_MATCHES, kafel.formatted(", KILL { read }"), kafel.formatted("")),
        new Example(
            Code.CONTRADICTION,
            kafel.formatted(", ALLOW { write { fd > 2 && fd < 2 } }"),
            kafel.formatted(", ALLOW { write { fd > 2 || fd < 2 } }")),
        new Example(Code.READER, oci.formatted(", \"wirte\""), oci.formatted("")),
        new Example(
            Code.SIBLING_LET,
            DENIALS + "errno(EPERM): [execve]\n",
            DENIALS + "errno(EPERM): [execve, execveat]\n"),
        new Example(
            Code.SIBLING_DENIED,
            PLAIN,
            LIST + "allow: [exit_group, read, exit, pread64, preadv, preadv2, readv]\n"),
        call(
            Code.SIBLING_LOOSER,
            "{ names: [write] }\n  - writev: { fd: [1, 2] }",
            "{ names: [write, writev], when: fd == 1 || fd == 2 }"));
  }

  private static List<Example> escapes() {
    String traced = PLAIN + "  - names: [mprotect]\n    when: (prot & 4) == 0\ntrace: [openat]\n";
    return List.of(
        call(Code.TRACER, "ptrace", "ptrace: request == 0"),
        call(Code.OTHER_MEMORY, "process_vm_writev"),
        call(Code.KERNEL_CODE, "finit_module"),
        call(Code.BPF, "bpf"),
        call(Code.IO_URING, "{ names: [io_uring_setup, io_uring_enter] }"),
        call(Code.USERFAULTFD, "userfaultfd", "userfaultfd: (flags & 1) == 1"),
        call(Code.KEYRINGS, "keyctl"),
        call(Code.TERMINAL, "ioctl", "ioctl: cmd != TIOCSTI && cmd != TIOCLINUX"),
        call(
            Code.PERSONALITY,
            "personality",
            "personality: { personality: [0, 8, 0x20000, 0x20008, 0xffffffff] }"),
        call(Code.USER_NAMESPACE, "unshare", "unshare: (unshare_flags & 0x10000000) == 0"),
        call(Code.MOUNTS, "mount"),
        call(Code.FILE_HANDLES, "open_by_handle_at"),
        call(Code.PERFORMANCE_EVENTS, "perf_event_open"),
        new Example(
            Code.LISTENER,
            traced + "errno(EACCES): [chroot]\n" + "log: [seccomp]\n",
            traced + "errno(EACCES): [chroot]\n" + "log:\n  - seccomp: (flags & 8) == 0\n"),
        call(Code.OTHER_NAMESPACES, "setns"));
  }

  private static List<Example> code() {
    String map =
        "mmap2: (prot & 6) != 6\n  - { names: [mmap], on: [x86_64], when: (prot & 6) != 6 }";
    return List.of(
        call(Code.WRITABLE_CODE, "mmap2", "mmap2: (prot & 6) != 6"),
        call(
            Code.WRITABLE_CODE_ESCAPE,
            map + "\n  - mprotect",
            map + "\n  - mprotect: (prot & 4) == 0"),
        call(Code.FILE_IN_MEMORY, map + "\n  - memfd_create", map));
  }

  private static List<Finding> findings(Example example, String text) {
    return Lint.check(source(text), example.options());
  }

  private static Source source(String text) {
    return new Source.Written(Formats.read(Document.of("policy", text), READING));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  @DisplayName("is found where it is, with a place, a reason and a fix")
  void found(Example example) {
    List<Finding> found = new ArrayList<>(findings(example, example.bad()));
    found.removeIf(finding -> finding.code() != example.code());
    assertEquals(1, found.size(), found.toString());
    Finding finding = found.getFirst();
    assertTrue(finding.position().line() > 0, finding.toString());
    assertTrue(finding.why().endsWith("."), finding.why());
    assertTrue(!finding.fix().isEmpty() && !finding.fix().endsWith("."), finding.fix());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  @DisplayName("is gone where it was fixed, and nothing worse has come")
  void fixed(Example example) {
    Set<Code> before = serious(findings(example, example.bad()));
    List<Finding> after = findings(example, example.good());
    assertTrue(
        after.stream().noneMatch(finding -> finding.code() == example.code()), after.toString());
    Set<Code> added = serious(after);
    added.removeAll(before);
    assertEquals(Set.of(), added);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  @DisplayName("is among the holes where it is about ABIs or about what calls make possible")
  void hole(Example example) {
    List<String> holes =
        findings(example, example.bad()).stream()
            .filter(finding -> "178".indexOf(finding.code().id().charAt(2)) >= 0)
            .map(Finding::toString)
            .toList();
    assertEquals(
        holes,
        Lint.holes(source(example.bad()), example.options()).stream()
            .map(Finding::toString)
            .toList());
  }

  private static Set<Code> serious(List<Finding> findings) {
    Set<Code> codes = new TreeSet<>();
    for (Finding finding : findings) {
      if (finding.severity() != Severity.NOTE) {
        codes.add(finding.code());
      }
    }
    return codes;
  }

  @Test
  @DisplayName("has an example here")
  void complete() {
    assertEquals(
        List.of(Code.values()), examples().map(Example::code).sorted().distinct().toList());
  }
}
