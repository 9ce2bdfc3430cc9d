package callgate.bench;

import callgate.decision.Diagrams;
import callgate.decision.NumberMap;
import callgate.decision.PolicyMeaning;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;

/**
 * The exact optimum of the cost model for a tree of thresholds: what no compiler that only compares
 * numbers with thresholds can go below. Plain dynamic programming over all runs of ranges and all
 * ways to split them, without the bounds that make the compiler fast.
 */
final class OptimalTree {
  /**
   * Loading the ABI, testing it, loading the number and returning: what every filter of one ABI
   * executes.
   */
  private static final int AROUND_THE_TREE = 4;

  private OptimalTree() {}

  /**
   * {@return the executed instructions of an average call of x86_64, each number as often, without
   * argument tests}
   */
  static double executed(Policy policy) {
    NumberMap map = PolicyMeaning.of(policy, new Diagrams()).map(Abi.X86_64.auditArch());
    int largest = Syscalls.largest(Abi.X86_64, Syscalls.newest());
    double[] sums = new double[map.size() + 1];
    for (int i = 0; i < map.size(); i++) {
      long first = Integer.toUnsignedLong(map.first(i));
      long last = Math.min(Integer.toUnsignedLong(map.last(i)), largest);
      sums[i + 1] = sums[i] + Math.max(0, last - first + 1) / (largest + 1.0);
    }
    return AROUND_THE_TREE + comparisons(sums);
  }

  private static double comparisons(double[] sums) {
    int count = sums.length - 1;
    double[][] costs = new double[count][count];
    for (int length = 2; length <= count; length++) {
      for (int i = 0; i + length <= count; i++) {
        int j = i + length - 1;
        double best = Double.MAX_VALUE;
        for (int split = i; split < j; split++) {
          best = Math.min(best, costs[i][split] + costs[split + 1][j]);
        }
        costs[i][j] = best + sums[j + 1] - sums[i];
      }
    }
    return costs[0][count - 1];
  }
}
