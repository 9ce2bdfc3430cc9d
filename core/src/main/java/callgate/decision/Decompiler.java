package callgate.decision;

import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes down a meaning as a short policy that means exactly that. The order of its rules counts
 * for nothing: no two of different actions match the same call.
 */
public final class Decompiler {
  private final Meaning meaning;
  private final String name;
  private final List<Policy> authors;
  private final ClauseFinder finder;

  private Decompiler(Meaning meaning, String name, List<Policy> authors) {
    this.meaning = meaning;
    this.name = name;
    this.authors = authors;
    this.finder = new ClauseFinder(meaning.diagrams(), authors);
  }

  /**
   * {@return a policy that means this}
   *
   * @param name what messages call it
   * @throws Inexpressible when no policy does
   * @throws TooComplex when its conditions would be too long to read
   */
  public static Policy decompile(Meaning meaning, String name) {
    return decompile(meaning, name, List.of());
  }

  /**
   * {@return a policy that means this, in the words of others where they fit}
   *
   * @param authors policies whose rules, with their reasons and positions, are kept where they say
   *     the right thing
   * @throws Inexpressible when no policy does
   * @throws TooComplex when its conditions would be too long to read
   */
  public static Policy decompile(Meaning meaning, String name, List<Policy> authors) {
    Policy policy = new Decompiler(meaning, name, authors).policy();
    Optional<Call> witness = Meaning.witness(meaning, PolicyMeaning.of(policy, meaning.diagrams()));
    if (witness.isPresent()) {
      throw new IllegalStateException("the policy is not what was decompiled: " + witness.get());
    }
    return policy;
  }

  /** What some calls get, and on which ABIs. */
  private record Treatment(List<Clause> clauses, List<Abi> abis) {}

  private Policy policy() {
    HeaderSearch search = new HeaderSearch(meaning, name, authors);
    Policy header = search.find();
    Meaning backdrop = PolicyMeaning.of(header, meaning.diagrams());
    List<Abi> wideFirst = new ArrayList<>(header.abis());
    wideFirst.sort((a, b) -> Integer.compare(b.argumentBits(), a.argumentBits()));
    List<Unit> all = new ArrayList<>();
    wideFirst.forEach(abi -> all.addAll(search.units(abi, backdrop)));
    Map<String, List<Unit>> subjects = new LinkedHashMap<>();
    for (Unit unit : Unit.joined(all)) {
      subjects.computeIfAbsent(ClauseFinder.text(unit.calls()), _ -> new ArrayList<>()).add(unit);
    }
    RuleGroups groups = new RuleGroups(header.abis());
    for (List<Unit> units : subjects.values()) {
      Calls calls = units.getFirst().calls();
      List<Abi> having = header.abis().stream().filter(abi -> Numbering.has(abi, calls)).toList();
      for (Treatment treatment : treatments(units)) {
        List<Abi> concerned = having.stream().filter(treatment.abis::contains).toList();
        treatment.clauses.forEach(clause -> groups.add(calls, clause, concerned, having));
      }
    }
    return header.withRules(groups.rules(Position.of(name)));
  }

  /** {@return the units by what they mean, in as few words as ABIs have in common} */
  private List<Treatment> treatments(List<Unit> units) {
    List<Treatment> treatments = new ArrayList<>();
    for (Unit unit : units) {
      Optional<Treatment> same =
          treatments.stream().filter(t -> finder.mean(t.clauses, unit)).findFirst();
      if (same.isPresent()) {
        same.get().abis.add(unit.abi());
      } else {
        List<Abi> abis = new ArrayList<>(List.of(unit.abi()));
        treatments.add(new Treatment(finder.clauses(unit), abis));
      }
    }
    return treatments;
  }
}
