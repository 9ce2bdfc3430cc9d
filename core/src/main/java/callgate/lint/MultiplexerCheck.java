package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether {@code socketcall} or {@code ipc} do what a rule about the call itself denies: their
 * arguments lie in memory, so no filter sees them (socketcall(2), ipc(2); numbers:
 * include/uapi/linux/net.h and ipc.h).
 */
final class MultiplexerCheck implements Check {
  private static final Map<String, Integer> SOCKETCALL =
      Map.ofEntries(
          Map.entry("socket", 1),
          Map.entry("bind", 2),
          Map.entry("connect", 3),
          Map.entry("listen", 4),
          Map.entry("accept", 5),
          Map.entry("getsockname", 6),
          Map.entry("getpeername", 7),
          Map.entry("socketpair", 8),
          Map.entry("send", 9),
          Map.entry("recv", 10),
          Map.entry("sendto", 11),
          Map.entry("recvfrom", 12),
          Map.entry("shutdown", 13),
          Map.entry("setsockopt", 14),
          Map.entry("getsockopt", 15),
          Map.entry("sendmsg", 16),
          Map.entry("recvmsg", 17),
          Map.entry("accept4", 18),
          Map.entry("recvmmsg", 19),
          Map.entry("sendmmsg", 20));

  private static final Map<String, Integer> IPC =
      Map.ofEntries(
          Map.entry("semop", 1),
          Map.entry("semget", 2),
          Map.entry("semctl", 3),
          Map.entry("semtimedop", 4),
          Map.entry("msgsnd", 11),
          Map.entry("msgrcv", 12),
          Map.entry("msgget", 13),
          Map.entry("msgctl", 14),
          Map.entry("shmat", 21),
          Map.entry("shmdt", 22),
          Map.entry("shmget", 23),
          Map.entry("shmctl", 24));

  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Abi abi : subject.confined()) {
      findings.addAll(multiplexed(subject, abi, "socketcall", SOCKETCALL));
      findings.addAll(multiplexed(subject, abi, "ipc", IPC));
    }
    return findings;
  }

  private static List<Finding> multiplexed(
      Subject subject, Abi abi, String multiplexer, Map<String, Integer> numbers) {
    if (!subject.letsSome(abi, multiplexer)) {
      return List.of();
    }
    List<String> around = new ArrayList<>();
    numbers.forEach((call, number) -> {
      if (isRestricted(subject, call)
          && reach(subject, abi, multiplexer, number) != Diagrams.FALSE) {
        around.add(call);
      }
    });
    Collections.sort(around);
    if (around.isEmpty()) {
      return List.of();
    }
    int number = Objects.requireNonNull(numbers.get(Frightening.first(around)));
    Witness witness = subject.witness(abi, multiplexer, reach(subject, abi, multiplexer, number));
    return List.of(
        Finding.of(
                Code.MULTIPLEXER,
                subject.position(witness),
                "on "
                    + abi.token()
                    + " "
                    + multiplexer
                    + " goes around what is said about "
                    + Words.and(around),
                "It makes these calls with arguments that lie in memory, where no filter can see"
                    + " them.",
                "deny "
                    + multiplexer
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
