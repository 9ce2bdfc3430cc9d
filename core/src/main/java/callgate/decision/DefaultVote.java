package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Syscalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the likeliest default action: the commonest among the numbers without names, for a name can
 * be in a rule. Where a filter tells no such numbers apart, it may be what most names get, unless
 * that lets them through: a list of what is allowed is the safer one to read.
 */
final class DefaultVote {
  /** How often neighbours that a filter does not tell apart count. */
  private static final int MOST_VOTES = 100;

  private final Meaning meaning;
  private final List<Numbering> numberings;
  private final Leaves leaves;
  private final Map<Integer, Integer> votes = new LinkedHashMap<>();

  DefaultVote(Meaning meaning, List<Numbering> numberings) {
    this.meaning = meaning;
    this.numberings = numberings;
    this.leaves = new Leaves(meaning.diagrams());
  }

  /**
   * {@return leaves that could be the default, the likeliest first; at least one}
   *
   * @param otherwise what is left when there are no others
   * @param authors policies whose default actions are possible as well
   */
  List<Integer> count(int otherwise, List<Policy> authors) {
    for (Policy author : authors) {
      votes.put(meaning.diagrams().leaf(author.defaultAction().returnValue()), 0);
    }
    for (Numbering numbering : numberings) {
      vote(numbering);
    }
    numberings.forEach(this::nominate);
    if (votes.isEmpty()) {
      votes.put(otherwise, 1);
    }
    return votes.entrySet().stream()
        .sorted((a, b) -> b.getValue().compareTo(a.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** An ABI whose calls are all alike has one vote: one rule can say so. */
  private void vote(Numbering numbering) {
    NumberMap map = meaning.map(numbering.abi().auditArch());
    Numbering.Range range = Numbering.owned(numbering.abi()).getFirst();
    int largest = Syscalls.largest(numbering.abi(), Syscalls.newest());
    PairedRanges.visit(
        map,
        map,
        range.first(),
        range.last(),
        (first, last, node, _) -> {
          boolean all = first == range.first() && last == range.last();
          int count = all ? 1 : votes(numbering, first, last, largest);
          if (count > 0) {
            leaves.of(node).forEach(leaf -> votes.merge(leaf, count, Integer::sum));
          }
        });
  }

  /** Makes what most calls of an ABI get possible, without a vote. */
  private void nominate(Numbering numbering) {
    NumberMap map = meaning.map(numbering.abi().auditArch());
    Numbering.Range range = Numbering.owned(numbering.abi()).getFirst();
    Map<Integer, Integer> names = new LinkedHashMap<>();
    PairedRanges.visit(
        map,
        map,
        range.first(),
        range.last(),
        (first, last, node, _) ->
            leaves
                .of(node)
                .forEach(leaf -> names.merge(leaf, numbering.named(first, last), Integer::sum)));
    names.entrySet().stream()
        .max((a, b) -> a.getValue().compareTo(b.getValue()))
        .map(Map.Entry::getKey)
        .filter(leaf -> !Action.of(meaning.diagrams().value(leaf)).lets())
        .ifPresent(leaf -> votes.putIfAbsent(leaf, 0));
  }

  /** Those above all names have one vote together. */
  private static int votes(Numbering numbering, int first, int last, int largest) {
    boolean above = Integer.compareUnsigned(last, largest) > 0;
    int end = above ? largest : last;
    int gaps =
        Integer.compareUnsigned(first, end) > 0 ? 0 : end - first + 1 - numbering.named(first, end);
    return Math.min(MOST_VOTES, gaps) + (above ? 1 : 0);
  }
}
