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
import callgate.syscall.Multiplexer;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows that what was written down means the policy that it was made of, by reading it back. */
public final class Proof {
  private static final Action MARK = Action.trap(0xffff);
  private static final Action NO_SUCH_CALL = Action.errno(38);

  private final OutputFormat format;
  private final Policy policy;
  private final Rendering rendering;
  private final WriteOptions options;
  private final List<Difference> more = new ArrayList<>();

  private Proof(OutputFormat format, Policy policy, Rendering rendering, WriteOptions options) {
    this.format = format;
    this.policy = policy;
    this.rendering = rendering;
    this.options = options;
  }

  /**
   * What came out.
   *
   * @param flaw what shows that a text means something else than a policy; empty when it means the
   *     same, or what was asked for
   * @param more where a text was to allow more: what it lets through that the policy stops
   */
  public record Outcome(Optional<String> flaw, List<Difference> more) {
    public Outcome {
      more = List.copyOf(more);
    }
  }

  /**
   * {@return whether a text means what it should}
   *
   * <p>Two differences don't count when a format can do nothing about them and its notes say so: in
   * which way calls of foreign ABIs are stopped, and what happens to numbers from 0x80000000 on,
   * which no kernel gives a call. Where the text leaves something out, it is enough that it never
   * lets a call through that the policy stops, unless {@link WriteOptions#widen} says otherwise.
   */
  public static Outcome of(
      OutputFormat format, Policy policy, Rendering rendering, WriteOptions options) {
    Proof proof = new Proof(format, policy, rendering, options);
    Optional<String> flaw = proof.flaw();
    return new Outcome(flaw, proof.more);
  }

  private Optional<String> flaw() {
    return format instanceof PolicyFormat readable ? flaw(readable) : flaw((EmbeddedFormat) format);
  }

  private Optional<String> flaw(EmbeddedFormat embedded) {
    Diagrams diagrams = new Diagrams();
    Meaning meant = PolicyMeaning.of(policy, diagrams);
    Meaning back = embedded.meaning(rendering, policy, diagrams);
    if (!rendering.losses().isEmpty()) {
      return loosening(meant, back);
    }
    return meant.equals(back)
        ? Optional.empty()
        : Meaning.witness(
                stopped(masked(meant, policy, diagrams), policy, diagrams),
                stopped(masked(back, policy, diagrams), policy, diagrams))
            .map(call -> "it does something else with " + CallText.of(call));
  }

  private Optional<String> flaw(PolicyFormat readable) {
    Document document = Document.of(policy.name(), rendering.text());
    Set<Abi> machines = new LinkedHashSet<>();
    policy.abis().forEach(abi -> machines.add(abi.machine()));
    for (Abi machine : machines) {
      ReadOptions reading =
          ReadOptions.onNewestKernel()
              .withAbi(program(machine))
              .withRuntime(options.runtime())
              .withSystemd(options.systemd())
              .withCapabilities(Set.of());
      Policy back = readable.read(document, reading).policy();
      Optional<String> flaw = flaw(machine, back);
      if (flaw.isPresent()) {
        return flaw;
      }
    }
    return Optional.empty();
  }

  /** {@return whose programs a policy is for that does not say so} */
  private Abi program(Abi machine) {
    return policy.abis().contains(machine)
        ? machine
        : policy.abis().stream().filter(abi -> abi.machine() == machine).findFirst().orElseThrow();
  }

  private Optional<String> flaw(Abi machine, Policy back) {
    boolean exact = rendering.losses().isEmpty();
    List<Abi> abis = policy.abis().stream().filter(abi -> isDecided(abi, back)).toList();
    for (Abi abi : policy.abis()) {
      if (abi.machine() == machine && (exact || abis.isEmpty()) && !abis.contains(abi)) {
        return Optional.of("it is not about " + abi.token());
      }
    }
    return exact ? difference(policy.withAbis(abis), back) : loosening(back);
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
    left = stopped(masked(left, meant, diagrams), meant, diagrams);
    right = stopped(masked(right, meant, diagrams), meant, diagrams);
    return Meaning.witness(left, right).map(call -> shown(call, meant, back));
  }

  /** {@return whether a policy decides the calls of an ABI: those of x32 look like x86_64's} */
  private static boolean isDecided(Abi abi, Policy policy) {
    return policy.abis().contains(abi) || (abi == Abi.X32 && policy.abis().contains(Abi.X86_64));
  }

  /** {@return the flags that change what happens to a call} */
  private static Set<FilterFlag> decisive(Policy policy) {
    Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    flags.addAll(policy.flags());
    flags.remove(FilterFlag.SPEC_ALLOW);
    return flags;
  }

  private Optional<String> loosening(Policy back) {
    Diagrams diagrams = new Diagrams();
    return loosening(PolicyMeaning.of(policy, diagrams), PolicyMeaning.of(back, diagrams));
  }

  private Optional<String> loosening(Meaning meant, Meaning back) {
    List<Difference> looser =
        Comparison.of(meant, back, true).stream()
            .filter(difference -> difference.verdict() != Verdict.TIGHTER)
            .toList();
    if (options.widen()) {
      more.addAll(looser);
      return Optional.empty();
    }
    return looser.stream()
        .findFirst()
        .map(difference -> "it lets " + difference.calls() + " through");
  }

  /** {@return the meaning with one action for calls of foreign ABIs that are stopped anyhow} */
  private static Meaning stopped(Meaning meaning, Policy policy, Diagrams diagrams) {
    Policy mask =
        new Policy(
            policy.name(),
            policy.abis(),
            Action.ALLOW,
            MARK,
            new Newer.AsDefault(),
            Set.of(),
            List.of());
    int mark = diagrams.leaf(MARK.returnValue());
    return Meaning.combine(
        meaning,
        PolicyMeaning.of(mask, diagrams),
        (node, masking) -> masking == mark && stops(node, diagrams) ? mark : node);
  }

  private static boolean stops(int node, Diagrams diagrams) {
    return Diagrams.isLeaf(node) && !Action.of(diagrams.value(node)).lets();
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
        + Actions.text(PolicyEvaluator.decide(meant, call))
        + remedy(call, meant);
  }

  /**
   * {@return what to do about a call that stands for many, where libseccomp reads what is written}
   */
  private static String remedy(Call call, Policy meant) {
    Action standard = meant.defaultAction();
    return CallText.abi(call)
        .flatMap(abi -> Syscalls.name(abi, call.number()))
        .flatMap(Multiplexer::named)
        .map(multiplexer ->
            "; libseccomp lets "
                + multiplexer.call()
                + " do what is allowed by itself, unless it has a rule of its own with another action"
                + " than the default one, such as "
                + Actions.text(standard.equals(NO_SUCH_CALL) ? Action.errno(1) : NO_SUCH_CALL))
        .orElse("");
  }
}
