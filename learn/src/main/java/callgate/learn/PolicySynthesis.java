package callgate.learn;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes policies of evidence: what was seen is allowed, on the ABI that it was seen on, and nothing
 * else, except the few calls that every program needs and that one run may not show.
 *
 * <p>Calls that are known and were not seen get {@code EPERM}; those that are newer than the kernel
 * of the evidence get {@code ENOSYS}, so that libraries which try them find another way, as they
 * did when they were watched.
 */
public final class PolicySynthesis {
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;
  private static final Position EVIDENCE = Position.of("<evidence>");

  private final Evidence evidence;
  private final boolean values;
  private final List<String> notes = new ArrayList<>();

  private PolicySynthesis(Evidence evidence, boolean values) {
    this.evidence = evidence;
    this.values = values;
  }

  /**
   * A policy, and what its author should know about it.
   *
   * @param notes sentences without an end, in a fixed order
   */
  public record Result(Policy policy, List<String> notes) {
    public Result {
      notes = List.copyOf(notes);
    }
  }

  /**
   * {@return the policy that allows what was seen}
   *
   * @param name what messages call it
   * @param values whether to allow only the values of arguments that were seen, where they are
   *     known
   * @param kernel the kernel on which the programs were watched
   */
  public static Result of(Evidence evidence, String name, boolean values, KernelVersion kernel) {
    PolicySynthesis synthesis = new PolicySynthesis(evidence, values);
    Map<Abi, SortedMap<String, Rule>> allowed = synthesis.allowed();
    List<Abi> abis = List.copyOf(allowed.keySet());
    Policy policy =
        new Policy(
            name,
            abis,
            Action.errno(EPERM),
            Action.KILL_PROCESS,
            new Newer.Since(kernel, Action.errno(ENOSYS)),
            Set.of(),
            joined(allowed, abis));
    return new Result(policy, synthesis.notes);
  }

  /**
   * {@return a policy with what it lacks to allow what was seen} What a rule of it refuses stays
   * refused.
   *
   * @param values whether to allow only the values of arguments that were seen, where they are
   *     known
   */
  public static Result extend(Policy base, Evidence evidence, boolean values) {
    PolicySynthesis synthesis = new PolicySynthesis(evidence, values);
    Map<Abi, SortedMap<String, Rule>> allowed = synthesis.allowed();
    Set<Abi> abis = EnumSet.copyOf(allowed.keySet());
    abis.addAll(base.abis());
    BaseComparison comparison = new BaseComparison(base);
    allowed.forEach((abi, rules) -> rules.values().removeIf(rule -> !comparison.lacks(abi, rule)));
    synthesis.notes.addAll(comparison.notes());
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : base.rules()) {
      boolean wider = rule.abis().isEmpty() && !base.abis().containsAll(abis);
      rules.add(wider ? rule.on(base.abis()) : rule);
    }
    rules.addAll(joined(allowed, List.copyOf(abis)));
    Policy policy = base.withAbis(List.copyOf(abis)).withRules(rules);
    return new Result(policy, synthesis.notes);
  }

  /** {@return for each ABI the rule of each call} */
  private Map<Abi, SortedMap<String, Rule>> allowed() {
    Map<Abi, SortedMap<String, Rule>> allowed = new EnumMap<>(Abi.class);
    for (Observation seen : evidence.observations()) {
      if (seen.name().isEmpty()) {
        notes.add(
            "call number "
                + Integer.toUnsignedString(seen.number())
                + " of "
                + seen.abi().token()
                + " has no name in Callgate's tables and is left out ("
                + seen.first().place()
                + ")");
        continue;
      }
      allowed
          .computeIfAbsent(seen.abi(), _ -> new TreeMap<>())
          .put(seen.title(), rule(seen.title(), condition(seen), reason(seen.first())));
    }
    for (AlwaysNeeded call : AlwaysNeeded.values()) {
      for (Abi abi : call.abis(allowed.keySet())) {
        SortedMap<String, Rule> rules = allowed.computeIfAbsent(abi, _ -> new TreeMap<>());
        Rule always = rule(call.title(), Condition.ALWAYS, call.reason());
        rules.merge(call.title(), always, (seen, _) -> seen.reason().isEmpty() ? always : seen);
      }
    }
    return allowed;
  }

  private static Rule rule(String name, Condition condition, String reason) {
    return new Rule(
        List.of(new Calls.Named(name)), List.of(), Action.ALLOW, condition, EVIDENCE, reason);
  }

  /** A recording's own sequence of calls says nothing to a reader; the program does. */
  private static String reason(Occurrence first) {
    if (!first.source().equals(Run.LIVE)) {
      return first.place();
    }
    String executable = first.executable();
    return executable.substring(executable.lastIndexOf('/') + 1);
  }

  private Condition condition(Observation seen) {
    return values ? SeenCondition.of(seen) : Condition.ALWAYS;
  }

  /** {@return the rules by name, those that are the same on several ABIs once} */
  private static List<Rule> joined(Map<Abi, SortedMap<String, Rule>> allowed, List<Abi> all) {
    SortedMap<String, Map<Condition, List<Abi>>> byName = new TreeMap<>();
    Map<String, String> reasons = new TreeMap<>();
    allowed.forEach((abi, rules) ->
        rules.forEach((name, rule) -> {
          byName
              .computeIfAbsent(name, _ -> new LinkedHashMap<>())
              .computeIfAbsent(rule.condition(), _ -> new ArrayList<>())
              .add(abi);
          reasons.putIfAbsent(name, rule.reason());
        }));
    List<Rule> joined = new ArrayList<>();
    byName.forEach((name, conditions) ->
        conditions.forEach((condition, abis) -> {
          boolean everywhere =
              all.stream()
                  .allMatch(abi -> abis.contains(abi) || Syscalls.number(abi, name).isEmpty());
          Rule rule = rule(name, condition, reasons.getOrDefault(name, ""));
          joined.add(everywhere ? rule : rule.on(abis));
        }));
    joined.sort((a, b) -> Calls.compare(a.calls().getFirst(), b.calls().getFirst()));
    return joined;
  }
}
