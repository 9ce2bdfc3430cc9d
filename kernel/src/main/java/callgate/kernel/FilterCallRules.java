package callgate.kernel;

import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lets the audit system record, for as long as this is open, each call that installs a filter or
 * gives up new privileges. Rules and the switch of the audit system are as before afterwards; what
 * somebody left who was killed meanwhile is cleaned up by the next.
 *
 * <p>Not recorded are x32 programs, whose numbers no rule can hold, and processes that began before
 * the audit system was first switched on (kernel/auditsc.c, audit_alloc).
 */
public final class FilterCallRules implements AutoCloseable {
  private static final String NAME = "callgate-watch";
  private static final int PR_SET_SECCOMP = 22;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int LOCKED = 2;

  /** Which of the numbers behind a process's name in its file {@code stat} is when it began. */
  private static final int START_FIELD = 19;

  private final AuditControl control;
  private final List<AuditRule> own;
  private final boolean wasOn;
  private final int lostBefore;

  /**
   * Whose rules they are: what their key says.
   *
   * @param process the process that watches
   * @param start when that began
   * @param wasOn whether the audit system was on before the first of those who watch
   */
  private record Owner(int process, long start, boolean wasOn) {
    static Optional<Owner> of(AuditRule rule) {
      String[] parts = rule.key().orElse("").split(":", -1);
      try {
        return parts.length == 4 && parts[0].equals(NAME)
            ? Optional.of(
                new Owner(
                    Integer.parseInt(parts[1]), Long.parseLong(parts[2]), parts[3].equals("on")))
            : Optional.empty();
      } catch (NumberFormatException foreign) {
        return Optional.empty();
      }
    }

    String key() {
      return NAME + ":" + process + ":" + start + ":" + (wasOn ? "on" : "off");
    }

    boolean isAlive() {
      return start == started(process);
    }
  }

  private FilterCallRules(AuditControl control) {
    this.control = control;
    AuditControl.Status status = control.status();
    if (status.enabled() == LOCKED) {
      throw new NotSupported("its rules are locked until the machine starts anew (auditctl -e 2)");
    }
    lostBefore = status.lost();
    boolean on = status.enabled() != 0;
    for (AuditRule rule : control.rules()) {
      if (rule.keepsCallsOut()) {
        throw new NotSupported(
            "the rule \"-a never,task\" keeps calls out of the records; auditctl -d never,task"
                + " takes it away, for programs that start afterwards");
      }
      Optional<Owner> other = Owner.of(rule);
      on &= other.isEmpty() || other.get().wasOn();
      if (other.isPresent() && !other.get().isAlive()) {
        control.remove(rule);
      }
    }
    wasOn = on;
    int process = (int) ProcessHandle.current().pid();
    own = rules(new Owner(process, started(process), wasOn).key());
  }

  /**
   * {@return rules that are in force}
   *
   * @throws NotSupported when this kernel or user can't; the message says what is missing
   */
  public static FilterCallRules add() {
    AuditControl control = AuditControl.open();
    FilterCallRules rules;
    try {
      rules = new FilterCallRules(control);
    } catch (RuntimeException e) {
      control.close();
      throw e;
    }
    try {
      rules.own.forEach(control::add);
      if (!rules.wasOn) {
        control.enable(true);
      }
      return rules;
    } catch (RuntimeException e) {
      rules.close();
      throw e;
    }
  }

  private static List<AuditRule> rules(String key) {
    FilterCalls calls = FilterCalls.ofThisMachine();
    int host = Abi.host().auditArch();
    int narrow = FilterCalls.narrow().auditArch();
    List<AuditRule> rules = new ArrayList<>();
    rules.add(AuditRule.recording(host, calls.seccomp().getFirst(), OptionalInt.empty(), key));
    rules.add(AuditRule.recording(narrow, calls.narrowSeccomp(), OptionalInt.empty(), key));
    for (int option : List.of(PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS)) {
      OptionalInt first = OptionalInt.of(option);
      rules.add(AuditRule.recording(host, calls.prctl().getFirst(), first, key));
      rules.add(AuditRule.recording(narrow, calls.narrowPrctl(), first, key));
    }
    return rules;
  }

  /** {@return whether the audit system was on before} */
  public boolean wasOn() {
    return wasOn;
  }

  /** {@return how many records the kernel lost since the start, of whatever kind} */
  public long lost() {
    return Integer.toUnsignedLong(control.status().lost() - lostBefore);
  }

  /** Takes the rules away, and switches off what they switched on, unless others need it now. */
  @Override
  public void close() {
    try (control) {
      own.forEach(control::remove);
      AuditControl.Status status = control.status();
      boolean needed =
          status.daemon() != 0
              || control.rules().stream().anyMatch(rule -> Owner.of(rule).isPresent());
      if (!wasOn && status.enabled() == 1 && !needed) {
        control.enable(false);
      }
    }
  }

  /** {@return when a process began, in ticks since the machine started; -1 when there is none} */
  private static long started(int process) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process + "/stat"));
      String stat = new String(bytes, StandardCharsets.ISO_8859_1);
      // pid (comm) state ppid ... starttime ..., where comm can hold anything
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_FIELD]);
    } catch (IOException gone) {
      return -1;
    }
  }
}
