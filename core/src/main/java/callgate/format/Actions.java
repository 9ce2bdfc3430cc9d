package callgate.format;

import callgate.policy.Action;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Actions as people write them: {@code allow}, {@code errno(EPERM)}, {@code kill_process}. */
public final class Actions {
  private Actions() {}

  /** {@return the action as Callgate's own format writes it} */
  public static String text(Action action) {
    return switch (action.kind()) {
      case ALLOW -> "allow";
      case LOG -> "log";
      case USER_NOTIF -> "notify";
      case KILL_PROCESS -> "kill_process";
      case KILL_THREAD -> "kill_thread";
      case TRAP -> withData("trap", action.data());
      case TRACE -> withData("trace", action.data());
      case ERRNO -> "errno(" + Errno.text(action.data()) + ")";
    };
  }

  /** {@return the action as Callgate's own format writes it in a policy for ABIs} */
  public static String text(Action action, List<Abi> abis) {
    boolean usual =
        action.kind() != Action.Kind.ERRNO
            || Errno.name(action.data())
                .filter(name ->
                    abis.stream()
                        .allMatch(
                            abi -> Errno.number(abi, name).equals(OptionalInt.of(action.data()))))
                .isPresent();
    return usual ? text(action) : "errno(" + action.data() + ")";
  }

  private static String withData(String word, int data) {
    return data == 0 ? word : word + "(" + data + ")";
  }

  /** {@return the action that a text means; empty when it means none} */
  public static Optional<Action> parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    int open = lower.indexOf('(');
    if (open < 0) {
      return plain(lower);
    }
    if (!lower.endsWith(")")) {
      return Optional.empty();
    }
    String data = text.strip().substring(open + 1, lower.length() - 1).strip();
    return switch (lower.substring(0, open).strip()) {
      case "trap" -> number(data, 0xffff).map(Action::trap);
      case "trace" -> number(data, 0xffff).map(Action::trace);
      case "errno" -> errno(data);
      default -> Optional.empty();
    };
  }

  private static Optional<Action> plain(String word) {
    return switch (word) {
      case "allow" -> Optional.of(Action.ALLOW);
      case "log" -> Optional.of(Action.LOG);
      case "notify", "user_notif" -> Optional.of(Action.USER_NOTIF);
      case "kill", "kill_process" -> Optional.of(Action.KILL_PROCESS);
      case "kill_thread" -> Optional.of(Action.KILL_THREAD);
      case "trap" -> Optional.of(Action.trap(0));
      case "trace" -> Optional.of(Action.trace(0));
      default -> Optional.empty();
    };
  }

  private static Optional<Action> errno(String data) {
    OptionalInt named = Errno.number(data.toUpperCase(Locale.ROOT));
    return named.isPresent()
        ? Optional.of(Action.errno(named.getAsInt()))
        : number(data, Action.MAX_ERRNO).map(Action::errno);
  }

  private static Optional<Integer> number(String text, int largest) {
    try {
      int number = Integer.decode(text);
      return number >= 0 && number <= largest ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
