package callgate.simulation;

/** A text that means no call, and what to do about it. */
public final class CallProblem extends Exception {
  private static final long serialVersionUID = 1L;

  CallProblem(String problem) {
    super(problem);
  }

  /** {@return what is wrong} */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
