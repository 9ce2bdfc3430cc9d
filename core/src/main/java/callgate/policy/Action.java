package callgate.policy;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel does with a call: the value that a filter returns (seccomp(2), "the return value
 * is one of").
 *
 * @param kind which action
 * @param data the low 16 bits: an errno for {@code ERRNO}, a value passed on for {@code TRAP} and
 *     {@code TRACE}; 0 for all others, where the kernel ignores it
 */
public record Action(Kind kind, int data) {
  /**
   * The largest errno that a filter can return; the kernel caps larger ones (kernel/seccomp.c,
   * MAX_ERRNO).
   */
  public static final int MAX_ERRNO = 4095;

  public static final Action ALLOW = new Action(Kind.ALLOW, 0);
  public static final Action LOG = new Action(Kind.LOG, 0);
  public static final Action USER_NOTIF = new Action(Kind.USER_NOTIF, 0);
  public static final Action KILL_THREAD = new Action(Kind.KILL_THREAD, 0);
  public static final Action KILL_PROCESS = new Action(Kind.KILL_PROCESS, 0);

  /**
   * The actions of include/uapi/linux/seccomp.h, from the one that wins in a stack of filters to
   * the one that loses.
   */
  public enum Kind {
    KILL_PROCESS(0x80000000),
    KILL_THREAD(0x00000000),
    TRAP(0x00030000),
    ERRNO(0x00050000),
    USER_NOTIF(0x7fc00000),
    TRACE(0x7ff00000),
    LOG(0x7ffc0000),
    ALLOW(0x7fff0000);

    private static final Kind[] ALL = values();

    private final int value;

    Kind(int value) {
      this.value = value;
    }

    /** {@return the {@code SECCOMP_RET_*} value without data} */
    public int value() {
      return value;
    }

    /** {@return whether the low 16 bits of the return value mean something} */
    public boolean carriesData() {
      return this == TRAP || this == ERRNO || this == TRACE;
    }
  }

  public Action {
    if (data < 0 || data > 0xffff) {
      throw new IllegalArgumentException("data of an action is 0 to 65535, not " + data);
    }
    if (data != 0 && !kind.carriesData()) {
      throw new IllegalArgumentException(kind + " carries no data");
    }
    if (kind == Kind.ERRNO && data > MAX_ERRNO) {
      throw new IllegalArgumentException("an errno is at most " + MAX_ERRNO + ", not " + data);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Action that && kind == that.kind && data == that.data;
  }

  @Override
  public int hashCode() {
    return kind.value | data;
  }

  public static Action errno(int errno) {
    return new Action(Kind.ERRNO, errno);
  }

  public static Action trap(int data) {
    return new Action(Kind.TRAP, data);
  }

  public static Action trace(int data) {
    return new Action(Kind.TRACE, data);
  }

  /**
   * {@return what the kernel does when a filter returns this value} Unknown actions kill the
   * process, data that the action ignores is dropped and an errno is capped, as in __seccomp_filter
   * (kernel/seccomp.c).
   */
  public static Action of(int returnValue) {
    int data = returnValue & 0xffff;
    for (Kind kind : Kind.ALL) {
      if (kind.value == (returnValue & 0xffff0000)) {
        if (!kind.carriesData()) {
          return new Action(kind, 0);
        }
        return new Action(kind, kind == Kind.ERRNO ? Math.min(data, MAX_ERRNO) : data);
      }
    }
    return KILL_PROCESS;
  }

  /** {@return whether the kernel knows the action in a value; it kills the process otherwise} */
  public static boolean isKnown(int returnValue) {
    for (Kind kind : Kind.ALL) {
      if (kind.value == (returnValue & 0xffff0000)) {
        return true;
      }
    }
    return false;
  }

  /** {@return the value that a filter returns for this action} */
  public int returnValue() {
    return kind.value | data;
  }

  /**
   * {@return whether the call is executed without anybody deciding on it: {@code ALLOW} or {@code
   * LOG}}
   */
  public boolean lets() {
    return kind == Kind.ALLOW || kind == Kind.LOG;
  }

  /**
   * {@return {@code ALLOW}, {@code ERRNO(13)}, {@code TRAP(0)}, ...: as {@code simulate} prints it}
   */
  @Override
  public String toString() {
    return kind.carriesData() ? kind.name() + "(" + data + ")" : kind.name();
  }

  /** {@return the action that {@link #toString} printed} */
  public static Optional<Action> parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int open = upper.indexOf('(');
    String name = open < 0 ? upper : upper.substring(0, open);
    try {
      int data = 0;
      if (open >= 0) {
        if (!upper.endsWith(")")) {
          return Optional.empty();
        }
        data = Integer.parseInt(upper.substring(open + 1, upper.length() - 1).strip());
      }
      return Optional.of(new Action(Kind.valueOf(name), data));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
