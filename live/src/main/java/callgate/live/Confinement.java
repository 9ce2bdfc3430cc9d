package callgate.live;

import callgate.bpf.FilterCompiler;
import callgate.bpf.Permissive;
import callgate.bpf.Program;
import callgate.bpf.ProvenFilter;
import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.kernel.Filter;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.policy.Policy;
import callgate.simulation.Judge;
import callgate.simulation.Outcome;
import callgate.syscall.Abi;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a program may do, for somebody who watches: a policy, or a filter that nobody wrote a policy
 * for, and the filter that is installed in its place.
 *
 * <p>That filter decides the same calls, proven as every other, but with actions that show them.
 */
public final class Confinement {
  private final String name;
  private final Optional<Policy> policy;
  private final Optional<ProvenFilter> proven;
  private final Judge judge;
  private final Program program;
  private final Set<FilterFlag> flags;

  private Confinement(
      String name,
      Optional<ProvenFilter> proven,
      Judge judge,
      Program program,
      Set<FilterFlag> flags) {
    this.name = name;
    this.policy = proven.map(ProvenFilter::policy);
    this.proven = proven;
    this.judge = judge;
    this.program = program;
    this.flags = flags;
  }

  /** {@return what a policy allows} */
  public static Confinement of(Policy policy) {
    ProvenFilter proven = FilterCompiler.compile(policy);
    return new Confinement(
        policy.name(), Optional.of(proven), Judge.of(proven), proven.program(), policy.flags());
  }

  /** {@return what a filter allows} */
  public static Confinement of(String name, Program program) {
    return new Confinement(
        name, Optional.empty(), Judge.of(program, Abi.host().order()), program, Set.of());
  }

  /** {@return what messages call it} */
  public String name() {
    return name;
  }

  /** {@return the policy, if there is one} */
  public Optional<Policy> policy() {
    return policy;
  }

  /** {@return what happens to a call, and why} */
  public Outcome outcome(Call call) {
    return judge.outcome(call);
  }

  /**
   * {@return whether every call with this number on this ABI gets the same, whatever its arguments}
   */
  boolean isAlike(Call call) {
    return proven
        .map(filter -> filter.meaning().map(call.arch()).nodeOf(call.number()))
        .filter(Diagrams::isLeaf)
        .isPresent();
  }

  /**
   * {@return the filter that decides the same calls with other actions}
   *
   * @param actions the action in place of another
   */
  Filter watched(UnaryOperator<Action> actions) {
    // Calls that are only shown need not be logged by the kernel too.
    Set<FilterFlag> kept = EnumSet.noneOf(FilterFlag.class);
    kept.addAll(flags);
    kept.remove(FilterFlag.LOG);
    Program watched =
        policy
            .map(written -> FilterCompiler.compile(Permissive.of(written, actions)).program())
            .orElseGet(() -> Permissive.of(program, actions));
    return Filter.of(watched, kept);
  }
}
