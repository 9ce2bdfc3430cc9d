package callgate.format.callgate;

/** A formula that means nothing. */
final class FormulaError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * @param offset where in the formula, from 0
   */
  FormulaError(int offset, String problem) {
    super(problem);
    this.offset = offset;
  }

  int offset() {
    return offset;
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
