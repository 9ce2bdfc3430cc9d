package callgate.format;

import callgate.bpf.SymbolicExecution;
import callgate.bpf.Undecided;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.Operand;
import callgate.decision.TooComplex;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.nio.ByteOrder;
import java.util.Optional;

/** What stands where a command wants a policy, brought into its exact meaning. */
public final class SourceMeaning {
  private SourceMeaning() {}

  /**
   * {@return what a policy or filter means}
   *
   * @param order the byte order of the machine that raw filters are for
   * @throws BadInput where that can't be told exactly, with the instruction that is the reason
   */
  public static Operand of(Source source, Diagrams diagrams, ByteOrder order) {
    try {
      return switch (source) {
        case Source.Written(Policy policy, _) -> Operand.of(policy, diagrams);
        case Source.Raw(_, var program) -> {
          Meaning meaning = SymbolicExecution.of(program, diagrams, order);
          yield new Operand(meaning, Optional.empty());
        }
      };
    } catch (Undecided | TooComplex e) {
      throw new BadInput(Position.of(name(source)), String.valueOf(e.getMessage()));
    }
  }

  /** {@return what messages call it} */
  public static String name(Source source) {
    return switch (source) {
      case Source.Written(Policy policy, _) -> policy.name();
      case Source.Raw(String name, _) -> name;
    };
  }
}
