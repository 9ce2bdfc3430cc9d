package callgate.format.minijail;

import callgate.format.OneArch;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.syscall.Abi;
import java.util.List;

/**
 * What a policy of minijail can say.
 *
 * @param abi what it is about
 * @param denylist whether calls are let through that no line is about
 */
record MinijailDialect(Abi abi, boolean denylist) implements Dialect {
  private static final int MOST_ATOMS = 16;

  @Override
  public String subject() {
    return "a policy of minijail";
  }

  @Override
  public boolean says(Action action) {
    return switch (action.kind()) {
      case ERRNO -> true;
      case TRAP, TRACE -> !denylist && action.data() == 0;
      default -> !denylist;
    };
  }

  @Override
  public boolean saysDefault(Action action) {
    return switch (action.kind()) {
      case ALLOW -> denylist;
      case KILL_PROCESS, KILL_THREAD, USER_NOTIF -> true;
      case TRAP -> action.data() == 0;
      default -> false;
    };
  }

  /** {@return whether clauses can say it: masked equality takes an atom for each bit} */
  @Override
  public boolean says(ArgumentTest test) {
    return test.bits() == 64
        && (!test.isMasked()
            || ((test.op() == Op.EQ || test.op() == Op.NE)
                && (test.value() & ~test.mask()) == 0
                && Long.bitCount(test.value()) <= MOST_ATOMS));
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return OneArch.about(abis);
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return OneArch.foreign(abi, denylist ? Action.errno(1) : Action.KILL_THREAD, standard, meant);
  }

  @Override
  public boolean letsThrough(Abi other, Action standard, Action foreign) {
    return OneArch.lets(abi, other, standard);
  }
}
