package callgate.decision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the leaves of diagrams. Remembers what it has found. */
final class Leaves {
  private final Diagrams diagrams;
  private final Map<Integer, List<Integer>> known = new HashMap<>();

  Leaves(Diagrams diagrams) {
    this.diagrams = diagrams;
  }

  /** {@return the leaves of a diagram, each once} */
  List<Integer> of(int node) {
    return known.computeIfAbsent(
        node,
        _ -> {
          List<Integer> leaves = new ArrayList<>();
          collect(node, leaves, new HashSet<>());
          return leaves;
        });
  }

  private void collect(int node, List<Integer> leaves, Set<Integer> seen) {
    if (seen.add(node)) {
      if (Diagrams.isLeaf(node)) {
        leaves.add(node);
      } else {
        collect(diagrams.low(node), leaves, seen);
        collect(diagrams.high(node), leaves, seen);
      }
    }
  }
}
