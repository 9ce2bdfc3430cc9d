package callgate.lint;

import java.util.Optional;

/** The kinds of findings. Codes are stable: one that is given up is never used again. */
public enum Code {
  X32_OPEN("CG101", Severity.ERROR, "x32 calls are let through that x86_64 calls are not"),
  FOREIGN_OPEN("CG102", Severity.ERROR, "ABIs that are not named are let through"),
  ABI_LOOSER("CG103", Severity.WARNING, "one ABI lets calls through that another denies"),
  MULTIPLEXER("CG104", Severity.WARNING, "a multiplexed call goes around a rule"),
  ABI_MISSING("CG105", Severity.NOTE, "programs of another ABI of the machine can't run"),
  SKIPPED_CALL("CG106", Severity.NOTE, "a call that a tracer skips kills"),
  UNCONFINED("CG107", Severity.WARNING, "nothing is denied"),

  COMPARED_TOO_WIDE("CG201", Severity.ERROR, "bits are compared that the kernel ignores"),
  NEGATIVE_NUMBER("CG202", Severity.WARNING, "only one spelling of a negative number matches"),
  COMPARED_TOO_NARROW("CG203", Severity.WARNING, "bits are ignored that the kernel reads"),
  NO_SUCH_ARGUMENT("CG204", Severity.WARNING, "an argument is tested that the call lacks"),
  ADDRESS_COMPARED("CG205", Severity.WARNING, "an address is compared with a number"),

  FALLBACK_BLOCKED("CG301", Severity.WARNING, "libraries fall back on another error only"),
  SUCCESSOR_MISSING("CG302", Severity.WARNING, "newer libraries make another call"),
  FALLS_BACK("CG303", Severity.NOTE, "libraries of the target fall back on an older call"),
  UNKNOWN_CALLS("CG304", Severity.WARNING, "calls of future kernels don't get ENOSYS"),
  KERNEL_CALLS("CG305", Severity.WARNING, "a call is denied that the kernel makes itself"),

  REDUNDANT("CG401", Severity.NOTE, "a rule changes nothing"),
  NEVER_MATCHES("CG402", Severity.WARNING, "a rule never matches"),
  CONTRADICTION("CG403", Severity.WARNING, "a condition never holds"),

  READER("CG501", Severity.WARNING, "the format's reader warns"),

  SIBLING_LET("CG601", Severity.WARNING, "a denied call has a sibling that is let through"),
  SIBLING_DENIED("CG602", Severity.NOTE, "a sibling of a call is denied"),

  TRACER("CG701", Severity.NOTE, "other processes can be traced"),
  OTHER_MEMORY("CG702", Severity.NOTE, "other processes can be written to or robbed"),
  KERNEL_CODE("CG703", Severity.WARNING, "code can be put into the kernel"),
  BPF("CG704", Severity.WARNING, "eBPF programs can be loaded"),
  IO_URING("CG705", Severity.NOTE, "calls can be made through io_uring, past the filter"),
  USERFAULTFD("CG706", Severity.WARNING, "the kernel can be made to wait for page faults"),
  KEYRINGS("CG707", Severity.NOTE, "kernel keyrings can be used"),
  TERMINAL("CG708", Severity.NOTE, "input can be put into a terminal"),
  PERSONALITY("CG709", Severity.WARNING, "memory protections can be switched off"),
  USER_NAMESPACE("CG710", Severity.WARNING, "a user namespace gives all capabilities"),
  MOUNTS("CG711", Severity.WARNING, "file systems can be mounted"),
  FILE_HANDLES("CG712", Severity.WARNING, "files can be opened by handle"),
  PERFORMANCE_EVENTS("CG713", Severity.WARNING, "performance events can be opened"),
  LISTENER("CG714", Severity.ERROR, "the supervisor can be replaced"),

  WRITABLE_CODE("CG801", Severity.NOTE, "memory can be writable and executable"),
  WRITABLE_CODE_ESCAPE("CG802", Severity.WARNING, "a ban of writable code has a way around it");

  private final String id;
  private final Severity severity;
  private final String title;

  Code(String id, Severity severity, String title) {
    this.id = id;
    this.severity = severity;
    this.title = title;
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
