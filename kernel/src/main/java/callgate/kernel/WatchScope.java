package callgate.kernel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which calls a {@link FilterWatch} is to tell of. What it leaves out never takes room in the
 * buffer, so that whatever others do, no event of interest is lost for it.
 *
 * @param conditions that must all hold
 */
public record WatchScope(List<Condition> conditions) {
  /** All calls that have to do with filters. */
  public static final WatchScope ALL = new WatchScope(List.of());

  public WatchScope {
    conditions = List.copyOf(conditions);
  }

  /** What the kernel can decide before it makes an event. */
  public sealed interface Condition {}

  /** It is of one of these kinds. */
  public record Kinds(Set<WatchedCall.Kind> kinds) implements Condition {
    public Kinds {
      kinds = Set.copyOf(kinds);
    }
  }

  /** If it is a {@link WatchedCall.Kind#FILTER_CALL}, one of these, or one without a name. */
  public record Operations(Set<Operation> operations) implements Condition {
    public Operations {
      operations = Set.copyOf(operations);
    }
  }

  /**
   * If it is {@link WatchedCall.Kind#ANSWERED}, with an errno, or with a value that only a
   * supervisor or tracer can give.
   */
  public record Answers(boolean errors, boolean values) implements Condition {}

  /** The call's name is one of these; calls without one are told. */
  public record Calls(Predicate<String> names) implements Condition {}

  /** A number compares as it should with one of these values; with all for {@code DIFFERENT}. */
  public record Quantity(Measure measure, Comparison comparison, List<Long> values)
      implements Condition {
    public Quantity {
      values = List.copyOf(values);
    }
  }

  /** The thread's name is like one of these, or {@code not}; an ASCII letter is any case of it. */
  public record Commands(List<Command> alternatives, boolean not) implements Condition {
    public Commands {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * It is this process or descends from it, also where those between have ended; or {@code not}.
   */
  public record Tree(int process, boolean not) implements Condition {}

  /** Others decide by the control group, see {@link FilterWatch#leaveOut}. */
  public record Groups() implements Condition {}

  /** What filter calls do: operations of {@code seccomp}, in the kernel's order, then prctl's. */
  public enum Operation {
    SECCOMP_SET_MODE_STRICT,
    SECCOMP_SET_MODE_FILTER,
    SECCOMP_GET_ACTION_AVAIL,
    SECCOMP_GET_NOTIF_SIZES,
    PR_SET_SECCOMP,
    PR_SET_NO_NEW_PRIVS
  }

  /** Numbers of an event. */
  public enum Measure {
    PROCESS,
    THREAD,
    USER,
    /** What the call returned; 0 where it did not return. */
    RESULT
  }

  /** How numbers compare, with their signs. */
  public enum Comparison {
    EQUAL,
    DIFFERENT,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST
  }

  /**
   * A thread's name, or how it starts.
   *
   * @param text in ASCII
   * @param whole whether it ends there
   */
  public record Command(String text, boolean whole) {}

  /** {@return the processes that it is about by their numbers} */
  public Set<Integer> processes() {
    Set<Integer> processes = new HashSet<>();
    all(Tree.class).forEach(tree -> processes.add(tree.process()));
    all(Quantity.class).stream()
        .filter(wish -> wish.measure() == Measure.PROCESS && wish.comparison() == Comparison.EQUAL)
        .forEach(wish -> wish.values().forEach(value -> processes.add(value.intValue())));
    return processes;
  }

  /** {@return the conditions of one sort} */
  <C extends Condition> List<C> all(Class<C> sort) {
    return conditions.stream().filter(sort::isInstance).map(sort::cast).toList();
  }
}
