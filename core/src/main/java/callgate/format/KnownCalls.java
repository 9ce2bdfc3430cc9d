package callgate.format;

import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls that a libseccomp knows, which is what container runtimes can make rules for: they
 * leave out the other names of a profile, ABI by ABI, without a word.
 *
 * @param kernel the last kernel whose calls it knows
 */
public record KnownCalls(KernelVersion kernel) {
  /** {@return whether it knows every call that Callgate knows} */
  public boolean all() {
    return kernel.compareTo(Syscalls.newest()) >= 0;
  }

  /** {@return whether it knows that an ABI has a call} */
  public boolean on(Abi abi, String call) {
    return all()
        ? Syscalls.number(abi, call).isPresent()
        : Syscalls.since(abi, call).filter(since -> since.compareTo(kernel) <= 0).isPresent();
  }

  /** {@return whether it knows the name of a call} */
  public boolean anywhere(String call) {
    if (all()) {
      return Syscalls.exists(call);
    }
    for (Abi abi : Abi.values()) {
      if (on(abi, call)) {
        return true;
      }
    }
    return false;
  }

  /** {@return what is left of rules for ABIs, in their order} */
  public List<Rule> of(List<Rule> rules, List<Abi> abis) {
    if (all()) {
      return rules;
    }
    List<Rule> left = new ArrayList<>();
    for (Rule rule : rules) {
      List<Calls> whole = new ArrayList<>();
      Map<List<Abi>, List<Calls>> partly = new LinkedHashMap<>();
      for (Calls calls : rule.calls()) {
        if (!(calls instanceof Calls.Named(String name))) {
          whole.add(calls);
          continue;
        }
        List<Abi> concerned = having(name, rule, abis);
        List<Abi> known = concerned.stream().filter(abi -> on(abi, name)).toList();
        if (known.size() == concerned.size()) {
          whole.add(calls);
        } else if (!known.isEmpty()) {
          partly.computeIfAbsent(known, _ -> new ArrayList<>()).add(calls);
        }
      }
      if (!whole.isEmpty()) {
        left.add(rule.about(whole));
      }
      partly.forEach((known, calls) -> left.add(rule.about(calls).on(known)));
    }
    return left;
  }

  private static List<Abi> having(String call, Rule rule, List<Abi> abis) {
    return abis.stream()
        .filter(rule::appliesTo)
        .filter(abi -> Syscalls.number(abi, call).isPresent())
        .toList();
  }

  /**
   * {@return what a runtime makes of a policy that is written down as a container's default: the
   * line above which calls are newer is at the largest number that is named}
   */
  Policy of(Policy policy) {
    if (all()) {
      return policy;
    }
    Policy left = policy.withRules(of(policy.rules(), policy.abis()));
    if (!(policy.newer() instanceof Newer.Above above)) {
      return left;
    }
    Map<Abi, Integer> largest = new EnumMap<>(Abi.class);
    for (Abi abi : above.largest().keySet()) {
      for (Rule rule : left.rules()) {
        for (Calls calls : rule.calls()) {
          if (calls instanceof Calls.Named(String name) && on(abi, name)) {
            largest.merge(abi, Syscalls.number(abi, name).orElseThrow(), Math::max);
          }
        }
      }
    }
    return left.withNewer(new Newer.Above(largest, above.action()));
  }
}
