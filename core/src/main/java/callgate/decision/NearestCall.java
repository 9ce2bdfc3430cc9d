package callgate.decision;

import callgate.policy.Condition.Test;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Finds the call that is most like another and has a certain return value: it differs in as few
 * arguments as possible, and in these in as few bits.
 */
public final class NearestCall {
  /** One changed argument costs more than any number of changed bits. */
  private static final int ARGUMENT_COST = 1000;

  private static final int IMPOSSIBLE = Integer.MAX_VALUE / 2;

  private final Diagrams diagrams;
  private final Call call;
  private final IntPredicate wanted;

  /** By node and by whether the argument that it tests has changed already. */
  private final Map<Long, Integer> costs = new HashMap<>();

  private NearestCall(Diagrams diagrams, Call call, IntPredicate wanted) {
    this.diagrams = diagrams;
    this.call = call;
    this.wanted = wanted;
  }

  /**
   * {@return the nearest call with the same number from the same place}
   *
   * @param wanted which return values are
   */
  public static Optional<Call> of(Meaning meaning, Call call, IntPredicate wanted) {
    return new NearestCall(meaning.diagrams(), call, wanted)
        .from(meaning.map(call.arch()).nodeOf(call.number()));
  }

  private Optional<Call> from(int root) {
    if (cost(root, -1) >= IMPOSSIBLE) {
      return Optional.empty();
    }
    long[] words = new long[Test.INSTRUCTION_POINTER + 1];
    for (int i = 0; i < words.length; i++) {
      words[i] = call.argument(i);
    }
    int changed = -1;
    for (int node = root; !Diagrams.isLeaf(node); ) {
      int argument = argument(node);
      boolean keep = keepCost(node, changed) <= changeCost(node, changed);
      if (!keep) {
        words[argument] ^= bit(node);
        changed = argument;
      }
      node = next(node, words[argument]);
    }
    return Optional.of(
        Call.of(
            call.arch(),
            call.number(),
            words[6],
            words[0],
            words[1],
            words[2],
            words[3],
            words[4],
            words[5]));
  }

  /**
   * {@return what it costs to get from a node to a wanted leaf}
   *
   * @param changed the last argument that was changed on the way
   */
  private int cost(int node, int changed) {
    if (Diagrams.isLeaf(node)) {
      return wanted.test(diagrams.value(node)) ? 0 : IMPOSSIBLE;
    }
    long key = (long) node << 1 | (argument(node) == changed ? 1 : 0);
    Integer known = costs.get(key);
    if (known == null) {
      known = Math.min(keepCost(node, changed), changeCost(node, changed));
      costs.put(key, known);
    }
    return known;
  }

  private int keepCost(int node, int changed) {
    return cost(next(node, call.argument(argument(node))), changed);
  }

  private int changeCost(int node, int changed) {
    int argument = argument(node);
    boolean fixed = argument == Test.INSTRUCTION_POINTER;
    int rest = cost(next(node, ~call.argument(argument)), argument);
    int first = argument == changed ? 1 : ARGUMENT_COST + 1;
    return fixed || rest >= IMPOSSIBLE ? IMPOSSIBLE : rest + first;
  }

  private int argument(int node) {
    return diagrams.variable(node) >>> 6;
  }

  private long bit(int node) {
    return 1L << (63 - (diagrams.variable(node) & 63));
  }

  private int next(int node, long value) {
    return (value & bit(node)) == 0 ? diagrams.low(node) : diagrams.high(node);
  }
}
