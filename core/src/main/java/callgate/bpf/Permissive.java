package callgate.bpf;

import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import java.util.List;

/** The same policy, but each call that it would stop is let through and logged. */
public final class Permissive {
  private Permissive() {}

  /** {@return the policy that logs what the other stops} */
  public static Policy of(Policy policy) {
    List<Rule> rules =
        policy.rules().stream()
            .map(rule ->
                new Rule(
                    rule.calls(),
                    rule.abis(),
                    of(rule.action()),
                    rule.condition(),
                    rule.position(),
                    rule.reason()))
            .toList();
    Newer newer =
        switch (policy.newer()) {
          case Newer.AsDefault same -> same;
          case Newer.Since since -> new Newer.Since(since.kernel(), of(since.action()));
          case Newer.Above above -> new Newer.Above(above.largest(), of(above.action()));
        };
    return new Policy(
        policy.name(),
        policy.abis(),
        of(policy.defaultAction()),
        of(policy.foreignAction()),
        newer,
        policy.flags(),
        rules);
  }

  /**
   * {@return the filter that logs what the other stops}
   *
   * @throws InvalidProgram when it computes what it returns, so that nobody can tell
   */
  public static Program of(Program program) {
    return Program.of(program.instructions().stream().map(Permissive::of).toList());
  }

  /**
   * {@return whether a filter can return nothing but {@code ALLOW}, so that it protects from
   * nothing}
   */
  public static boolean isUnconfined(Program program) {
    return program.instructions().stream()
        .allMatch(instruction ->
            instruction.opcode() != Opcode.RET_A
                && (instruction.opcode() != Opcode.RET_K
                    || Action.of(instruction.k()).equals(Action.ALLOW)));
  }

  private static Instruction of(Instruction instruction) {
    return switch (instruction.opcode()) {
      case RET_K -> Instruction.of(Opcode.RET_K, of(Action.of(instruction.k())).returnValue());
      case RET_A ->
          throw new InvalidProgram(
              -1, "it computes the action, which can't be turned into a logging one");
      default -> instruction;
    };
  }

  private static Action of(Action action) {
    return action.lets() ? action : Action.LOG;
  }
}
