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
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
   * What a part does.
   *
   * @param covering the rules that decide in its place; none when the default action does
   */
  record Use(Effect effect, Set<Integer> covering) {}

  /** A part of a rule: one of its calls. There is one object of each, so that it is its own key. */
  private static final class Part {
    private final int order;
    private final int rule;
    private final Rule whole;
    private final Calls calls;
    private final List<Piece> pieces = new ArrayList<>();
    private boolean gone;
    private @Nullable Use use;

    Part(int order, int rule, Rule whole, Calls calls) {
      this.order = order;
      this.rule = rule;
      this.whole = whole;
      this.calls = calls;
    }
  }

  /** A part as it is in one piece. */
  private record Entry(Part part, int condition, int action) {}

  /**
   * Numbers of an ABI that the same parts concern.
   *
   * @param entries in the order of the rules
   * @param rest what the numbers get when no rule matches
   */
  private record Piece(List<Entry> entries, int rest) {}

  /** The numbers of a part on an ABI, from first to last. */
  private record Span(Part part, int first, int last) {}

  private final Policy policy;
  private final Diagrams diagrams;
  private final Subject subject;

  /** By rule, and in it by calls. */
  private final List<List<Part>> parts = new ArrayList<>();

  private RuleUse(Subject subject, Policy policy) {
    this.policy = policy;
    this.subject = subject;
    this.diagrams = subject.meaning().diagrams();
    int order = 0;
    for (int r = 0; r < policy.rules().size(); r++) {
      Rule rule = policy.rules().get(r);
      List<Part> ofRule = new ArrayList<>();
      for (Calls calls : rule.calls()) {
        ofRule.add(new Part(order++, r, rule, calls));
      }
      parts.add(ofRule);
    }
  }

  /** {@return what the parts of a policy do} */
  static RuleUse of(Subject subject, Policy policy) {
    RuleUse use = new RuleUse(subject, policy);
    policy.abis().forEach(use::cut);
    use.judge();
    return use;
  }

  /**
   * {@return what a part does; null when it concerns no number of any ABI}
   *
   * @param rule its index in the policy
   * @param calls the index of the calls in the rule
   */
  @Nullable Use of(int rule, int calls) {
    return parts.get(rule).get(calls).use;
  }

  private void cut(Abi abi) {
    NumberMap without =
        PolicyMeaning.of(policy.withRules(List.of()).withAbis(List.of(abi)), diagrams)
            .map(abi.auditArch());
    List<Span> spans = spans(abi);
    NavigableMap<Integer, Piece> cut = new TreeMap<>(Integer::compareUnsigned);
    for (int start : starts(spans, without)) {
      if (abi.owns(start)) {
        cut.put(start, new Piece(new ArrayList<>(), without.nodeOf(start)));
      }
    }
    for (Span span : spans) {
      cut.subMap(span.first(), true, span.last(), true)
          .forEach((number, piece) -> {
            piece.entries().add(entry(span.part(), abi, number));
            span.part().pieces.add(piece);
          });
    }
  }

  /** {@return where the parts are that apply to an ABI, in the order of the rules} */
  private List<Span> spans(Abi abi) {
    List<Span> spans = new ArrayList<>();
    for (List<Part> ofRule : parts) {
      if (ofRule.getFirst().whole.appliesTo(abi)) {
        for (Part part : ofRule) {
          if (part.calls instanceof Calls.Numbered(int first, int last)) {
            spans.add(new Span(part, first, last));
          } else if (part.calls instanceof Calls.Named(String name)) {
            Syscalls.number(abi, name)
                .ifPresent(number -> spans.add(new Span(part, number, number)));
          }
        }
      }
    }
    return spans;
  }

  /** {@return the first numbers of the pieces} */
  private static Set<Integer> starts(List<Span> spans, NumberMap without) {
    Set<Integer> starts = new TreeSet<>(Integer::compareUnsigned);
    for (int range = 0; range < without.size(); range++) {
      starts.add(without.first(range));
    }
    for (Span span : spans) {
      starts.add(span.first());
      starts.add(span.last() + 1);
    }
    return starts;
  }

  private Entry entry(Part part, Abi abi, int number) {
    int action = diagrams.leaf(part.whole.action().returnValue());
    return new Entry(part, condition(part.whole, part.calls, abi, number), action);
  }

  private int condition(Rule rule, Calls calls, Abi abi, int number) {
    if (rule.condition().equals(Condition.ALWAYS)) {
      return Diagrams.TRUE;
    }
    Calls one = calls instanceof Calls.Named ? calls : new Calls.Numbered(number, number);
    return subject.holds(abi, one, rule.condition());
  }

  /** The last first. */
  private void judge() {
    for (List<Part> ofRule : parts.reversed()) {
      for (Part part : ofRule.reversed()) {
        if (!part.pieces.isEmpty()) {
          part.use = judge(part);
        }
      }
    }
  }

  private Use judge(Part part) {
    for (Piece piece : part.pieces) {
      List<Entry> kept = kept(piece);
      if (meaning(without(kept, part), piece.rest()) != meaning(kept, piece.rest())) {
        return new Use(Effect.NEEDED, Set.of());
      }
    }
    Effect effect = Effect.CONTRADICTION;
    Set<Integer> covering = new TreeSet<>();
    for (Piece piece : part.pieces) {
      List<Entry> others = without(kept(piece), part);
      for (Entry entry : piece.entries()) {
        if (entry.part() == part) {
          Effect here = effect(entry, others);
          effect = here.ordinal() > effect.ordinal() ? here : effect;
          covering.addAll(covering(entry, others));
        }
      }
    }
    part.gone = true;
    return new Use(effect, covering);
  }

  private static List<Entry> kept(Piece piece) {
    return piece.entries().stream().filter(entry -> !entry.part().gone).toList();
  }

  private static List<Entry> without(List<Entry> entries, Part part) {
    return entries.stream().filter(entry -> entry.part() != part).toList();
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
      boolean before = other.part().order < entry.part().order;
      left = before ? diagrams.and(left, diagrams.not(other.condition())) : left;
    }
    return left == Diagrams.FALSE ? Effect.SHADOWED : Effect.REPEATED;
  }

  private List<Integer> covering(Entry entry, List<Entry> others) {
    List<Integer> covering = new ArrayList<>();
    int left = entry.condition();
    for (Entry other : others) {
      if (diagrams.and(left, other.condition()) != Diagrams.FALSE) {
        covering.add(other.part().rule);
        left = diagrams.and(left, diagrams.not(other.condition()));
      }
    }
    return covering;
  }
}
