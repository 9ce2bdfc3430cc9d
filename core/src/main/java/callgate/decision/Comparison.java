package callgate.decision;

import callgate.policy.Calls;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares two meanings call by call, exactly. */
public final class Comparison {
  private final Meaning left;
  private final Meaning right;
  private final boolean whetherOnly;
  private final List<Abi> abis;
  private final Set<Abi> differing = EnumSet.noneOf(Abi.class);
  private final Map<Long, List<Change>> known = new HashMap<>();

  /** By call: how it differs on which ABIs. */
  private final Map<String, List<Finding>> findings = new LinkedHashMap<>();

  private Comparison(Meaning left, Meaning right, boolean whetherOnly) {
    this.left = left;
    this.right = right;
    this.whetherOnly = whetherOnly;
    int[] arches = Meaning.union(left.arches(), right.arches());
    this.abis =
        Stream.of(Abi.values())
            .filter(abi -> IntStream.of(arches).anyMatch(arch -> arch == abi.auditArch()))
            .toList();
  }

  /** A call that differs in the same way on some ABIs. */
  private record Finding(
      List<Difference.Where> abis, Calls calls, List<Change> changes, boolean whatever) {
    boolean isLike(List<Change> others, boolean otherWhatever) {
      if (whatever != otherWhatever || changes.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < others.size(); i++) {
        if (!changes.get(i).isLike(others.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * {@return how the second meaning differs from the first, call by call; empty when they are
   * equal} What is the same for several calls and ABIs is one difference.
   *
   * @param whetherOnly whether it counts only that a call is let through, not how it is stopped
   */
  public static List<Difference> of(Meaning left, Meaning right, boolean whetherOnly) {
    if (left.diagrams() != right.diagrams()) {
      throw new IllegalArgumentException("two meanings can be compared only in one store");
    }
    Comparison comparison = new Comparison(left, right, whetherOnly);
    comparison.findNamedAbis();
    List<Difference> differences = comparison.grouped();
    differences.addAll(comparison.ofOtherAbis());
    return differences;
  }

  /**
   * {@return the differences of two operands in one store, as of their meanings}
   *
   * @throws TooComplex where there are too many cases to look at, with the rules that are the
   *     reason
   */
  public static List<Difference> of(Operand left, Operand right, boolean whetherOnly) {
    try {
      return of(left.meaning(), right.meaning(), whetherOnly);
    } catch (TooComplex e) {
      throw e.together(Operand.authors(List.of(left, right)));
    }
  }

  /** {@return all differences in one verdict} */
  public static Verdict verdict(List<Difference> differences) {
    Verdict verdict = Verdict.EQUAL;
    for (Difference difference : differences) {
      verdict = verdict.and(difference.verdict());
    }
    return verdict;
  }

  private void findNamedAbis() {
    abis.forEach(this::find);
    for (int arch : Meaning.union(left.arches(), right.arches())) {
      if (Numbering.sharing(arch).isEmpty()) {
        Difference.Where where = new Difference.Where(Optional.empty(), arch);
        PairedRanges.visit(
            left.map(arch),
            right.map(arch),
            0,
            -1,
            (first, last, a, b) -> add(where, new Calls.Numbered(first, last), first, a, b));
      }
    }
  }

  private void find(Abi abi) {
    int arch = abi.auditArch();
    Difference.Where where = new Difference.Where(Optional.of(abi), arch);
    Numbering numbering = Numbering.of(abi);
    List<Unit> units = Unit.of(numbering, left.map(arch), right.map(arch), Integer.MAX_VALUE);
    if (areAllCalls(units, numbering)) {
      addAllCalls(where, abi, units.getFirst());
      return;
    }
    for (Unit unit : units) {
      add(where, unit.calls(), unit.first(), unit.node(), unit.backdrop());
    }
  }

  private static boolean areAllCalls(List<Unit> units, Numbering numbering) {
    return !units.isEmpty()
        && units.stream().allMatch(units.getFirst()::isLike)
        && units.stream().filter(unit -> unit.calls() instanceof Calls.Named).count()
            == numbering.size()
        && units.getLast().calls() instanceof Calls.Numbered;
  }

  /** Adds a difference of all that have names: of all numbers, or of ranges of them. */
  private void addAllCalls(Difference.Where where, Abi abi, Unit like) {
    List<Calls.Numbered> ranges = new ArrayList<>();
    boolean all = true;
    for (Numbering.Range owned : Numbering.owned(abi)) {
      List<Calls.Numbered> differing = new ArrayList<>();
      PairedRanges.visit(
          left.map(where.arch()),
          right.map(where.arch()),
          owned.first(),
          owned.last(),
          (first, last, a, b) -> {
            if (a != b) {
              differing.add(new Calls.Numbered(first, last));
            }
          });
      all &= differing.equals(List.of(new Calls.Numbered(owned.first(), owned.last())));
      ranges.addAll(differing);
    }
    for (Calls.Numbered range : all ? List.of(new Calls.Numbered(0, -1)) : ranges) {
      add(where, range, all ? like.first() : range.first(), like.node(), like.backdrop());
    }
  }

  private void add(Difference.Where where, Calls calls, int number, int a, int b) {
    List<Change> changes = changes(where.arch(), number, a, b);
    if (changes.isEmpty()) {
      return;
    }
    where.abi().ifPresent(differing::add);
    boolean whatever = Diagrams.isLeaf(a) && Diagrams.isLeaf(b);
    List<Finding> same = findings.computeIfAbsent(ClauseFinder.text(calls), _ -> new ArrayList<>());
    for (Finding finding : same) {
      if (finding.isLike(changes, whatever)) {
        finding.abis.add(where);
        return;
      }
    }
    same.add(new Finding(new ArrayList<>(List.of(where)), calls, changes, whatever));
  }

  private List<Change> changes(int arch, int number, int a, int b) {
    long key = Diagrams.pair(a, b);
    List<Change> found;
    try {
      found =
          known.computeIfAbsent(
              key, _ -> Changes.of(left.diagrams(), a, b, whetherOnly, arch, number));
    } catch (TooComplex e) {
      throw e.about(arch, number);
    }
    return found.stream()
        .map(change -> new Change(change.left(), change.right(), change.witness().of(arch, number)))
        .toList();
  }

  /**
   * Findings that are alike whatever the arguments, and either on the same ABIs or each wherever
   * there is such a call.
   */
  private static final class Group {
    private final List<Finding> findings = new ArrayList<>();
    private boolean sameAbis = true;
    private boolean everywhere = true;

    boolean takes(Finding finding, boolean isEverywhere) {
      Finding first = findings.getFirst();
      return finding.whatever
          && first.isLike(finding.changes, true)
          && ((sameAbis && first.abis.equals(finding.abis)) || (everywhere && isEverywhere));
    }

    void add(Finding finding, boolean isEverywhere) {
      findings.add(finding);
      sameAbis &= findings.getFirst().abis.equals(finding.abis);
      everywhere &= isEverywhere;
    }
  }

  /** {@return the findings, those that are alike together} */
  private List<Difference> grouped() {
    List<Group> groups = new ArrayList<>();
    for (List<Finding> ofCall : findings.values()) {
      for (Finding finding : ofCall) {
        boolean isEverywhere = isEverywhere(finding);
        groupOf(finding, isEverywhere, groups).add(finding, isEverywhere);
      }
    }
    List<Difference> differences = new ArrayList<>();
    for (Group group : groups) {
      group.findings.sort((a, b) -> Calls.compare(a.calls, b.calls));
      Finding first = group.findings.getFirst();
      differences.add(
          new Difference(
              group.findings.stream().flatMap(finding -> finding.abis.stream()).distinct().toList(),
              group.findings.stream().map(Finding::calls).toList(),
              verdict(first.changes, whetherOnly),
              first.changes,
              first.whatever));
    }
    return differences;
  }

  private static Group groupOf(Finding finding, boolean isEverywhere, List<Group> groups) {
    for (Group group : groups) {
      if (group.takes(finding, isEverywhere)) {
        return group;
      }
    }
    groups.add(new Group());
    return groups.getLast();
  }

  private boolean isEverywhere(Finding finding) {
    long having = differing.stream().filter(abi -> Numbering.has(abi, finding.calls)).count();
    return finding.calls instanceof Calls.Named && finding.abis.size() == having;
  }

  private static Verdict verdict(List<Change> changes, boolean whetherOnly) {
    Verdict verdict = Verdict.EQUAL;
    for (Change change : changes) {
      verdict = verdict.and(Verdict.of(change.left(), change.right(), whetherOnly));
    }
    return verdict;
  }

  private List<Difference> ofOtherAbis() {
    List<Difference> differences = new ArrayList<>();
    int arch = Witness.otherArch(left, right);
    PairedRanges.visit(
        left.others(),
        right.others(),
        0,
        -1,
        (first, last, a, b) -> {
          List<Change> changes = changes(arch, first, a, b);
          if (!changes.isEmpty()) {
            differences.add(
                new Difference(
                    List.of(),
                    List.of(new Calls.Numbered(first, last)),
                    verdict(changes, whetherOnly),
                    changes,
                    Diagrams.isLeaf(a) && Diagrams.isLeaf(b)));
          }
        });
    return differences;
  }
}
