package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Which arguments of a call a learned policy may test: those that choose what the call does.
 * Addresses, descriptors, sizes and ids differ from run to run, so that what was seen of them says
 * nothing about the next run.
 */
final class TestableArguments {
  private TestableArguments() {}

  /** {@return their indices, from 0} */
  static List<Integer> of(Abi abi, String name) {
    List<Integer> indices = new ArrayList<>();
    List<Argument> arguments = Syscalls.arguments(abi, name);
    for (int index = 0; index < arguments.size(); index++) {
      if (isTestable(arguments.get(index).kind())) {
        indices.add(index);
      }
    }
    return indices;
  }

  private static boolean isTestable(Argument.Kind kind) {
    return kind == Argument.Kind.COMMAND || kind == Argument.Kind.FLAGS;
  }
}
