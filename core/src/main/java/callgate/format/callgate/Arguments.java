package callgate.format.callgate;

import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of one call on one ABI, as formulas name them.
 *
 * @param call the call's name; empty where a rule is about numbers
 */
record Arguments(Abi abi, String call) {
  private static final int COUNT = 6;
  private static final String INDEXED = "arg";
  private static final String INSTRUCTION_POINTER = "ip";

  /** {@return the index of an argument by its name or {@code argN}, or -1 when there is none} */
  int index(String name) {
    if (name.equals(INSTRUCTION_POINTER)) {
      return Test.INSTRUCTION_POINTER;
    }
    if (name.length() == INDEXED.length() + 1 && name.startsWith(INDEXED)) {
      int index = name.charAt(INDEXED.length()) - '0';
      if (index >= 0 && index < COUNT) {
        return index;
      }
    }
    List<Argument> arguments = Syscalls.arguments(abi, call);
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** {@return how many low bits of an argument a test of that width compares} */
  int bits(int index, Width width) {
    if (index == Test.INSTRUCTION_POINTER) {
      return 64;
    }
    if (abi.argumentBits() == 32 && width != Width.WHOLE) {
      return 32;
    }
    return switch (width) {
      case BITS_32 -> 32;
      case BITS_64, WHOLE -> 64;
      case AUTO -> call.isEmpty() ? 64 : Syscalls.argumentBits(abi, call, index);
    };
  }

  /**
   * {@return the width that a suffix of an argument's name asks for: {@code :32}, {@code :64} or
   * {@code :all}}
   */
  static Width width(String suffix) {
    return switch (suffix) {
      case ":32" -> Width.BITS_32;
      case ":64" -> Width.BITS_64;
      case ":all" -> Width.WHOLE;
      default -> Width.AUTO;
    };
  }

  /** {@return what is wrong with the name of an argument that there is not} */
  String problem(String name) {
    String owner = call.isEmpty() ? "a call by its number" : call;
    return owner + " has no argument " + name + " on " + abi.token() + "; " + instead(name);
  }

  private String instead(String name) {
    List<String> names = new ArrayList<>();
    for (Argument argument : Syscalls.arguments(abi, call)) {
      names.add(argument.name());
    }
    return Spelling.nearest(name, names)
        .map(meant -> "did you mean " + meant + "?")
        .orElseGet(() ->
            names.isEmpty()
                ? "arguments are arg0 to arg5, and ip is where the call is made from"
                : "its arguments are " + String.join(", ", names));
  }
}
