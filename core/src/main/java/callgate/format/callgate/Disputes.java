package callgate.format.callgate;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the calls that rules of different actions are about, whatever the rules' conditions. */
public final class Disputes {
  private Disputes() {}

  /** What a rule says about the numbers of an ABI. */
  private record Claim(long first, long last, Calls calls, Action action) {}

  /** {@return the calls for which it counts which of their rules comes first} */
  public static Set<Calls> in(Policy policy) {
    Set<Calls> several = of(policy);
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      List<Calls> calls = rule.calls().stream().filter(several::contains).toList();
      if (!calls.isEmpty()) {
        rules.add(rule.about(calls));
      }
    }
    return rules.isEmpty() || RuleCheck.areUnordered(rules, policy.abis()) ? Set.of() : several;
  }

  /** {@return the calls of which some number is claimed for different actions} */
  private static Set<Calls> of(Policy policy) {
    Set<Calls> disputed = new HashSet<>();
    for (Abi abi : policy.abis()) {
      List<Claim> claims = claims(policy, abi);
      for (int i = 0; i < claims.size(); i++) {
        Claim claim = claims.get(i);
        for (int j = i + 1; j < claims.size() && claims.get(j).first <= claim.last; j++) {
          if (!claims.get(j).action.equals(claim.action)) {
            disputed.add(claim.calls);
            disputed.add(claims.get(j).calls);
          }
        }
      }
    }
    return disputed;
  }

  /** {@return the claims in the order of their first numbers} */
  private static List<Claim> claims(Policy policy, Abi abi) {
    List<Claim> claims = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      if (rule.appliesTo(abi)) {
        for (Calls calls : rule.calls()) {
          if (calls instanceof Calls.Numbered(int first, int last)) {
            claims.add(
                new Claim(
                    Integer.toUnsignedLong(first),
                    Integer.toUnsignedLong(last),
                    calls,
                    rule.action()));
          } else if (calls instanceof Calls.Named(String name)) {
            Syscalls.number(abi, name)
                .ifPresent(number -> {
                  long unsigned = Integer.toUnsignedLong(number);
                  claims.add(new Claim(unsigned, unsigned, calls, rule.action()));
                });
          }
        }
      }
    }
    claims.sort((a, b) -> Long.compare(a.first, b.first));
    return claims;
  }
}
