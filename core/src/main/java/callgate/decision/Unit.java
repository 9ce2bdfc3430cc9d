package callgate.decision;

import callgate.policy.Calls;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of one ABI that a policy needs rules for: one call by its name, or neighbouring numbers
 * without names.
 *
 * @param first the smallest number
 * @param node what they mean
 * @param backdrop what they would mean otherwise: the leaf that they get without a rule
 */
record Unit(Abi abi, Calls calls, int first, int node, int backdrop) {
  /**
   * {@return the calls of an ABI for which two maps have different nodes}
   *
   * @param mostNames a range with more named calls than this becomes one unit of numbers, if some
   *     of its numbers have no names
   */
  static List<Unit> of(Numbering numbering, NumberMap meant, NumberMap backdrop, int mostNames) {
    List<Unit> units = new ArrayList<>();
    for (Numbering.Range range : Numbering.owned(numbering.abi())) {
      PairedRanges.visit(
          meant,
          backdrop,
          range.first(),
          range.last(),
          (first, last, node, leaf) -> {
            if (node != leaf) {
              add(units, numbering, first, last, node, leaf, mostNames);
            }
          });
    }
    return units;
  }

  /**
   * {@return the units, those of x32 and x86_64 at the end of the numbers as one range where they
   * mean the same} Number -1 is x86_64's, those below x32's.
   */
  static List<Unit> joined(List<Unit> units) {
    List<Unit> joined = new ArrayList<>(units);
    int last = indexOfLast(joined, Abi.X86_64, -1);
    int before = indexOfLast(joined, Abi.X32, -2);
    if (last >= 0 && before >= 0 && joined.get(last).isLike(joined.get(before))) {
      Calls calls = new Calls.Numbered(joined.get(before).first, -1);
      joined.set(last, joined.get(last).about(calls));
      joined.set(before, joined.get(before).about(calls));
    }
    return joined;
  }

  private static int indexOfLast(List<Unit> units, Abi abi, int last) {
    for (int i = 0; i < units.size(); i++) {
      if (units.get(i).abi == abi
          && units.get(i).calls instanceof Calls.Numbered(int first, int end)
          && end == last
          && Integer.compareUnsigned(first, Abi.X32_BIT) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** {@return whether a unit means the same, and would otherwise} */
  boolean isLike(Unit other) {
    return node == other.node && backdrop == other.backdrop;
  }

  private Unit about(Calls calls) {
    return new Unit(abi, calls, first, node, backdrop);
  }

  private static void add(
      List<Unit> units,
      Numbering numbering,
      int first,
      int last,
      int node,
      int leaf,
      int mostNames) {
    int from = numbering.from(first);
    int to = last == -1 ? numbering.size() : numbering.from(last + 1);
    boolean named = Integer.compareUnsigned(to - from - 1, last - first) == 0;
    if (!named && to - from > mostNames) {
      addNumbers(units, numbering.abi(), first, last, node, leaf);
      return;
    }
    int next = first;
    for (int i = from; i < to; i++) {
      int number = numbering.number(i);
      if (next != number) {
        addNumbers(units, numbering.abi(), next, number - 1, node, leaf);
      }
      units.add(new Unit(numbering.abi(), new Calls.Named(numbering.name(i)), number, node, leaf));
      next = number + 1;
    }
    boolean ended = from < to && numbering.number(to - 1) == last;
    if (!ended) {
      addNumbers(units, numbering.abi(), next, last, node, leaf);
    }
  }

  /** Adds a range of numbers, to the last one if only numbers of another ABI lie between. */
  private static void addNumbers(
      List<Unit> units, Abi abi, int first, int last, int node, int leaf) {
    if (abi == Abi.X86_64 && first == -1 && !units.isEmpty()) {
      Unit before = units.getLast();
      if (before.calls instanceof Calls.Numbered(int start, int end)
          && end == Abi.X32_BIT - 1
          && before.node == node
          && before.backdrop == leaf) {
        units.removeLast();
        units.add(new Unit(abi, new Calls.Numbered(start, -1), start, node, leaf));
        return;
      }
    }
    units.add(new Unit(abi, new Calls.Numbered(first, last), first, node, leaf));
  }
}
