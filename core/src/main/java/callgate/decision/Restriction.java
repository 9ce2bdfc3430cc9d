package callgate.decision;

import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.List;

/** A meaning for some ABIs only. */
public final class Restriction {
  private Restriction() {}

  /**
   * {@return what a meaning says about calls of some ABIs; all others get one action}
   *
   * @param abis at least one
   */
  public static Meaning to(List<Abi> abis, Meaning meaning, Action foreign) {
    int leaf = meaning.diagrams().leaf(foreign.returnValue());
    int[] arches = abis.stream().mapToInt(Abi::auditArch).distinct().toArray();
    NumberMap[] maps = new NumberMap[arches.length];
    for (int i = 0; i < arches.length; i++) {
      NumberMap.Builder map = new NumberMap.Builder(leaf);
      NumberMap own = meaning.map(arches[i]);
      for (Abi abi : abis) {
        if (abi.auditArch() == arches[i]) {
          for (Numbering.Range range : Numbering.owned(abi)) {
            PairedRanges.visit(
                own,
                own,
                range.first(),
                range.last(),
                (first, last, node, _) -> map.set(first, last, node));
          }
        }
      }
      maps[i] = map.build();
    }
    return Meaning.of(meaning.diagrams(), arches, maps, new NumberMap.Builder(leaf).build());
  }
}
