package callgate.bpf;

/** What the compiler aims for. */
public enum Objective {
  /** Few executed instructions. */
  SPEED(0.013),
  /** Few instructions. */
  SIZE(4);

  private final double price;

  Objective(double price) {
    this.price = price;
  }

  /** {@return what an instruction costs, in instructions executed by an average call} */
  double price() {
    return price;
  }
}
