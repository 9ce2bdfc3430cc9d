package callgate.format.oci;

import callgate.format.writing.ArgumentTest;
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
 * What a SeccompProfile can say: what other profiles can, but for numbers from 2^63 on and the
 * error of the default action.
 */
record KubernetesDialect(OciDialect profile) implements Dialect {
  @Override
  public String subject() {
    return "a SeccompProfile";
  }

  @Override
  public boolean says(Action action) {
    return profile.says(action);
  }

  @Override
  public boolean saysDefault(Action action) {
    return profile.saysDefault(action)
        && (!OciActions.carriesErrno(action.kind()) || action.data() == OciActions.EPERM);
  }

  @Override
  public boolean says(ArgumentTest test) {
    return profile.says(test) && test.value() >= 0 && (!test.isMasked() || test.mask() >= 0);
  }

  @Override
  public Optional<String> objection(CallDraft call) {
    return profile.objection(call);
  }

  @Override
  public boolean oneTestPerArgument() {
    return profile.oneTestPerArgument();
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return profile.about(abis);
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return profile.foreign(meant, standard);
  }

  @Override
  public boolean says(Newer newer) {
    return profile.says(newer);
  }

  @Override
  public boolean saysNumbers(Rule rule, int first, int last) {
    return profile.saysNumbers(rule, first, last);
  }

  @Override
  public boolean says(FilterFlag flag) {
    return profile.says(flag);
  }
}
