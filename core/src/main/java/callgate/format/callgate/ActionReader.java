package callgate.format.callgate;

import callgate.format.Actions;
import callgate.format.Node;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Actions of a policy for some ABIs. A filter returns numbers, and MIPS and PA-RISC have their own
 * for many errors, {@code ENOSYS} among them: a name means the number that it has there.
 */
final class ActionReader {
  private ActionReader() {}

  /**
   * {@return the action that a word names, if it names any}
   *
   * @throws BadInput where it names an error that has several numbers on these ABIs
   */
  static Optional<Action> read(Node.Scalar word, List<Abi> abis) {
    Optional<Action> action = Actions.parse(word.text());
    return action.map(
        named -> errorName(word.text()).flatMap(name -> error(word, name, abis)).orElse(named));
  }

  /** {@return the name in {@code errno(NAME)}} */
  private static Optional<String> errorName(String word) {
    String upper = word.strip().toUpperCase(Locale.ROOT);
    if (!upper.startsWith("ERRNO") || !upper.endsWith(")")) {
      return Optional.empty();
    }
    return Optional.of(upper.substring(upper.indexOf('(') + 1, upper.length() - 1).strip())
        .filter(name -> Errno.number(name).isPresent());
  }

  private static Optional<Action> error(Node.Scalar word, String name, List<Abi> abis) {
    Map<Integer, Abi> numbers = new TreeMap<>();
    for (Abi abi : abis) {
      OptionalInt number = Errno.number(abi, name);
      if (number.isEmpty()) {
        throw new BadInput(word.position(), abi.token() + " has no error " + name);
      }
      numbers.putIfAbsent(number.getAsInt(), abi);
    }
    if (numbers.size() > 1) {
      StringBuilder text = new StringBuilder(name).append(" is ");
      numbers.forEach((number, abi) ->
          text.append(text.length() == name.length() + 4 ? "" : " and ")
              .append(number)
              .append(" on ")
              .append(abi.token()));
      throw new BadInput(
          word.position(), text + "; write the number that is meant, or a policy for each");
    }
    return numbers.keySet().stream().findFirst().map(Action::errno);
  }
}
