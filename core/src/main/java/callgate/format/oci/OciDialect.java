package callgate.format.oci;

import callgate.format.writing.CallDraft;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Optional;

/**
 * What a profile can say.
 *
 * @param crun whether crun reads it; else runc
 * @param answersNewer whether the runtime does something of its own about newer calls, which the
 *     writer then sees to
 */
record OciDialect(boolean crun, boolean answersNewer) implements Dialect {
  private static final int ENOSYS = 38;

  @Override
  public String subject() {
    return "a profile";
  }

  @Override
  public boolean says(Action action) {
    return OciActions.canSay(action);
  }

  /** {@return whether runc takes it: it has nobody yet who could be asked} */
  @Override
  public boolean saysDefault(Action action) {
    return says(action) && (crun || !action.equals(Action.USER_NOTIF));
  }

  /** {@return what keeps runc from handing over the descriptor of notifications} */
  @Override
  public Optional<String> objection(CallDraft call) {
    boolean asks = call.cases().stream().anyMatch(one -> one.action().equals(Action.USER_NOTIF));
    return !crun && asks && call.name().equals("write")
        ? Optional.of("can't notify of write where runc reads it")
        : Optional.empty();
  }

  @Override
  public boolean oneTestPerArgument() {
    return true;
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return abis;
  }

  /** {@return what libseccomp does, whose default the runtimes keep} */
  @Override
  public Action foreign(Action meant, Action standard) {
    return Action.KILL_THREAD;
  }

  @Override
  public boolean says(Newer newer) {
    return answersNewer || newer instanceof Newer.AsDefault;
  }

  /** {@return whether it is about number 0 of s390, for which runc has a rule itself} */
  @Override
  public boolean saysNumbers(Rule rule, int first, int last) {
    return !crun
        && first == 0
        && last == 0
        && rule.action().equals(Action.errno(ENOSYS))
        && rule.abis().stream().allMatch(abi -> abi == Abi.S390 || abi == Abi.S390X)
        && !rule.abis().isEmpty();
  }

  @Override
  public boolean says(FilterFlag flag) {
    return true;
  }
}
