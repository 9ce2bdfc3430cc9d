package callgate.decision;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a policy or a filter does, in canonical form: for each value of {@code seccomp_data.arch}
 * that it tells from others, and for all others together, a map from call numbers to diagrams over
 * the arguments. Two meanings in one store are the same function exactly when they are {@link
 * #equals equal}.
 */
public final class Meaning {
  private final Diagrams diagrams;
  private final int[] arches;
  private final NumberMap[] maps;
  private final NumberMap others;

  private Meaning(Diagrams diagrams, int[] arches, NumberMap[] maps, NumberMap others) {
    this.diagrams = diagrams;
    this.arches = arches;
    this.maps = maps;
    this.others = others;
  }

  /**
   * {@return a meaning}
   *
   * @param arches {@code AUDIT_ARCH_*} values, distinct, in any order
   * @param maps what each of them does
   * @param others what all other values do
   */
  public static Meaning of(Diagrams diagrams, int[] arches, NumberMap[] maps, NumberMap others) {
    int[] sorted = arches.clone();
    Arrays.sort(sorted);
    int[] kept = new int[arches.length];
    NumberMap[] keptMaps = new NumberMap[arches.length];
    int count = 0;
    for (int arch : sorted) {
      NumberMap map = maps[indexOf(arches, arch)];
      if (!map.equals(others)) {
        kept[count] = arch;
        keptMaps[count++] = map;
      }
    }
    return new Meaning(
        diagrams, Arrays.copyOf(kept, count), Arrays.copyOf(keptMaps, count), others);
  }

  private static int indexOf(int[] arches, int arch) {
    for (int i = 0; i < arches.length; i++) {
      if (arches[i] == arch) {
        return i;
      }
    }
    return -1;
  }

  public Diagrams diagrams() {
    return diagrams;
  }

  /** {@return the arch values that are told from others, in ascending signed order} */
  public int[] arches() {
    return arches.clone();
  }

  /** {@return what calls of an arch value get} */
  public NumberMap map(int arch) {
    int index = indexOf(arches, arch);
    return index < 0 ? others : maps[index];
  }

  /** {@return what calls of all other arch values get} */
  public NumberMap others() {
    return others;
  }

  /** {@return the return value for a call} */
  public int evaluate(Call call) {
    return diagrams.evaluate(map(call.arch()).nodeOf(call.number()), call);
  }

  /** No arch value that messages can name. */
  private static final int UNKNOWN = 0;

  /** {@return the meaning that an operation on diagrams makes of two, call by call} */
  public static Meaning combine(Meaning left, Meaning right, NumberMap.NodeOperation operation) {
    if (left.diagrams != right.diagrams) {
      throw new IllegalArgumentException("two meanings can be combined only in one store");
    }
    int[] arches = union(left.arches, right.arches);
    NumberMap[] maps = new NumberMap[arches.length];
    for (int i = 0; i < arches.length; i++) {
      int arch = arches[i];
      maps[i] = NumberMap.combine(arch, left.map(arch), right.map(arch), operation);
    }
    NumberMap others = NumberMap.combine(UNKNOWN, left.others, right.others, operation);
    return of(left.diagrams, arches, maps, others);
  }

  /** {@return the values that are in one array or in both, ascending} */
  static int[] union(int[] left, int[] right) {
    int[] both = Arrays.copyOf(left, left.length + right.length);
    int count = left.length;
    for (int arch : right) {
      if (indexOf(left, arch) < 0) {
        both[count++] = arch;
      }
    }
    int[] result = Arrays.copyOf(both, count);
    Arrays.sort(result);
    return result;
  }

  /**
   * {@return a call that two meanings of one store decide differently; empty when they are equal}
   */
  public static Optional<Call> witness(Meaning left, Meaning right) {
    return Witness.find(left, right);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Meaning that
        && diagrams == that.diagrams
        && Arrays.equals(arches, that.arches)
        && Arrays.equals(maps, that.maps)
        && others.equals(that.others);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(arches) + others.hashCode();
  }
}
