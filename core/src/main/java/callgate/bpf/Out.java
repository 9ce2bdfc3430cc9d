package callgate.bpf;

/**
 * Up to two ranges that need no test any more, since the single value in each was tested before.
 */
record Out(int first, int second) {
  static final Out NONE = new Out(-1, -1);

  boolean isNone() {
    return first < 0 && second < 0;
  }

  boolean has(int range) {
    return range == first || range == second;
  }
}
