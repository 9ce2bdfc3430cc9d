package callgate.format.oidc;

import callgate.format.writing.ArgumentTest;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.List;

/** What a privilege file can say: calls that are allowed, for the programs of one ABI. */
final class PrivilegeDialect implements Dialect {
  @Override
  public String subject() {
    return "a privilege file";
  }

  @Override
  public boolean says(Action action) {
    return action.equals(Action.ALLOW);
  }

  @Override
  public boolean saysDefault(Action action) {
    return action.equals(Action.KILL_THREAD);
  }

  @Override
  public boolean says(ArgumentTest test) {
    return true;
  }

  @Override
  public boolean comparesUpperHalves() {
    return true;
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return abis.stream().limit(1).toList();
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return Action.KILL_THREAD;
  }
}
