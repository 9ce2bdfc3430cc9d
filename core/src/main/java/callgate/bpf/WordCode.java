package callgate.bpf;

import callgate.decision.Diagrams;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns diagrams over arguments into code, word by word: within a word the shortest of a search
 * tree over its ranges, a test of several bits at once, a masked comparison, or a single value
 * apart and then one of these.
 */
final class WordCode {
  /** More ranges of a word than this are tested bit by bit. */
  private static final int MOST_RANGES = 96;

  /** How many tests, executed on average, an instruction is worth. */
  private static final double PRICE = 1;

  private final Diagrams diagrams;
  private final CodeGraph graph;
  private final boolean littleEndian;
  private final Map<Integer, Integer> codes = new HashMap<>();

  WordCode(Diagrams diagrams, CodeGraph graph, boolean littleEndian) {
    this.diagrams = diagrams;
    this.graph = graph;
    this.littleEndian = littleEndian;
  }

  /** Code for a diagram, and how many tests it has that are its own. */
  private record Choice(int code, int tests) {}

  /** {@return the return value of a leaf} */
  int valueOf(int leaf) {
    return diagrams.value(leaf);
  }

  /** {@return the code that returns what a diagram says} */
  int of(int diagram) {
    if (Diagrams.isLeaf(diagram)) {
      return graph.returns(diagrams.value(diagram));
    }
    Integer known = codes.get(diagram);
    if (known != null) {
      return known;
    }
    int word = diagrams.variable(diagram) >>> 5;
    int code = graph.load(Machine.offset(word, littleEndian), choose(diagram, word, true).code());
    codes.put(diagram, code);
    return code;
  }

  private Choice choose(int diagram, int word, boolean mayTakeApart) {
    WordNodes nodes = new WordNodes(diagrams, word, diagram);
    if (nodes.isBelow(diagram)) {
      return new Choice(of(diagram), 0);
    }
    Choice best = bitsSet(diagram, nodes, word, mayTakeApart);
    WordRanges ranges = WordRanges.of(diagrams, diagram, word, nodes.support(), MOST_RANGES);
    if (ranges != null) {
      best = shorter(searched(ranges), best);
      if (mayTakeApart && best.tests() > 2) {
        best = oneApart(ranges, word, best);
      }
    }
    return best != null ? best : bitByBit(diagram, word);
  }

  private static Choice shorter(Choice a, @Nullable Choice b) {
    return b != null && b.tests() < a.tests() ? b : a;
  }

  /** {@return a search tree over the ranges, behind a mask if some bits are not tested} */
  private Choice searched(WordRanges ranges) {
    int[] targets = new int[ranges.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = of(ranges.target(i));
    }
    double[] weights = new double[targets.length];
    Arrays.fill(weights, 1.0 / targets.length);
    SearchTree tree =
        new SearchTree(
            graph, new WeightedRanges(ranges.starts(), targets, weights, PRICE), List.of());
    int code = tree.build();
    int tests = tree.tests();
    return ranges.mask() == -1
        ? new Choice(code, tests)
        : new Choice(graph.and(ranges.mask(), code), tests + 1);
  }

  /** {@return a test for any of the bits that are enough for one target, and then the rest} */
  private @Nullable Choice bitsSet(int diagram, WordNodes nodes, int word, boolean mayTakeApart) {
    int target = diagram;
    while (!nodes.isBelow(target)) {
      target = diagrams.high(target);
    }
    int bits = nodes.sufficient(target);
    if (bits == 0) {
      return null;
    }
    Choice rest = choose(nodes.withoutBits(bits), word, mayTakeApart);
    return new Choice(graph.test(Opcode.JSET_K, bits, of(target), rest.code()), rest.tests() + 1);
  }

  /** {@return a test for one value that stands apart, and then the rest, if that is shorter} */
  private Choice oneApart(WordRanges ranges, int word, Choice best) {
    Choice result = best;
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.isApart(i)) {
        Choice rest = choose(ranges.without(i), word, false);
        int code = graph.test(Opcode.JEQ_K, ranges.start(i), of(ranges.target(i)), rest.code());
        result = shorter(result, new Choice(code, rest.tests() + 1));
      }
    }
    return result;
  }

  /** {@return a test for each node: always possible, seldom short} */
  private Choice bitByBit(int diagram, int word) {
    int variable = diagrams.variable(diagram);
    Choice low = choose(diagrams.low(diagram), word, false);
    Choice high = choose(diagrams.high(diagram), word, false);
    int code = graph.test(Opcode.JSET_K, 0x80000000 >>> (variable & 31), high.code(), low.code());
    return new Choice(code, low.tests() + high.tests() + 1);
  }
}
