package callgate.bpf;

/**
 * How to compile.
 *
 * @param objective what to aim for
 * @param weights how often calls are made
 */
public record CompileOptions(Objective objective, Weights weights) {
  public static final CompileOptions DEFAULT = new CompileOptions(Objective.SPEED, Weights.UNIFORM);
}
