package callgate.lint;

import java.util.Optional;

/** The kinds of findings. Codes are stable: one that is given up is never used again. */
public enum Code {
  X32_OPEN(
      "CG101",
      Severity.ERROR,
      "x32 calls are let through that x86_64 calls are not",
      "deny x32 calls, or name x32 among the ABIs"),
  FOREIGN_OPEN(
      "CG102",
      Severity.ERROR,
      "ABIs that are not named are let through",
      "deny calls of ABIs that are not named, or name them"),
  ABI_LOOSER(
      "CG103",
      Severity.WARNING,
      "one ABI lets calls through that another denies",
      "give both ABIs the same rule"),
  MULTIPLEXER(
      "CG104",
      Severity.WARNING,
      "a multiplexed call goes around a rule",
      "give the multiplexed call ENOSYS, or do without the ABI"),
  ABI_MISSING(
      "CG105",
      Severity.NOTE,
      "programs of another ABI of the machine can't run",
      "name the ABI where such programs are wanted"),
  SKIPPED_CALL(
      "CG106",
      Severity.NOTE,
      "a call that a tracer skips kills",
      "let the number -1 through, or give it ENOSYS"),
  UNCONFINED("CG107", Severity.WARNING, "nothing is denied", "deny what is not needed"),

  COMPARED_TOO_WIDE(
      "CG201",
      Severity.ERROR,
      "bits are compared that the kernel ignores",
      "compare the low 32 bits only"),
  NEGATIVE_NUMBER(
      "CG202",
      Severity.WARNING,
      "only one spelling of a negative number matches",
      "compare the low 32 bits only"),
  COMPARED_TOO_NARROW(
      "CG203", Severity.WARNING, "bits are ignored that the kernel reads", "compare all 64 bits"),
  NO_SUCH_ARGUMENT(
      "CG204",
      Severity.WARNING,
      "an argument is tested that the call lacks",
      "test an argument that the call has"),
  ADDRESS_COMPARED(
      "CG205", Severity.WARNING, "an address is compared with a number", "test another argument"),

  FALLBACK_BLOCKED(
      "CG301",
      Severity.WARNING,
      "libraries fall back on another error only",
      "give the newer call ENOSYS, or allow it"),
  SUCCESSOR_MISSING(
      "CG302", Severity.WARNING, "newer libraries make another call", "allow the newer call too"),
  FALLS_BACK(
      "CG303",
      Severity.NOTE,
      "libraries of the target fall back on an older call",
      "allow the newer call if it is wanted"),
  UNKNOWN_CALLS(
      "CG304",
      Severity.WARNING,
      "calls of future kernels don't get ENOSYS",
      "give what is newer than a known kernel ENOSYS"),
  KERNEL_CALLS(
      "CG305",
      Severity.WARNING,
      "a call is denied that programs make without knowing",
      "allow the call"),
  NEWER_LET(
      "CG306",
      Severity.WARNING,
      "a list of denials lets newer calls through",
      "give newer calls ENOSYS, or list what is allowed"),

  REDUNDANT("CG401", Severity.NOTE, "a rule changes nothing", "remove the rule"),
  NEVER_MATCHES(
      "CG402", Severity.WARNING, "a rule never matches", "put the rule first, or remove it"),
  CONTRADICTION(
      "CG403",
      Severity.WARNING,
      "a condition never holds",
      "correct the tests, or remove the rule"),

  READER(
      "CG501",
      Severity.WARNING,
      "the format's reader warns",
      "write what is meant so that it can't be read differently"),

  SIBLING_LET(
      "CG601",
      Severity.WARNING,
      "a denied call has a sibling that is let through",
      "deny the siblings too"),
  SIBLING_DENIED(
      "CG602",
      Severity.NOTE,
      "a sibling of a call is denied",
      "allow the siblings too, or give them ENOSYS"),
  SIBLING_LOOSER(
      "CG603",
      Severity.NOTE,
      "a call is restricted, and its sibling is not",
      "give the siblings the same condition"),

  TRACER(
      "CG701",
      Severity.NOTE,
      "other processes can be traced",
      "deny ptrace with PTRACE_ATTACH and PTRACE_SEIZE"),
  OTHER_MEMORY(
      "CG702",
      Severity.NOTE,
      "other processes can be written to or robbed",
      "deny process_vm_writev and pidfd_getfd"),
  KERNEL_CODE(
      "CG703",
      Severity.WARNING,
      "code can be put into the kernel",
      "deny modules, kexec and port access"),
  BPF("CG704", Severity.WARNING, "eBPF programs can be loaded", "deny bpf with BPF_PROG_LOAD"),
  IO_URING(
      "CG705",
      Severity.NOTE,
      "calls can be made through io_uring, past the filter",
      "give io_uring_setup ENOSYS"),
  USERFAULTFD(
      "CG706",
      Severity.WARNING,
      "the kernel can be made to wait for page faults",
      "deny it without UFFD_USER_MODE_ONLY"),
  KEYRINGS(
      "CG707",
      Severity.NOTE,
      "kernel keyrings can be used",
      "deny keyctl, add_key and request_key"),
  TERMINAL(
      "CG708",
      Severity.NOTE,
      "input can be put into a terminal",
      "deny ioctl with TIOCSTI and TIOCLINUX"),
  PERSONALITY(
      "CG709",
      Severity.WARNING,
      "memory protections can be switched off",
      "let personality through with harmless values only"),
  USER_NAMESPACE(
      "CG710",
      Severity.WARNING,
      "a user namespace gives all capabilities",
      "deny CLONE_NEWUSER, and give clone3 ENOSYS"),
  MOUNTS("CG711", Severity.WARNING, "file systems can be mounted", "deny the calls that mount"),
  FILE_HANDLES(
      "CG712", Severity.WARNING, "files can be opened by handle", "deny open_by_handle_at"),
  PERFORMANCE_EVENTS(
      "CG713", Severity.WARNING, "performance events can be opened", "deny perf_event_open"),
  LISTENER(
      "CG714",
      Severity.ERROR,
      "the supervisor can be replaced",
      "deny seccomp with SECCOMP_FILTER_FLAG_NEW_LISTENER"),
  OTHER_NAMESPACES("CG715", Severity.WARNING, "other namespaces can be entered", "deny setns"),

  WRITABLE_CODE(
      "CG801",
      Severity.NOTE,
      "memory can be writable and executable",
      "deny PROT_WRITE and PROT_EXEC together, and PROT_EXEC later"),
  WRITABLE_CODE_ESCAPE(
      "CG802",
      Severity.WARNING,
      "a ban of writable code has a way around it",
      "deny mprotect, shmat and personality where they make code"),
  FILE_IN_MEMORY(
      "CG803",
      Severity.NOTE,
      "a file in memory goes around a ban of writable code",
      "deny memfd_create");

  private final String id;
  private final Severity severity;
  private final String title;
  private final String remedy;

  Code(String id, Severity severity, String title, String remedy) {
    this.id = id;
    this.severity = severity;
    this.title = title;
    this.remedy = remedy;
  }

  /** {@return the name to ignore it by, such as {@code CG201}} */
  public String id() {
    return id;
  }

  /** {@return the severity that findings of this code usually have} */
  public Severity severity() {
    return severity;
  }

  /** {@return what such a finding says, in general} */
  public String title() {
    return title;
  }

  /** {@return what to do about such a finding, in general} */
  public String remedy() {
    return remedy;
  }

  /** {@return a word for it, such as {@code compared-too-wide}} */
  public String slug() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** {@return the code with that id or slug} */
  public static Optional<Code> of(String word) {
    for (Code code : values()) {
      if (code.id.equalsIgnoreCase(word) || code.slug().equals(word)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
