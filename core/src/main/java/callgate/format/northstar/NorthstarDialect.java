package callgate.format.northstar;

import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.CallDraft.Case;
import callgate.format.writing.Dialect;
import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.syscall.Abi;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a manifest can say: calls that are allowed, for some values of one argument. */
final class NorthstarDialect implements Dialect {
  @Override
  public String subject() {
    return "a manifest";
  }

  @Override
  public boolean says(Action action) {
    return action.equals(Action.ALLOW);
  }

  @Override
  public boolean saysDefault(Action action) {
    return action.equals(Action.KILL_PROCESS);
  }

  @Override
  public boolean says(ArgumentTest test) {
    return test.bits() == 64 && test.op() == Op.EQ && (!test.isMasked() || test.value() == 0);
  }

  @Override
  public boolean oneTestPerArgument() {
    return true;
  }

  @Override
  public Optional<String> objection(CallDraft call) {
    Set<Integer> arguments = new HashSet<>();
    int values = 0;
    int masks = 0;
    for (Case one : call.cases()) {
      for (List<ArgumentTest> tests : one.alternatives()) {
        if (tests.size() > 1) {
          return Optional.of("can't test two arguments of " + call.name());
        }
        for (ArgumentTest test : tests) {
          arguments.add(test.argument());
          if (test.isMasked()) {
            masks++;
          } else {
            values++;
          }
        }
      }
    }
    if (arguments.size() > 1) {
      return Optional.of("can't test two arguments of " + call.name());
    }
    if (masks > 1) {
      return Optional.of("has no two masks for " + call.name());
    }
    return values > ArgumentRule.MOST_VALUES
        ? Optional.of(
            "can't have more than " + ArgumentRule.MOST_VALUES + " values for " + call.name())
        : Optional.empty();
  }

  @Override
  public List<Abi> about(List<Abi> abis) {
    return abis.stream().filter(abi -> abi == Abi.X86_64 || abi == Abi.AARCH64).toList();
  }
}
