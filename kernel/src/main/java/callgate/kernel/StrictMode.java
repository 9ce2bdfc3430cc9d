package callgate.kernel;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What SECCOMP_SET_MODE_STRICT lets a thread do (seccomp(2); kernel/seccomp.c, mode1_syscalls). */
public final class StrictMode {
  private StrictMode() {}

  /**
   * {@return the mode as a policy: all other calls end the thread}
   *
   * @param name what messages call it
   */
  public static Policy policy(String name) {
    Abi host = Abi.host();
    List<Abi> abis = new ArrayList<>(List.of(host));
    Stream.of(Abi.values())
        .filter(abi -> abi != host && abi != Abi.X32 && abi.machine() == host)
        .forEach(abis::add);
    List<Rule> rules = new ArrayList<>();
    for (Abi abi : abis) {
      String ofSignals = abi == host ? "rt_sigreturn" : "sigreturn";
      List<Calls> calls = new ArrayList<>();
      for (String call : List.of("read", "write", "exit", ofSignals)) {
        calls.add(new Calls.Named(call));
      }
      rules.add(
          new Rule(calls, List.of(abi), Action.ALLOW, Condition.ALWAYS, Position.of(name), ""));
    }
    return new Policy(
        name, abis, Action.KILL_THREAD, Action.KILL_THREAD, new Newer.AsDefault(), Set.of(), rules);
  }
}
