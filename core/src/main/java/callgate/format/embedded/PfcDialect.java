package callgate.format.embedded;

import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.syscall.Abi;
import java.util.List;

/** What pseudo code can say. */
final class PfcDialect implements Dialect {
  @Override
  public String subject() {
    return "pseudo code";
  }

  @Override
  public boolean says(Action action) {
    return action.kind() != Action.Kind.TRAP || action.data() == 0;
  }

  @Override
  public boolean firstCaseDecides() {
    return true;
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return abis;
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return says(meant) ? meant : Action.trap(0);
  }

  /** {@return whether it can say the action: the writer then sees to it} */
  @Override
  public boolean says(Newer newer) {
    return switch (newer) {
      case Newer.AsDefault() -> true;
      case Newer.Since(_, Action action) -> says(action);
      case Newer.Above(_, Action action) -> says(action);
    };
  }

  /** {@return true: flags are no part of a filter} */
  @Override
  public boolean says(FilterFlag flag) {
    return true;
  }
}
