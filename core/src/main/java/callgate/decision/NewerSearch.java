package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Finds what a policy could say about calls that are newer than itself. */
final class NewerSearch {
  private final Meaning meaning;
  private final List<Numbering> numberings;

  NewerSearch(Meaning meaning, List<Numbering> numberings) {
    this.meaning = meaning;
    this.numberings = numberings;
  }

  /**
   * {@return what could happen to newer calls}
   *
   * @param defaultLeaf what happens to other calls without a rule
   * @param authors policies that may say it already
   */
  List<Newer> find(int defaultLeaf, List<Policy> authors) {
    List<Newer> newers = new ArrayList<>();
    newers.add(new Newer.AsDefault());
    authors.forEach(author -> newers.add(author.newer()));
    Map<Integer, Integer> tails = new LinkedHashMap<>();
    for (Numbering numbering : numberings) {
      int tail = tail(numbering);
      if (Diagrams.isLeaf(tail) && tail != defaultLeaf) {
        tails.merge(tail, 1, Integer::sum);
      }
    }
    Abi first = numberings.getFirst().abi();
    for (int tail : tails.keySet()) {
      Map<Abi, Integer> largest = new EnumMap<>(Abi.class);
      for (Numbering numbering : numberings) {
        if (tail(numbering) == tail) {
          largest.put(numbering.abi(), limit(numbering, defaultLeaf, tail));
        }
      }
      newers.add(new Newer.Above(largest, Action.of(meaning.diagrams().value(tail))));
      since(first, largest.getOrDefault(first, -1))
          .ifPresent(kernel ->
              newers.add(new Newer.Since(kernel, Action.of(meaning.diagrams().value(tail)))));
    }
    return newers;
  }

  /** {@return the newest kernel that knows no larger number} */
  private static Optional<KernelVersion> since(Abi abi, int largest) {
    NavigableSet<KernelVersion> kernels = new TreeSet<>();
    for (String call : Syscalls.names(abi)) {
      Syscalls.since(abi, call).ifPresent(kernels::add);
    }
    return kernels.descendingSet().stream()
        .filter(kernel -> Syscalls.largest(abi, kernel) == largest)
        .findFirst();
  }

  private static int lastOf(Abi abi) {
    return switch (abi) {
      case X86_64 -> Abi.X32_BIT - 1;
      default -> -2;
    };
  }

  private int tail(Numbering numbering) {
    return meaning.map(numbering.abi().auditArch()).nodeOf(lastOf(numbering.abi()));
  }

  /** {@return the number above which {@code tail} instead of the default leaves least to rules} */
  private int limit(Numbering numbering, int defaultLeaf, int tail) {
    NumberMap map = meaning.map(numbering.abi().auditArch());
    int first = Numbering.owned(numbering.abi()).getFirst().first();
    int[] cost = {0};
    int[] best = {0, first};
    PairedRanges.visit(
        map,
        map,
        first,
        lastOf(numbering.abi()),
        (from, last, node, _) -> {
          int units = 1 + numbering.named(from, last);
          cost[0] += node == defaultLeaf ? -units : node == tail ? units : 0;
          if (last != lastOf(numbering.abi()) && cost[0] <= best[0]) {
            best[0] = cost[0];
            best[1] = last;
          }
        });
    return best[1];
  }
}
