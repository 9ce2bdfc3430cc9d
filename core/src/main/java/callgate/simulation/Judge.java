package callgate.simulation;

import callgate.bpf.Interpreter;
import callgate.bpf.Program;
import callgate.bpf.ProvenFilter;
import callgate.bpf.SymbolicExecution;
import callgate.bpf.Undecided;
import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.TooComplex;
import callgate.policy.Action;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Says what a filter does with calls, in two ways that know nothing of each other: the filter is
 * run on the call, and the policy that it was compiled from is asked. They must agree.
 */
public final class Judge {
  private final Program program;
  private final SecondOpinion opinion;

  private Judge(Program program, SecondOpinion opinion) {
    this.program = program;
    this.opinion = opinion;
  }

  /** The other way to the answer. */
  interface SecondOpinion {
    /** {@return what happens to a call, or null where nothing but the filter knows} */
    @Nullable Action action(Call call);

    /** {@return what decides a call} */
    Decision decision(Call call);
  }

  /** {@return a judge of the calls that a policy is about} */
  public static Judge of(ProvenFilter filter) {
    return new Judge(filter.program(), new RulesByNumber(filter.policy()));
  }

  /**
   * {@return a judge of the calls of a filter without a policy} The second way is what the filter
   * means as a whole, where that can be told.
   */
  public static Judge of(Program program, ByteOrder order) {
    @Nullable Meaning meaning = meaning(program, order);
    return new Judge(
        program,
        new SecondOpinion() {
          @Override
          public @Nullable Action action(Call call) {
            return meaning == null ? null : Action.of(meaning.evaluate(call));
          }

          @Override
          public Decision decision(Call call) {
            return new Decision.ByFilter();
          }
        });
  }

  private static @Nullable Meaning meaning(Program program, ByteOrder order) {
    try {
      return SymbolicExecution.of(program, new Diagrams(), order);
    } catch (Undecided | TooComplex e) {
      return null;
    }
  }

  /** {@return what is run} */
  public Program program() {
    return program;
  }

  /** {@return what happens to a call} */
  public Action action(Call call) {
    return agreed(call, Interpreter.run(program, call));
  }

  /** {@return what happens to a call, and why} */
  public Outcome outcome(Call call) {
    Interpreter.Trace trace = Interpreter.trace(program, call);
    return new Outcome(agreed(call, trace.returnValue()), opinion.decision(call), trace);
  }

  private Action agreed(Call call, int returned) {
    Action found = Action.of(returned);
    @Nullable Action meant = opinion.action(call);
    if (meant != null && (meant.kind() != found.kind() || meant.data() != found.data())) {
      throw new IllegalStateException(
          "the filter says "
              + found
              + " to "
              + CallText.of(call)
              + " and its policy says "
              + meant);
    }
    return found;
  }
}
