package callgate.kernel;

import callgate.policy.Action;

/** Which actions this kernel knows. */
final class Actions {
  private static final int GET_ACTION_AVAIL = 2;

  private Actions() {}

  /**
   * {@return whether a filter's return value means this action here} The kernel kills the process
   * for values that it doesn't know. Before 4.14 it could not be asked, and had five.
   */
  static boolean isAvailable(Action.Kind kind) {
    try (Memory memory = Memory.ofThread()) {
      long value = memory.struct(Integer.BYTES).putInt(0, kind.value()).address();
      long result = SystemCall.SECCOMP.call(GET_ACTION_AVAIL, 0, value);
      return result == 0 || (result == Errors.EINVAL && isOriginal(kind));
    }
  }

  /** {@return what it does to a call, in a few words} */
  static String effect(Action.Kind kind) {
    return switch (kind) {
      case KILL_PROCESS -> "ends the process";
      case KILL_THREAD -> "ends the thread";
      case TRAP -> "sends SIGSYS, which the program may handle";
      case ERRNO -> "makes the call fail";
      case USER_NOTIF -> "asks a supervisor";
      case TRACE -> "asks a tracer";
      case LOG -> "makes the call and logs it";
      case ALLOW -> "makes the call";
    };
  }

  /** {@return the first kernel that knows it} */
  static String since(Action.Kind kind) {
    return switch (kind) {
      case KILL_THREAD, TRAP, ERRNO, TRACE, ALLOW -> "3.5";
      case KILL_PROCESS, LOG -> "4.14";
      case USER_NOTIF -> "5.0";
    };
  }

  private static boolean isOriginal(Action.Kind kind) {
    return since(kind).equals("3.5");
  }
}
