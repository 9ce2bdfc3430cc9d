package callgate.decision;

import java.util.Optional;

/** Finds calls that two meanings decide differently. */
final class Witness {
  private Witness() {}

  static Optional<Call> find(Meaning left, Meaning right) {
    for (int arch : Meaning.union(left.arches(), right.arches())) {
      Optional<Call> call = find(left.diagrams(), arch, left.map(arch), right.map(arch));
      if (call.isPresent()) {
        return call;
      }
    }
    return find(left.diagrams(), otherArch(left, right), left.others(), right.others());
  }

  /**
   * {@return an arch value that neither tells from others; little endian, so that it is one of no
   * known ABI's}
   */
  static int otherArch(Meaning left, Meaning right) {
    int[] known = Meaning.union(left.arches(), right.arches());
    int arch = 0x40000000;
    for (int i = 0; i < known.length; i++) {
      if (known[i] == arch) {
        arch++;
        i = -1;
      }
    }
    return arch;
  }

  private static Optional<Call> find(Diagrams diagrams, int arch, NumberMap left, NumberMap right) {
    int i = 0;
    int j = 0;
    int number = 0;
    while (true) {
      if (left.node(i) != right.node(j)) {
        return Optional.of(call(diagrams, arch, number, left.node(i), right.node(j)));
      }
      int end =
          Integer.compareUnsigned(left.last(i), right.last(j)) <= 0 ? left.last(i) : right.last(j);
      if (end == -1) {
        return Optional.empty();
      }
      number = end + 1;
      i += left.last(i) == end ? 1 : 0;
      j += right.last(j) == end ? 1 : 0;
    }
  }

  /**
   * {@return a call with arguments for which two different diagrams differ} Bits that don't matter
   * are 0. Different nodes are different functions, so one of their cofactors differs as well.
   */
  static Call call(Diagrams diagrams, int arch, int number, int left, int right) {
    long[] words = new long[7];
    int a = left;
    int b = right;
    while (!Diagrams.isLeaf(a) || !Diagrams.isLeaf(b)) {
      int top = Math.min(diagrams.variable(a), diagrams.variable(b));
      int lowA = diagrams.low(a, top);
      int lowB = diagrams.low(b, top);
      if (lowA != lowB) {
        a = lowA;
        b = lowB;
      } else {
        words[top >>> 6] |= 1L << (63 - (top & 63));
        a = diagrams.high(a, top);
        b = diagrams.high(b, top);
      }
    }
    return Call.of(
        arch, number, words[6], words[0], words[1], words[2], words[3], words[4], words[5]);
  }
}
