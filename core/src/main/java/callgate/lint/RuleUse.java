package callgate.lint;

import callgate.decision.Diagrams;
import callgate.decision.NumberMap;
import callgate.decision.PolicyMeaning;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which parts of rules decide something. A part is one name, or one range of numbers, of one rule.
 *
 * <p>On each ABI the numbers are cut into pieces where rules start and end. Then parts are taken
 * away, from the last to the first, as long as what all pieces mean stays the same: those that can
 * go do nothing, and they can all go together.
 */
final class RuleUse {
  /** What a part does, from nothing at all to something. */
  enum Effect {
    /** Its condition holds for no arguments. */
    CONTRADICTION,
    /** Rules before it decide all calls that it matches. */
    SHADOWED,
    /** What follows decides the same. */
    REPEATED,
    /** Without it, some call gets another action. */
    NEEDED
  }

  /**
   * A part of a rule.
   *
   * @param rule its index in the policy
   * @param calls the index of the calls in the rule
   */
  record Part(int rule, int calls) {}

  /**
   * What a part does.
   *
   * @param covering the rules that decide in its place; none when the default action does
   */
  record Use(Effect effect, Set<Integer> covering) {}

  /** A part as it is in one piece. */
  private record Entry(Part part, int condition, int action) {}

  /**
   * Numbers of an ABI that the same parts concern.
   *
   * @param entries in the order of the rules
   * @param rest what the numbers get when no rule matches
   */
  private record Piece(List<Entry> entries, int rest) {}

  private final Policy policy;
  private final Diagrams diagrams;
  private final Subject subject;
  private final Map<Part, List<Piece>> pieces = new LinkedHashMap<>();
  private final Set<Part> gone = new HashSet<>();

  private RuleUse(Subject subject, Policy policy) {
    this.policy = policy;
    this.subject = subject;
    this.diagrams = subject.meaning().diagrams();
  }

  /** {@return what the parts do that concern a number of some ABI} */
  static Map<Part, Use> of(Subject subject, Policy policy) {
    RuleUse use = new RuleUse(subject, policy);
    policy.abis().forEach(use::cut);
    return use.judge();
  }

  private void cut(Abi abi) {
    NumberMap without =
        PolicyMeaning.of(policy.withRules(List.of()).withAbis(List.of(abi)), diagrams)
            .map(abi.auditArch());
    for (int number : starts(abi, without)) {
      if (abi.owns(number)) {
        Piece piece = new Piece(entries(abi, number), without.nodeOf(number));
        for (Entry entry : piece.entries()) {
          pieces.computeIfAbsent(entry.part(), _ -> new ArrayList<>()).add(piece);
        }
      }
    }
  }

  /** {@return the first numbers of the pieces} */
  private List<Integer> starts(Abi abi, NumberMap without) {
    TreeSet<Integer> starts = new TreeSet<>(Integer::compareUnsigned);
    for (int range = 0; range < without.size(); range++) {
      starts.add(without.first(range));
    }
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.appliesTo(abi) ? rule.calls() : List.<Calls>of()) {
        switch (calls) {
          case Calls.Named(String name) ->
              Syscalls.number(abi, name)
                  .ifPresent(number -> starts.addAll(List.of(number, number + 1)));
          case Calls.Numbered(int first, int last) -> starts.addAll(List.of(first, last + 1));
        }
      }
    }
    return List.copyOf(starts);
  }

  private List<Entry> entries(Abi abi, int number) {
    List<Entry> entries = new ArrayList<>();
    for (int r = 0; r < policy.rules().size(); r++) {
      Rule rule = policy.rules().get(r);
      for (int c = 0; rule.appliesTo(abi) && c < rule.calls().size(); c++) {
        Calls calls = rule.calls().get(c);
        if (concerns(calls, abi, number)) {
          int action = diagrams.leaf(rule.action().returnValue());
          entries.add(new Entry(new Part(r, c), condition(rule, calls, abi, number), action));
        }
      }
    }
    return entries;
  }

  private static boolean concerns(Calls calls, Abi abi, int number) {
    return switch (calls) {
      case Calls.Named(String name) -> {
        OptionalInt own = Syscalls.number(abi, name);
        yield own.isPresent() && own.getAsInt() == number;
      }
      case Calls.Numbered(int first, int last) ->
          Integer.compareUnsigned(first, number) <= 0 && Integer.compareUnsigned(number, last) <= 0;
    };
  }

  private int condition(Rule rule, Calls calls, Abi abi, int number) {
    if (rule.condition().equals(Condition.ALWAYS)) {
      return Diagrams.TRUE;
    }
    Calls one = calls instanceof Calls.Named ? calls : new Calls.Numbered(number, number);
    return subject.holds(abi, one, rule.condition());
  }

  private Map<Part, Use> judge() {
    Map<Part, Use> uses = new HashMap<>();
    List<Part> parts = new ArrayList<>(pieces.keySet());
    parts.sort(Comparator.comparingInt(Part::rule).thenComparingInt(Part::calls).reversed());
    for (Part part : parts) {
      uses.put(part, judge(part, pieces.getOrDefault(part, List.of())));
    }
    return uses;
  }

  private Use judge(Part part, List<Piece> concerned) {
    for (Piece piece : concerned) {
      List<Entry> kept = kept(piece);
      if (meaning(without(kept, part), piece.rest()) != meaning(kept, piece.rest())) {
        return new Use(Effect.NEEDED, Set.of());
      }
    }
    Effect effect = Effect.CONTRADICTION;
    Set<Integer> covering = new TreeSet<>();
    for (Piece piece : concerned) {
      List<Entry> others = without(kept(piece), part);
      for (Entry entry : piece.entries()) {
        if (entry.part().equals(part)) {
          Effect here = effect(entry, others);
          effect = here.ordinal() > effect.ordinal() ? here : effect;
          covering.addAll(covering(entry, others));
        }
      }
    }
    gone.add(part);
    return new Use(effect, covering);
  }

  private List<Entry> kept(Piece piece) {
    return piece.entries().stream().filter(entry -> !gone.contains(entry.part())).toList();
  }

  private static List<Entry> without(List<Entry> entries, Part part) {
    return entries.stream().filter(entry -> !entry.part().equals(part)).toList();
  }

  private int meaning(List<Entry> entries, int rest) {
    int meaning = rest;
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      meaning = diagrams.choose(entry.condition(), entry.action(), meaning);
    }
    return meaning;
  }

  private Effect effect(Entry entry, List<Entry> others) {
    if (entry.condition() == Diagrams.FALSE) {
      return Effect.CONTRADICTION;
    }
    int left = entry.condition();
    for (Entry other : others) {
      boolean before =
          other.part().rule() < entry.part().rule()
              || (other.part().rule() == entry.part().rule()
                  && other.part().calls() < entry.part().calls());
      left = before ? diagrams.and(left, diagrams.not(other.condition())) : left;
    }
    return left == Diagrams.FALSE ? Effect.SHADOWED : Effect.REPEATED;
  }

  private List<Integer> covering(Entry entry, List<Entry> others) {
    List<Integer> covering = new ArrayList<>();
    int left = entry.condition();
    for (Entry other : others) {
      if (diagrams.and(left, other.condition()) != Diagrams.FALSE) {
        covering.add(other.part().rule());
        left = diagrams.and(left, diagrams.not(other.condition()));
      }
    }
    return covering;
  }
}
