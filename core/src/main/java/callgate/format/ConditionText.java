package callgate.format;

import callgate.format.callgate.FormulaWriter;
import callgate.policy.Condition;
import callgate.syscall.Abi;
import java.util.List;

/** Writes conditions as Callgate's own format does, such as {@code family == 40}. */
public final class ConditionText {
  private ConditionText() {}

  /**
   * {@return the condition as a formula}
   *
   * @param call the call whose arguments it is about; empty when that has no name
   * @param abis where: arguments have names if all of these agree on them
   */
  public static String of(Condition condition, String call, List<Abi> abis) {
    return new FormulaWriter(call, abis).formula(condition);
  }
}
