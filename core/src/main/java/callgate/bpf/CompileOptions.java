package callgate.bpf;

/**
 * How to compile.
 *
 * @param objective what to aim for
 * @param weights how often calls are made
 * @param costs which of them cost something
 */
public record CompileOptions(Objective objective, Weights weights, CostModel costs) {
  public static final CompileOptions DEFAULT =
      new CompileOptions(Objective.SPEED, Weights.UNIFORM, CostModel.EVERY_CALL);

  public CompileOptions with(Objective newObjective) {
    return new CompileOptions(newObjective, weights, costs);
  }

  public CompileOptions with(Weights newWeights) {
    return new CompileOptions(objective, newWeights, costs);
  }

  public CompileOptions with(CostModel newCosts) {
    return new CompileOptions(objective, weights, newCosts);
  }
}
