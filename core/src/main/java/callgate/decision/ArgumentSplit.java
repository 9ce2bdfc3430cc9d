package callgate.decision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of one argument, divided by what a pair of conditions still asks of later arguments
 * once the argument is known.
 */
final class ArgumentSplit {
  private final Diagrams diagrams;
  private final int firstBelow;
  private final Map<Long, Integer> exits = new HashMap<>();
  private final Map<Long, Integer> seen = new HashMap<>();
  private final List<int[]> found = new ArrayList<>();
  private final int most;

  private ArgumentSplit(Diagrams diagrams, int argument, int most) {
    this.diagrams = diagrams;
    this.firstBelow = 64 * (argument + 1);
    this.most = most;
  }

  /**
   * Values of the argument that leave the same to be asked.
   *
   * @param values the diagram that is TRUE for these values
   * @param lower what is left of the lower condition
   * @param upper what is left of the upper condition
   */
  record Part(int values, int lower, int upper) {}

  /**
   * {@return the parts, which are disjoint and cover all values; null when there are more than
   * {@code most}}
   *
   * @param lower a condition that tests no earlier argument
   * @param upper a condition that tests no earlier argument
   */
  static @Nullable List<Part> of(Diagrams diagrams, int argument, int lower, int upper, int most) {
    ArgumentSplit split = new ArgumentSplit(diagrams, argument, most);
    if (!split.collect(lower, upper)) {
      return null;
    }
    List<Part> parts = new ArrayList<>(split.found.size());
    for (int i = 0; i < split.found.size(); i++) {
      split.seen.clear();
      int[] exit = split.found.get(i);
      parts.add(new Part(split.valuesOf(i, lower, upper), exit[0], exit[1]));
    }
    return parts;
  }

  private boolean collect(int lower, int upper) {
    int top = Math.min(diagrams.variable(lower), diagrams.variable(upper));
    if (top >= firstBelow) {
      if (exits.putIfAbsent(key(lower, upper), found.size()) == null) {
        found.add(new int[] {lower, upper});
      }
      return found.size() <= most;
    }
    return seen.put(key(lower, upper), 0) != null
        || (collect(diagrams.low(lower, top), diagrams.low(upper, top))
            && collect(diagrams.high(lower, top), diagrams.high(upper, top)));
  }

  private int valuesOf(int exit, int lower, int upper) {
    int top = Math.min(diagrams.variable(lower), diagrams.variable(upper));
    if (top >= firstBelow) {
      Integer reached = exits.get(key(lower, upper));
      return reached != null && reached == exit ? Diagrams.TRUE : Diagrams.FALSE;
    }
    Integer known = seen.get(key(lower, upper));
    if (known != null) {
      return known;
    }
    int values =
        diagrams.node(
            top,
            valuesOf(exit, diagrams.low(lower, top), diagrams.low(upper, top)),
            valuesOf(exit, diagrams.high(lower, top), diagrams.high(upper, top)));
    seen.put(key(lower, upper), values);
    return values;
  }

  private static long key(int lower, int upper) {
    return Diagrams.pair(lower, upper);
  }
}
