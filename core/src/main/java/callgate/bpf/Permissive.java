package callgate.bpf;

import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The same policy, but with other actions: each call that it would stop is let through and logged,
 * or shown to somebody first.
 */
public final class Permissive {
  private Permissive() {}

  /** {@return the policy that logs what the other stops} */
  public static Policy of(Policy policy) {
    return of(policy, Permissive::logged);
  }

  /** {@return the filter that logs what the other stops} */
  public static Program of(Program program) {
    return of(program, Permissive::logged);
  }

  /** {@return what a supervisor sees of what a policy does: all that it would stop} */
  public static Action shown(Action action) {
    return action.lets() ? action : Action.USER_NOTIF;
  }

  /**
   * {@return a policy that decides the same calls with other actions}
   *
   * @param of the action in place of another
   */
  public static Policy of(Policy policy, UnaryOperator<Action> of) {
    List<Rule> rules =
        policy.rules().stream()
            .map(rule ->
                new Rule(
                    rule.calls(),
                    rule.abis(),
                    of.apply(rule.action()),
                    rule.condition(),
                    rule.position(),
                    rule.reason()))
            .toList();
    Newer newer =
        switch (policy.newer()) {
          case Newer.AsDefault same -> same;
          case Newer.Since since -> new Newer.Since(since.kernel(), of.apply(since.action()));
          case Newer.Above above -> new Newer.Above(above.largest(), of.apply(above.action()));
        };
    return new Policy(
        policy.name(),
        policy.abis(),
        of.apply(policy.defaultAction()),
        of.apply(policy.foreignAction()),
        newer,
        policy.flags(),
        rules);
  }

  /**
   * {@return a filter that decides the same calls with other actions}
   *
   * @throws InvalidProgram when it computes what it returns, so that nobody can tell
   */
  public static Program of(Program program, UnaryOperator<Action> of) {
    return Program.of(program.instructions().stream().map(each -> of(each, of)).toList());
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

  private static Instruction of(Instruction instruction, UnaryOperator<Action> of) {
    return switch (instruction.opcode()) {
      case RET_K ->
          Instruction.of(Opcode.RET_K, of.apply(Action.of(instruction.k())).returnValue());
      case RET_A ->
          throw new InvalidProgram(
              -1, "it computes the action, which can't be turned into another one");
      default -> instruction;
    };
  }

  private static Action logged(Action action) {
    return action.lets() ? action : Action.LOG;
  }
}
