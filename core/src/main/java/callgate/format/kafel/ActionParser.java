package callgate.format.kafel;

import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.Set;

/** Reads an action: {@code ALLOW}, {@code ERRNO(1)}, ... */
final class ActionParser {
  static final Set<String> WORDS =
      Set.of(
          "ALLOW",
          "LOG",
          "KILL",
          "KILL_THREAD",
          "KILL_PROCESS",
          "DENY",
          "USER_NOTIF",
          "ERRNO",
          "TRAP",
          "TRACE");

  private ActionParser() {}

  static boolean isNext(Words words) {
    return words.at(Token.Kind.NAME) && WORDS.contains(words.peek().text());
  }

  /**
   * {@return the action that stands here}
   *
   * @throws BadInput where there is none
   */
  static Action action(Words words) {
    if (!isNext(words)) {
      throw words.expected("an action such as ALLOW or ERRNO(1)");
    }
    String word = words.take(Token.Kind.NAME, "an action").text();
    return switch (word) {
      case "ALLOW" -> Action.ALLOW;
      case "LOG" -> Action.LOG;
      case "KILL_PROCESS" -> Action.KILL_PROCESS;
      case "USER_NOTIF" -> Action.USER_NOTIF;
      case "ERRNO" -> Action.of(Action.Kind.ERRNO.value() | data(words));
      case "TRAP" -> Action.trap(data(words));
      case "TRACE" -> Action.trace(data(words));
      default -> Action.KILL_THREAD;
    };
  }

  private static int data(Words words) {
    words.expect("(");
    Position position = words.peek().position();
    long number = words.number();
    if (number < 0 || number > 0xffff) {
      throw new BadInput(position, "this number is 0 to 65535");
    }
    words.expect(")");
    return (int) number;
  }
}
