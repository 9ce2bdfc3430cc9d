package callgate.format.kafel;

import callgate.format.OneArch;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.List;

/**
 * What a policy of kafel can say.
 *
 * @param abi what it is about
 */
record KafelDialect(Abi abi) implements Dialect {
  @Override
  public String subject() {
    return "a policy of kafel";
  }

  @Override
  public boolean says(Action action) {
    return true;
  }

  @Override
  public boolean says(ArgumentTest test) {
    return test.bits() == 64;
  }

  @Override
  public boolean firstCaseDecides() {
    return true;
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return OneArch.about(abis);
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return OneArch.foreign(abi, Action.KILL_THREAD, standard, meant);
  }

  @Override
  public boolean letsThrough(Abi other, Action standard, Action foreign) {
    return OneArch.lets(abi, other, standard);
  }
}
