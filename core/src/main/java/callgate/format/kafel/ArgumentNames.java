package callgate.format.kafel;

import callgate.format.kafel.Term.Value;
import callgate.policy.BadInput;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the arguments of a call are called in its expression.
 *
 * @param call what messages call it
 * @param arguments in order
 * @param known whether a name that is none of them is a mistake
 */
record ArgumentNames(String call, List<Name> arguments, boolean known) {
  ArgumentNames {
    arguments = List.copyOf(arguments);
  }

  /**
   * An argument.
   *
   * @param wide whether kafel compares 64 bits of it
   */
  record Name(String name, boolean wide) {}

  /** {@return the names of an expression that doesn't count: any} */
  static ArgumentNames any() {
    return new ArgumentNames("", List.of(), false);
  }

  /** {@return names from the policy itself: kafel compares all 64 bits of such} */
  static ArgumentNames own(String call, List<String> names) {
    return new ArgumentNames(call, names.stream().map(name -> new Name(name, true)).toList(), true);
  }

  /** {@return the names that kafel has for a call of the kernel's} */
  static ArgumentNames of(Abi abi, String call) {
    Optional<List<Name>> kafels = abi.argumentBits() == 64 ? Prototypes.of(call) : Optional.empty();
    return new ArgumentNames(call, kafels.orElseGet(() -> kernels(abi, call)), true);
  }

  private static List<Name> kernels(Abi abi, String call) {
    List<Name> names = new ArrayList<>();
    for (Argument argument : Syscalls.arguments(abi, call)) {
      names.add(new Name(argument.name(), argument.bits() == 64));
    }
    return names;
  }

  /**
   * {@return the argument of a name}
   *
   * @throws BadInput where there is none
   */
  Value value(Token name) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).name().equals(name.text())) {
        return Value.argument(i, arguments.get(i).wide());
      }
    }
    if (!known) {
      return Value.number(0);
    }
    List<String> names = arguments.stream().map(Name::name).toList();
    throw new BadInput(
        name.position(),
        call
            + " has no argument "
            + name.text()
            + Spelling.nearest(name.text(), names)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse(
                    names.isEmpty()
                        ? "; name them: " + call + "(" + name.text() + ")"
                        : "; it has " + String.join(", ", names))
            + ". Constants are defined: #define "
            + name.text()
            + " 1");
  }
}
