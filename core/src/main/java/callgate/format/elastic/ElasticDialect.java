package callgate.format.elastic;

import callgate.format.writing.ArgumentTest;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.syscall.Abi;
import java.util.List;

/** What go-seccomp-bpf can say: groups in order, for the programs of one ABI. */
final class ElasticDialect implements Dialect {
  @Override
  public String subject() {
    return "a policy of go-seccomp-bpf";
  }

  @Override
  public boolean says(Action action) {
    return ElasticActions.word(action).isPresent();
  }

  /** {@return whether it can be said, if need be by a test for each bit} */
  @Override
  public boolean says(ArgumentTest test) {
    return test.bits() == 64
        && (!test.isMasked() || test.op() == Op.EQ || (test.op() == Op.NE && test.value() == 0));
  }

  @Override
  public boolean comparesUpperHalves() {
    return true;
  }

  @Override
  public boolean firstCaseDecides() {
    return true;
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return abis.stream().filter(abi -> abi != Abi.X32).limit(1).toList();
  }

  @Override
  public Action foreign(Action meant, Action standard) {
    return standard;
  }
}
