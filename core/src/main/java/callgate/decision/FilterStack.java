package callgate.decision;

import callgate.policy.Action;
import java.util.List;

/**
 * Several filters that one process runs under: the kernel runs all of them, and the most
 * restrictive action wins; of equal actions, that of the filter that was installed last
 * (seccomp(2); seccomp_run_filters in kernel/seccomp.c).
 */
public final class FilterStack {
  private FilterStack() {}

  /**
   * {@return what filters mean together}
   *
   * @param filters what each returns; at least one, in the order in which they were installed, in
   *     one store
   */
  public static Meaning combine(List<Meaning> filters) {
    Meaning stack = filters.getFirst();
    for (Meaning newer : filters.subList(1, filters.size())) {
      stack = LeafOperation.onValues(newer, stack, FilterStack::stricter);
    }
    return LeafOperation.onValues(stack, stack, (value, _) -> Action.of(value).returnValue());
  }

  /** The part of a return value that says the action (SECCOMP_RET_ACTION_FULL). */
  private static final int ACTION = 0xffff0000;

  /** Compares as the kernel does, signed, whether it knows the actions or not. */
  private static int stricter(int newer, int older) {
    return (older & ACTION) < (newer & ACTION) ? older : newer;
  }
}
