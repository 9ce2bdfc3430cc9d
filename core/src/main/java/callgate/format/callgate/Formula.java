package callgate.format.callgate;

import callgate.policy.BadInput;
import callgate.policy.Condition;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.function.IntFunction;

/** Formulas as Callgate's own format has them, for formats that have some too. */
public final class Formula {
  private Formula() {}

  /**
   * {@return what a formula such as {@code (prot & PROT_EXEC) == 0} means for a call}
   *
   * @param place where a character of the text stands, by its offset
   * @throws BadInput where it is no formula about that call
   */
  public static Condition of(String text, String call, Abi abi, IntFunction<Position> place) {
    try {
      return FormulaParser.formula(text, new Arguments(abi, call));
    } catch (FormulaError e) {
      throw new BadInput(place.apply(e.offset()), e.problem());
    }
  }
}
