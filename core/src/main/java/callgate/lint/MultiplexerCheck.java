package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.syscall.Abi;
import callgate.syscall.Multiplexer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether {@code socketcall} or {@code ipc} do what a rule about the call itself denies: their
 * arguments lie in memory, so no filter sees them (socketcall(2), ipc(2)).
 */
final class MultiplexerCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Abi abi : subject.confined()) {
      for (Multiplexer multiplexer : Multiplexer.values()) {
        findings.addAll(multiplexed(subject, abi, multiplexer));
      }
    }
    return findings;
  }

  private static List<Finding> multiplexed(Subject subject, Abi abi, Multiplexer multiplexer) {
    String many = multiplexer.call();
    if (!subject.letsSome(abi, many)) {
      return List.of();
    }
    List<String> around = new ArrayList<>();
    for (String call : multiplexer.carried()) {
      if (isRestricted(subject, call)
          && reach(subject, abi, many, multiplexer.number(call)) != Diagrams.FALSE) {
        around.add(call);
      }
    }
    if (around.isEmpty()) {
      return List.of();
    }
    int number = multiplexer.number(Frightening.first(around));
    Witness witness = subject.witness(abi, many, reach(subject, abi, many, number));
    return List.of(
        Finding.of(
                Code.MULTIPLEXER,
                subject.position(witness),
                "on "
                    + abi.token()
                    + " "
                    + many
                    + " goes around what is said about "
                    + Words.and(around),
                "It makes these calls with arguments that lie in memory, where no filter can see"
                    + " them.",
                "deny "
                    + many
                    + " with ENOSYS where programs have the calls themselves (since Linux 4.3 on"
                    + " x86), or do without "
                    + abi.token())
            .shownBy(witness));
  }

  /**
   * {@return whether a call is let through with some arguments only, or nowhere} A call that is
   * merely missing on one ABI, as in lists from before it came there, is not restricted.
   */
  private static boolean isRestricted(Subject subject, String call) {
    boolean known = false;
    boolean denied = true;
    for (Abi abi : subject.abis()) {
      if (subject.node(abi, call).isPresent()) {
        int lets = subject.lets(abi, call);
        known = true;
        denied &= lets == Diagrams.FALSE;
        if (!Diagrams.isLeaf(lets)) {
          return true;
        }
      }
    }
    return known && denied;
  }

  private static int reach(Subject subject, Abi abi, String multiplexer, int number) {
    Condition wanted = Test.of(0, Op.EQ, number);
    return subject
        .sets()
        .and(subject.lets(abi, multiplexer), subject.holds(abi, multiplexer, wanted));
  }
}
