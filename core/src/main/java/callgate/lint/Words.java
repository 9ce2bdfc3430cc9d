package callgate.lint;

import callgate.policy.Action;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists in sentences. */
public final class Words {
  private static final int MOST = 8;

  private Words() {}

  /** {@return {@code a, b and c}; long lists are cut: {@code a, b and 7 more}} */
  public static String and(Collection<String> items) {
    List<String> list = new ArrayList<>(items);
    if (list.size() > MOST) {
      List<String> first = list.subList(0, MOST - 1);
      return String.join(", ", first) + " and " + (list.size() - first.size()) + " more";
    }
    return all(list);
  }

  /** {@return {@code a, b and c}, however many there are} */
  static String all(Collection<String> items) {
    List<String> list = List.copyOf(items);
    return list.size() < 2
        ? String.join("", list)
        : String.join(", ", list.subList(0, list.size() - 1)) + " and " + list.getLast();
  }

  public static String abis(Collection<Abi> abis) {
    return and(abis.stream().map(Abi::token).toList());
  }

  static String actions(Collection<Action> actions) {
    return and(actions.stream().map(Action::toString).sorted().toList());
  }

  /** {@return {@code line 3}; with the file where that is another, or has no lines} */
  static String line(Position position, Position from) {
    return position.line() > 0 && position.file().equals(from.file())
        ? "line " + position.line()
        : position.file() + (position.line() == 0 ? "" : ":" + position.line());
  }
}
