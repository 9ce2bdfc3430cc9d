package callgate.format.writing;

import callgate.format.Actions;
import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.format.writing.Alternatives.Rounding;
import callgate.format.writing.CallDraft.Case;
import callgate.format.writing.CallRules.When;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says a policy in the words of a format. Where these don't reach, the draft stops more calls than
 * the policy; with {@link WriteOptions#widen} it lets more through.
 */
public final class Drafting {
  /** What stands in for an action that stops calls, the first that can be said. */
  private static final List<Action> STOPPING =
      List.of(
          Action.errno(1),
          Action.KILL_PROCESS,
          Action.KILL_THREAD,
          Action.trap(0),
          Action.trace(0),
          Action.USER_NOTIF);

  private final Policy policy;
  private final Dialect dialect;
  private final boolean widen;
  private final Position start;
  private final List<Loss> losses = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Abi> abis;
  private final List<Abi> dropped;
  private final Action standard;

  private Drafting(Policy given, Dialect dialect, WriteOptions options) {
    this.dialect = dialect;
    this.widen = options.widen();
    this.start = Position.of(given.name());
    this.abis = dialect.about(given.abis());
    this.dropped = given.abis().stream().filter(abi -> !abis.contains(abi)).toList();
    checkAbis();
    this.policy = NumberedRules.named(given.withAbis(abis));
    this.standard = standard();
  }

  /**
   * {@return the policy in the words of a format}
   *
   * @throws BadInput where it can't be said at all, or only by letting more through than is wanted
   */
  public static Draft of(Policy policy, Dialect dialect, WriteOptions options) {
    return new Drafting(policy, dialect, options).draft();
  }

  private Draft draft() {
    foreign();
    Set<FilterFlag> flags = flags();
    List<CallDraft> calls = new ArrayList<>();
    for (String name : names()) {
      call(name, calls);
    }
    numbers();
    newer(calls);
    return new Draft(policy, abis, standard, flags, calls, losses, notes);
  }

  private void lose(Position position, String what) {
    losses.add(new Loss(position, what));
  }

  /** Reports what can only be resolved by letting more through. */
  private void widen(Position position, String what) {
    if (!widen) {
      throw new BadInput(
          position, what + ": more would be allowed; --lossy --widen takes that, and shows it");
    }
    lose(position, what);
  }

  private void checkAbis() {
    if (!dropped.isEmpty()) {
      String what = dialect.subject() + " can't be about " + tokens(dropped);
      if (abis.isEmpty()) {
        throw new BadInput(start, what);
      }
      lose(start, what);
    }
  }

  private static String tokens(List<Abi> abis) {
    return abis.stream().map(Abi::token).collect(Collectors.joining(", "));
  }

  private Action standard() {
    Action meant = policy.defaultAction();
    if (dialect.saysDefault(meant)) {
      return meant;
    }
    Action said = nearest(meant, true);
    String what =
        dialect.subject() + " can't have " + text(meant) + " as default, only " + text(said);
    if (said.lets() && !meant.lets()) {
      widen(start, what);
    } else {
      lose(start, what);
    }
    return said;
  }

  private static String text(Action action) {
    return Actions.text(action);
  }

  /** {@return the action to say instead} */
  private Action nearest(Action meant, boolean asDefault) {
    List<Action> candidates = new ArrayList<>();
    candidates.add(new Action(meant.kind(), 0));
    if (meant.lets() || (widen && letsOnRequest(meant))) {
      candidates.add(Action.ALLOW);
      candidates.add(Action.LOG);
    }
    if (!asDefault && !policy.defaultAction().lets()) {
      candidates.add(standard);
    }
    candidates.addAll(STOPPING);
    policy.rules().stream().map(Rule::action).filter(a -> !a.lets()).forEach(candidates::add);
    candidates.add(Action.ALLOW);
    for (Action candidate : candidates) {
      boolean errnoZero = candidate.kind() == Action.Kind.ERRNO && candidate.data() == 0;
      boolean said =
          asDefault
              ? dialect.saysDefault(candidate)
              : dialect.says(candidate) || candidate.equals(standard);
      if (!errnoZero && said) {
        return candidate;
      }
    }
    throw new IllegalStateException(dialect.subject() + " has no actions");
  }

  /** {@return whether somebody else may let a call through that gets this action} */
  private static boolean letsOnRequest(Action action) {
    return action.kind() == Action.Kind.USER_NOTIF || action.kind() == Action.Kind.TRACE;
  }

  /** {@return the action as it can be said} */
  private Action said(Action meant, Position position) {
    if (dialect.says(meant) || meant.equals(standard)) {
      return meant;
    }
    Action said = nearest(meant, false);
    String what = dialect.subject() + " can't say " + text(meant) + ", only " + text(said);
    if (said.lets() && !meant.lets()) {
      widen(position, what);
    } else {
      lose(position, what);
    }
    return said;
  }

  private void foreign() {
    Action meant = policy.foreignAction();
    Action given = dialect.foreign(meant, standard);
    List<Abi> open =
        dropped.stream().filter(abi -> dialect.letsThrough(abi, standard, given)).toList();
    boolean stops = !standard.lets() || policy.rules().stream().anyMatch(r -> !r.action().lets());
    if (stops && !open.isEmpty()) {
      widen(start, dialect.subject() + " lets calls of " + tokens(open) + " through");
    }
    if (given.equals(meant)) {
      return;
    }
    String what =
        dialect.subject() + " gives calls of other ABIs " + text(given) + ", not " + text(meant);
    if (given.lets() == meant.lets()) {
      notes.add(what);
    } else if (given.lets()) {
      widen(start, what);
    } else {
      lose(start, what);
    }
  }

  private Set<FilterFlag> flags() {
    Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    for (FilterFlag flag : FilterFlag.values()) {
      if (policy.flags().contains(flag)) {
        if (dialect.says(flag)) {
          flags.add(flag);
        } else {
          lose(start, dialect.subject() + " can't ask for the flag " + flag.name());
        }
      }
    }
    return flags;
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.calls()) {
        if (calls instanceof Calls.Named(String name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private void call(String name, List<CallDraft> calls) {
    CallRules rules = new CallRules(policy, name);
    if (rules.isEmpty()) {
      return;
    }
    CallDraft call = new CallDraft(name, List.of(), rules.position(), rules.reason());
    if (!rules.areEverywhere()) {
      lose(
          rules.position(),
          dialect.subject() + " can't treat " + name + " differently on different ABIs");
      call = whole(rules, call);
    } else {
      call = with(call, cases(rules, name));
      var objection = dialect.objection(call);
      if (objection.isPresent()) {
        lose(rules.position(), dialect.subject() + " " + objection.get());
        call = whole(rules, call);
      }
    }
    if (!call.cases().isEmpty()) {
      calls.add(call);
    }
  }

  private static CallDraft with(CallDraft call, List<Case> cases) {
    return new CallDraft(call.name(), cases, call.position(), call.reason());
  }

  private CallDraft whole(CallRules rules, CallDraft call) {
    Action action = said(rules.whole(policy.defaultAction(), widen), rules.position());
    return with(call, action.equals(standard) ? List.of() : List.of(Case.always(action)));
  }

  private List<Case> cases(CallRules rules, String name) {
    boolean inOrder = dialect.firstCaseDecides();
    List<When> whens = inOrder ? rules.ordered() : rules.disjoint(policy.defaultAction());
    List<Case> cases = new ArrayList<>();
    boolean exact = true;
    for (int i = 0; i < whens.size(); i++) {
      When when = whens.get(i);
      Rounding rounding = rounding(when, inOrder ? whens.subList(i + 1, whens.size()) : List.of());
      Alternatives said =
          Alternatives.of(
              when.condition(),
              test -> rules.bits(test, dialect.comparesUpperHalves()),
              rules.areNarrow() && !dialect.comparesUpperHalves(),
              dialect,
              rounding);
      exact &= said.exact();
      Case found = new Case(said(when.action(), rules.position()), said.all());
      if (!found.isNever()) {
        cases.add(found);
      }
      if (inOrder && found.isAlways()) {
        break;
      }
    }
    if (!exact) {
      lose(rules.position(), dialect.subject() + " can't say this condition on " + name);
    }
    return simplified(cases, inOrder);
  }

  /** {@return to which side a condition may err} */
  private Rounding rounding(When when, List<When> later) {
    boolean lets = when.action().lets();
    boolean otherwise =
        policy.defaultAction().lets() || later.stream().anyMatch(w -> w.action().lets());
    boolean otherwiseStops =
        !policy.defaultAction().lets() || later.stream().anyMatch(w -> !w.action().lets());
    if (widen) {
      return lets && otherwiseStops ? Rounding.UP : Rounding.DOWN;
    }
    return !lets && otherwise ? Rounding.UP : Rounding.DOWN;
  }

  /** {@return the cases without those at the end that say what goes without saying} */
  private List<Case> simplified(List<Case> cases, boolean inOrder) {
    List<Case> simple = new ArrayList<>(cases);
    if (!inOrder) {
      simple.removeIf(c -> c.action().equals(standard));
      return joined(simple);
    }
    // Where a format says what newer calls get, a call that a rule names must not be one of them.
    if (policy.newer() instanceof Newer.AsDefault || !dialect.says(policy.newer())) {
      while (!simple.isEmpty() && simple.getLast().action().equals(standard)) {
        simple.removeLast();
      }
    }
    return simple;
  }

  /** {@return the cases with those joined that got the same action because of what can be said} */
  private static List<Case> joined(List<Case> cases) {
    Map<Action, List<List<ArgumentTest>>> byAction = new LinkedHashMap<>();
    for (Case one : cases) {
      byAction.computeIfAbsent(one.action(), _ -> new ArrayList<>()).addAll(one.alternatives());
    }
    List<Case> joined = new ArrayList<>();
    byAction.forEach((action, alternatives) ->
        joined.add(
            alternatives.contains(List.<ArgumentTest>of())
                ? Case.always(action)
                : new Case(action, alternatives.stream().distinct().toList())));
    return joined;
  }

  /** Loses what rules about numbers say beyond the names that the numbers have. */
  private void numbers() {
    Action newer = policy.newer().action(policy.defaultAction());
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.calls()) {
        if (calls instanceof Calls.Numbered(int first, int last)
            && !dialect.saysNumbers(rule, first, last)
            && !onlyNamed(first, last)) {
          String what =
              dialect.subject()
                  + " has only names, not the numbers "
                  + Integer.toUnsignedString(first)
                  + " to "
                  + Integer.toUnsignedString(last);
          if (!rule.action().lets() && (standard.lets() || newer.lets())) {
            widen(rule.position(), what);
          } else {
            lose(rule.position(), what);
          }
        }
      }
    }
  }

  /** {@return whether all numbers of a range have names on all ABIs} */
  private boolean onlyNamed(int first, int last) {
    if (last - first < 0 || last - first > 1000) {
      return false;
    }
    for (int number = first; number <= last; number++) {
      for (Abi abi : abis) {
        if (abi.owns(number) && Syscalls.name(abi, number).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Names the calls that are newer than the policy, and loses those that have no names yet. */
  private void newer(List<CallDraft> calls) {
    Action meant = policy.newer().action(policy.defaultAction());
    Action given = dialect.newer(standard);
    if (dialect.says(policy.newer())
        || (meant.equals(given) && meant.equals(policy.defaultAction()))) {
      return;
    }
    Set<String> later = NewerNames.of(policy, names());
    Action said = later.isEmpty() ? meant : said(meant, start);
    if (!said.equals(standard)) {
      for (String name : later) {
        calls.add(new CallDraft(name, List.of(Case.always(said)), start, "newer than the policy"));
      }
      calls.sort((a, b) -> a.name().compareTo(b.name()));
    }
    if (given.equals(meant)) {
      return;
    }
    String what =
        dialect.subject()
            + " gives calls newer than Linux "
            + Syscalls.newest()
            + " "
            + text(given)
            + ", not "
            + text(meant);
    if (given.lets() && !meant.lets()) {
      widen(start, what);
    } else {
      lose(start, what);
    }
  }
}
