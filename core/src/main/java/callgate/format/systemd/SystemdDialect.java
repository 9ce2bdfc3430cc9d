package callgate.format.systemd;

import callgate.format.writing.ArgumentTest;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;

/**
 * What a unit can say.
 *
 * @param restricts whether the unit names its ABIs, so that calls of others are killed
 * @param answersUnknown whether systemd answers calls that it doesn't know
 */
record SystemdDialect(boolean restricts, boolean answersUnknown) implements Dialect {
  private static final int ENOSYS = 38;

  @Override
  public String subject() {
    return "a unit";
  }

  @Override
  public boolean says(Action action) {
    return switch (action.kind()) {
      case ALLOW, LOG, KILL_PROCESS, ERRNO -> true;
      case KILL_THREAD, TRAP, USER_NOTIF, TRACE -> false;
    };
  }

  @Override
  public boolean says(ArgumentTest test) {
    return false;
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return abis;
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return restricts ? Action.KILL_PROCESS : Action.ALLOW;
  }

  @Override
  public boolean says(Newer newer) {
    return switch (newer) {
      case Newer.AsDefault() -> !answersUnknown;
      case Newer.Since(var kernel, var action) ->
          answersUnknown && kernel.equals(Syscalls.newest()) && action.equals(Action.errno(ENOSYS));
      case Newer.Above _ -> false;
    };
  }

  @Override
  public Action newer(Action standard) {
    return answersUnknown ? Action.errno(ENOSYS) : standard;
  }

  @Override
  public boolean says(FilterFlag flag) {
    return flag == FilterFlag.SPEC_ALLOW;
  }
}
