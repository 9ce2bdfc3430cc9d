package callgate.format.seccompiler;

import callgate.format.OneArch;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.syscall.Abi;
import java.util.List;

/**
 * What a filter of seccompiler can say.
 *
 * @param abi what it is about
 * @param match the one action that rules have
 */
record SeccompilerDialect(Abi abi, Action match) implements Dialect {
  @Override
  public String subject() {
    return "a filter of seccompiler";
  }

  @Override
  public boolean says(Action action) {
    return action.equals(match);
  }

  @Override
  public boolean saysDefault(Action action) {
    return !action.equals(match) && hasWord(action);
  }

  /** {@return whether there is a word for an action} */
  static boolean hasWord(Action action) {
    return action.kind() != Action.Kind.TRAP || action.data() == 0;
  }

  /** {@return whether it is so: of masked equality seccompiler masks the value too} */
  @Override
  public boolean says(ArgumentTest test) {
    return !test.isMasked() || (test.op() == Op.EQ && (test.value() & ~test.mask()) == 0);
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return OneArch.about(abis);
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return OneArch.foreign(abi, Action.KILL_PROCESS, standard, meant);
  }

  @Override
  public boolean letsThrough(Abi other, Action standard, Action foreign) {
    return OneArch.lets(abi, other, standard);
  }
}
