package callgate.decision;

import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A policy or filter whose exact meaning does not fit into memory: said, never guessed. */
public final class TooComplex extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final transient @Nullable Position position;

  /** What it is about, if that is known. */
  private final transient @Nullable Call call;

  public TooComplex(String problem) {
    this(problem, null, null);
  }

  private TooComplex(String problem, @Nullable Position position, @Nullable Call call) {
    super(position == null ? problem : position + ": " + problem);
    this.problem = problem;
    this.position = position;
    this.call = call;
  }

  /** {@return the same of the rule at a position, which is the one too many} */
  TooComplex at(Position rule) {
    return new TooComplex(
        "with this rule the policy " + problem + "; its condition must be simpler", rule, null);
  }

  /** {@return the same of what is said about the calls of a number} */
  TooComplex about(int arch, int number) {
    return new TooComplex(problem, position, Call.of(arch, number, 0));
  }

  /** {@return the same of policies that are taken together, at the last rule about the call} */
  TooComplex together(List<Policy> policies) {
    Call what = call;
    if (what == null) {
      return this;
    }
    Optional<Abi> abi = CallText.abi(what);
    String name = abi.flatMap(known -> Syscalls.name(known, what.number())).orElse("these calls");
    List<Position> rules =
        policies.stream()
            .flatMap(policy -> policy.rules().stream())
            .filter(rule -> rule.calls().contains(new Calls.Named(name)))
            .map(Rule::position)
            .toList();
    String others =
        rules.stream()
            .limit(Math.max(0, rules.size() - 1))
            .map(Position::toString)
            .collect(Collectors.joining(", "));
    return new TooComplex(
        "what is said about "
            + name
            + abi.map(known -> " of " + known.token()).orElse("")
            + " here"
            + (others.isEmpty() ? "" : " and at " + others)
            + " together "
            + problem
            + "; the conditions must be simpler",
        rules.isEmpty() ? position : rules.getLast(),
        what);
  }

  /** {@return it as what is wrong with an input, at the rule that is responsible if one is} */
  public BadInput in(String name) {
    return new BadInput(position == null ? Position.of(name) : position, problem);
  }
}
