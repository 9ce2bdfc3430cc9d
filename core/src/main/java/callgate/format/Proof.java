package callgate.format;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.decision.Comparison;
import callgate.decision.Diagrams;
import callgate.decision.Difference;
import callgate.decision.Meaning;
import callgate.decision.PolicyEvaluator;
import callgate.decision.PolicyMeaning;
import callgate.decision.Verdict;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows that what was written down means the policy that it was made of, by reading it back. */
public final class Proof {
  private static final Action MARK = Action.trap(0xffff);

  private final PolicyFormat format;
  private final Policy policy;
  private final Rendering rendering;
  private final WriteOptions options;

  private Proof(PolicyFormat format, Policy policy, Rendering rendering, WriteOptions options) {
    this.format = format;
    this.policy = policy;
    this.rendering = rendering;
    this.options = options;
  }

  /**
   * {@return what shows that a text means something else than a policy; empty when it means the
   * same}
   *
   * <p>Two differences don't count when a format can do nothing about them and its notes say so: in
   * which way calls of foreign ABIs are killed, and what happens to numbers from 0x80000000 on,
   * which no kernel gives a call. Where the text leaves something out, it is enough that it never
   * lets a call through that the policy stops.
   */
  public static Optional<String> flaw(
      PolicyFormat format, Policy policy, Rendering rendering, WriteOptions options) {
    return new Proof(format, policy, rendering, options).flaw();
  }

  private Optional<String> flaw() {
    Document document = Document.of(policy.name(), rendering.text());
    Set<Abi> machines = new LinkedHashSet<>();
    policy.abis().forEach(abi -> machines.add(abi.machine()));
    for (Abi machine : machines) {
      ReadOptions reading =
          ReadOptions.onNewestKernel().withHost(machine).withRuntime(options.runtime());
      Policy back = format.read(document, reading).policy();
      List<Abi> abis = policy.abis().stream().filter(back.abis()::contains).toList();
      if (abis.isEmpty()) {
        return Optional.of("it is not about " + machine.token());
      }
      Policy meant = policy.withAbis(abis);
      Optional<String> flaw =
          rendering.losses().isEmpty() ? difference(meant, back) : loosening(meant, back);
      if (flaw.isPresent()) {
        return flaw;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(Policy meant, Policy back) {
    if (!decisive(meant).equals(decisive(back))) {
      return Optional.of("its flags are " + back.flags() + ", not " + meant.flags());
    }
    Diagrams diagrams = new Diagrams();
    Meaning left = PolicyMeaning.of(meant, diagrams);
    Meaning right = PolicyMeaning.of(back, diagrams);
    if (left.equals(right)) {
      return Optional.empty();
    }
    boolean bothStop = !meant.foreignAction().lets() && !back.foreignAction().lets();
    Policy likeBack = bothStop ? withForeign(meant, back.foreignAction()) : meant;
    left = masked(PolicyMeaning.of(likeBack, diagrams), meant, diagrams);
    right = masked(right, meant, diagrams);
    return Meaning.witness(left, right).map(call -> shown(call, likeBack, back));
  }

  /** {@return the flags that change what happens to a call} */
  private static Set<FilterFlag> decisive(Policy policy) {
    Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    flags.addAll(policy.flags());
    flags.remove(FilterFlag.SPEC_ALLOW);
    return flags;
  }

  private static Optional<String> loosening(Policy meant, Policy back) {
    Diagrams diagrams = new Diagrams();
    List<Difference> differences =
        Comparison.of(PolicyMeaning.of(meant, diagrams), PolicyMeaning.of(back, diagrams), true);
    return differences.stream()
        .filter(difference -> difference.verdict() != Verdict.TIGHTER)
        .findFirst()
        .map(difference -> "it lets " + difference.calls() + " through");
  }

  private static Policy withForeign(Policy policy, Action foreign) {
    return new Policy(
        policy.name(),
        policy.abis(),
        policy.defaultAction(),
        foreign,
        policy.newer(),
        policy.flags(),
        policy.rules());
  }

  /** {@return the meaning with one action for all numbers that no call can have} */
  private static Meaning masked(Meaning meaning, Policy policy, Diagrams diagrams) {
    List<Abi> abis = new ArrayList<>(policy.abis());
    if (abis.contains(Abi.X86_64) && !abis.contains(Abi.X32)) {
      abis.add(Abi.X32);
    }
    Rule impossible =
        new Rule(
            List.of(new Calls.Numbered(0x80000000, -1)),
            List.of(),
            MARK,
            Condition.ALWAYS,
            Position.of(policy.name()),
            "");
    Policy mask =
        new Policy(
            policy.name(),
            abis,
            Action.ALLOW,
            Action.ALLOW,
            new Newer.AsDefault(),
            Set.of(),
            List.of(impossible));
    int mark = diagrams.leaf(MARK.returnValue());
    return Meaning.combine(
        meaning,
        PolicyMeaning.of(mask, diagrams),
        (node, masking) -> masking == mark ? mark : node);
  }

  private static String shown(Call call, Policy meant, Policy back) {
    return CallText.of(call)
        + CallText.abi(call).map(abi -> " on " + abi.token()).orElse("")
        + " gets "
        + Actions.text(PolicyEvaluator.decide(back, call))
        + " from it, not "
        + Actions.text(PolicyEvaluator.decide(meant, call));
  }
}
