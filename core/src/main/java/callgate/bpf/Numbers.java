package callgate.bpf;

/** The call numbers that a symbolic execution looks at: a range, inclusive, unsigned. */
record Numbers(int first, int last) {
  static final Numbers ALL = new Numbers(0, -1);

  boolean isSingle() {
    return first == last;
  }

  boolean contains(int number) {
    return Integer.compareUnsigned(first, number) <= 0
        && Integer.compareUnsigned(number, last) <= 0;
  }

  /** {@return where to cut so that the halves share more leading bits} */
  int middle() {
    int bit = 31 - Integer.numberOfLeadingZeros(first ^ last);
    return last >>> bit << bit;
  }
}
