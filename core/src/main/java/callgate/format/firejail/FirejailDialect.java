package callgate.format.firejail;

import callgate.format.OneArch;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import java.util.List;
import java.util.Optional;

/**
 * What a profile of firejail can say.
 *
 * @param foreign what calls of other ABIs get: the error action, or that they are let through
 */
record FirejailDialect(Action foreign) implements Dialect {
  @Override
  public String subject() {
    return "a profile of firejail";
  }

  @Override
  public boolean says(Action action) {
    return switch (action.kind()) {
      case ALLOW, KILL_THREAD -> true;
      case ERRNO -> Errno.name(action.data()).isPresent();
      default -> false;
    };
  }

  @Override
  public boolean says(ArgumentTest test) {
    return false;
  }

  @Override
  public Optional<String> objection(CallDraft call) {
    return call.isAlways() || call.cases().isEmpty()
        ? Optional.empty()
        : Optional.of("can't tell calls of " + call.name() + " apart by their arguments");
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return OneArch.about(abis);
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return foreign;
  }
}
