package callgate.kernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * System calls that machine code makes in order, laid out where it finds them, with room for the
 * results:
 *
 * <pre>
 * struct {             offset
 *   u32  number;        0        -1 ends the table
 *   u32  flags;         4        Step.OnFailure
 *   long arguments[6];  8
 *   long result;       56
 * } steps[];
 * </pre>
 *
 * Results can be read while another thread or a child that shares this memory walks the table.
 */
final class StepTable {
  private static final int WORDS = 8;
  private static final int RESULT = 7;
  private static final long NOT_MADE = Long.MIN_VALUE;

  private final List<Step> steps;
  private final Memory.Struct memory;

  private StepTable(List<Step> steps, Memory.Struct memory) {
    this.steps = steps;
    this.memory = memory;
  }

  static StepTable of(Memory memory, List<Step> steps) {
    long[] words = new long[(steps.size() + 1) * WORDS];
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      words[i * WORDS] = step.call().number() | step.onFailure().flag();
      for (int a = 0; a < step.arguments().size(); a++) {
        words[i * WORDS + 1 + a] = step.arguments().get(a);
      }
      words[i * WORDS + RESULT] = NOT_MADE;
    }
    words[steps.size() * WORDS] = -1;
    return new StepTable(List.copyOf(steps), memory.longs(words));
  }

  long address() {
    return memory.address();
  }

  /** {@return the result of the first step with that call, once it was made} */
  OptionalLong result(SystemCall call) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).call() == call) {
        long result = result(i);
        return result == NOT_MADE ? OptionalLong.empty() : OptionalLong.of(result);
      }
    }
    throw new IllegalArgumentException("no step makes " + call);
  }

  /** {@return the step that ended the walk, if one did} */
  Optional<Failure> failure() {
    for (int i = 0; i < steps.size(); i++) {
      long result = result(i);
      if (result < 0 && result != NOT_MADE && steps.get(i).onFailure() != Step.OnFailure.GO_ON) {
        return Optional.of(new Failure(steps.get(i), result));
      }
    }
    return Optional.empty();
  }

  private long result(int step) {
    return memory.getLongVolatile((step * WORDS + RESULT) * Long.BYTES);
  }

  /**
   * Why a walk ended early.
   *
   * @param error an errno, negated
   */
  record Failure(Step step, long error) {}
}
