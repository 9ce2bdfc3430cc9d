package callgate.lint;

import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;

/** The errors that libraries look at. Most ABIs have include/uapi/asm-generic/errno.h. */
final class Errors {
  private Errors() {}

  /** {@return whether an action makes a call fail with the error of that name} */
  static boolean is(Action action, String name, Abi abi) {
    return action.kind() == Kind.ERRNO && action.data() == number(name, abi);
  }

  private static int number(String name, Abi abi) {
    return switch (name) {
      case "EXDEV" -> 18;
      case "EINVAL" -> 22;
      case "ENOSYS" -> noSuchCall(abi);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** {@return the number of ENOSYS (arch/mips and arch/parisc have their own errno.h)} */
  static int noSuchCall(Abi abi) {
    return switch (abi) {
      case MIPS, MIPS64, MIPS64N32, MIPSEL, MIPSEL64, MIPSEL64N32 -> 89;
      case PARISC, PARISC64 -> 251;
      default -> 38;
    };
  }
}
