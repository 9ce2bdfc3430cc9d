package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what a policy says once for all calls: the ABIs that it is about, what happens to calls of
 * others, to calls that no rule names, and to numbers above those that it knows.
 *
 * <p>The default action is one that calls without names have, for a name can be in a rule. Of
 * several, the one that leaves the fewest calls to rules.
 */
final class HeaderSearch {
  /** A range with more named calls than this is one rule about numbers, if it has others. */
  private static final int MOST_NAMES = 24;

  /** How many rules a default action must save that is not the likeliest. */
  private static final int SURPRISE = 8;

  private final Meaning meaning;
  private final Diagrams diagrams;
  private final String name;
  private final List<Policy> authors;
  private final Leaves leaves;
  private final List<Abi> abis;
  private final List<Numbering> numberings;
  private final int foreign;

  /**
   * @throws Inexpressible when no policy can tell the ABIs apart in the same way
   */
  HeaderSearch(Meaning meaning, String name, List<Policy> authors) {
    this.meaning = meaning;
    this.diagrams = meaning.diagrams();
    this.name = name;
    this.authors = authors;
    this.leaves = new Leaves(diagrams);
    this.foreign = foreign(meaning);
    this.abis = abis();
    this.numberings = abis.stream().map(Numbering::of).toList();
  }

  /** {@return the calls of an ABI that need rules beside a policy without any} */
  List<Unit> units(Abi abi, Meaning backdrop) {
    return units(numberings.get(abis.indexOf(abi)), backdrop);
  }

  private List<Unit> units(Numbering numbering, Meaning backdrop) {
    int arch = numbering.abi().auditArch();
    return Unit.of(numbering, meaning.map(arch), backdrop.map(arch), MOST_NAMES);
  }

  private static int foreign(Meaning meaning) {
    NumberMap others = meaning.others();
    if (others.size() != 1 || !Diagrams.isLeaf(others.node(0))) {
      throw new Inexpressible(
          "calls of ABIs that it does not name are decided one by one; a policy has one action for"
              + " all of them");
    }
    return others.node(0);
  }

  private List<Abi> abis() {
    Set<Abi> named = new LinkedHashSet<>();
    for (int arch : meaning.arches()) {
      List<Abi> sharing = Numbering.sharing(arch);
      if (sharing.isEmpty()) {
        throw new Inexpressible(
            "the arch value 0x" + Integer.toHexString(arch) + " is of no ABI that Callgate knows");
      }
      for (Abi abi : sharing) {
        if (!isForeign(abi)) {
          named.add(abi);
        }
      }
    }
    Stream<Abi> preferred = authors.stream().flatMap(author -> author.abis().stream()).distinct();
    List<Abi> order = new ArrayList<>(preferred.filter(named::contains).toList());
    named.stream().sorted().filter(abi -> !order.contains(abi)).forEach(order::add);
    if (order.isEmpty()) {
      order.add(authors.isEmpty() ? Abi.host() : authors.getFirst().abis().getFirst());
    }
    return order;
  }

  private boolean isForeign(Abi abi) {
    NumberMap map = meaning.map(abi.auditArch());
    for (Numbering.Range range : Numbering.owned(abi)) {
      int index = map.rangeOf(range.first());
      if (map.node(index) != foreign
          || Integer.compareUnsigned(map.last(index), range.last()) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A header and how much it leaves to rules. */
  private record Header(Policy policy, int cost) {}

  /** {@return a policy without rules} */
  Policy find() {
    List<Header> headers = new ArrayList<>();
    List<Integer> defaults = new DefaultVote(meaning, numberings).count(foreign, authors);
    NewerSearch newers = new NewerSearch(meaning, numberings);
    for (int leaf : defaults) {
      int surprise = leaf == defaults.getFirst() ? 0 : SURPRISE;
      for (Newer newer : newers.find(leaf, authors)) {
        for (List<Abi> about : choicesOfAbis()) {
          header(about, leaf, newer, surprise).ifPresent(headers::add);
        }
      }
    }
    return headers.stream().min((a, b) -> Integer.compare(a.cost, b.cost)).orElseThrow().policy();
  }

  private Optional<Header> header(List<Abi> about, int leaf, Newer newer, int surprise) {
    Policy policy =
        new Policy(
            name,
            about,
            action(leaf),
            action(foreign),
            newer,
            authors.isEmpty() ? Set.of() : authors.getFirst().flags(),
            List.of());
    Meaning backdrop = PolicyMeaning.of(policy, diagrams);
    int cost = surprise + (newer instanceof Newer.Above(var largest, _) ? largest.size() : 0);
    for (Numbering numbering : numberings) {
      if (about.contains(numbering.abi())) {
        for (Unit unit : units(numbering, backdrop)) {
          cost += clauses(unit);
        }
      }
    }
    return decidesForeign(about, backdrop)
        ? Optional.of(new Header(policy, cost))
        : Optional.empty();
  }

  private int clauses(Unit unit) {
    List<Integer> all = leaves.of(unit.node());
    return all.contains(unit.backdrop()) ? all.size() - 1 : all.size();
  }

  /**
   * {@return the ABIs, also without x32 or x86_64} What is said about newer calls of one of these
   * may hold for numbers of the other as well, and may be all that there is to say about it.
   */
  private List<List<Abi>> choicesOfAbis() {
    return abis.contains(Abi.X86_64) && abis.contains(Abi.X32)
        ? List.of(abis, without(Abi.X32), without(Abi.X86_64))
        : List.of(abis);
  }

  private List<Abi> without(Abi left) {
    return abis.stream().filter(abi -> abi != left).toList();
  }

  /** {@return whether calls that no rule can be about get what they should} */
  private boolean decidesForeign(List<Abi> about, Meaning backdrop) {
    boolean[] same = {true};
    for (Abi abi : List.of(Abi.X86_64, Abi.X32)) {
      if (!about.contains(abi)) {
        int arch = abi.auditArch();
        for (Numbering.Range range : Numbering.owned(abi)) {
          PairedRanges.visit(
              meaning.map(arch),
              backdrop.map(arch),
              range.first(),
              range.last(),
              (_, _, meant, found) -> same[0] &= meant == found);
        }
      }
    }
    return same[0];
  }

  private Action action(int leaf) {
    return Action.of(diagrams.value(leaf));
  }
}
