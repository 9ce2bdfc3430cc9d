package callgate.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * One system call of a {@link StepTable}.
 *
 * @param purpose what it is for, as an error message completes "could not ..."
 * @param onFailure what follows when it fails
 * @param arguments up to six
 */
record Step(SystemCall call, String purpose, OnFailure onFailure, List<Long> arguments) {
  /**
   * What the walker does after a failure; the bits are flags of {@code walk} in the machine code.
   */
  enum OnFailure {
    /** The next step is made. */
    GO_ON(0),
    /** The walk ends. */
    END(1),
    /**
     * The thread stays here for good, without another system call: it may not be able to make one.
     */
    STAY(2);

    private final int flag;

    OnFailure(int flag) {
      this.flag = flag;
    }

    long flag() {
      return (long) flag << 32;
    }
  }

  static Step of(SystemCall call, String purpose, OnFailure onFailure, long... arguments) {
    return new Step(call, purpose, onFailure, Arrays.stream(arguments).boxed().toList());
  }

  /** {@return a step that must succeed} */
  static Step must(SystemCall call, String purpose, long... arguments) {
    return of(call, purpose, OnFailure.END, arguments);
  }

  /** {@return a step that may fail} */
  static Step may(SystemCall call, String purpose, long... arguments) {
    return of(call, purpose, OnFailure.GO_ON, arguments);
  }
}
