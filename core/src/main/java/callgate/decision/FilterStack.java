package callgate.decision;

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
   * @param filters at least one, in the order in which they were installed, in one store
   */
  public static Meaning combine(List<Meaning> filters) {
    Meaning stack = filters.getFirst();
    for (Meaning newer : filters.subList(1, filters.size())) {
      stack = LeafOperation.combine(newer, stack, SetOperations::stricter);
    }
    return stack;
  }
}
