package callgate.bpf;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.NumberMap;
import callgate.decision.PolicyEvaluator;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the meaning of a policy against the definition of what policies do, on a call for each way
 * through the diagrams: a mistake in the code that makes diagrams of conditions would otherwise
 * prove itself.
 */
final class PolicyCheck {
  private PolicyCheck() {}

  /** Ways through one diagram that are tried. */
  private static final int MOST_PATHS = 32;

  static void check(Policy policy, Meaning meaning) {
    for (Abi abi : policy.abis()) {
      NumberMap map = meaning.map(abi.auditArch());
      Map<Integer, List<Rule>> rules = new HashMap<>();
      Map<String, List<Rule>> named = new HashMap<>();
      for (int i = 0; i < map.size(); i++) {
        int number = map.first(i);
        if (!Diagrams.isLeaf(map.node(i)) && abi.owns(number)) {
          List<Rule> about = new ArrayList<>();
          rules.put(number, about);
          Syscalls.names(abi, number).forEach(name -> named.put(name, about));
        }
      }
      if (!rules.isEmpty()) {
        sort(policy, rules.values(), named);
        rules.forEach((number, about) ->
            checkPaths(
                policy.withRules(about),
                meaning,
                abi.auditArch(),
                number,
                map.node(map.rangeOf(number))));
      }
    }
  }

  /**
   * Sorts the rules by the numbers that they can decide, each with only those of its calls that can
   * be the number: asking for these only makes the check cheap.
   */
  private static void sort(
      Policy policy, Collection<List<Rule>> rules, Map<String, List<Rule>> named) {
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.calls()) {
        if (calls instanceof Calls.Named(String name)) {
          List<Rule> about = named.get(name);
          if (about != null) {
            about.add(rule.about(List.of(calls)));
          }
        } else {
          Rule about = rule.about(List.of(calls));
          rules.forEach(list -> list.add(about));
        }
      }
    }
  }

  private static void checkPaths(
      Policy policy, Meaning meaning, int arch, int number, int diagram) {
    Diagrams diagrams = meaning.diagrams();
    for (int path = 0; path < MOST_PATHS; path++) {
      long[] words = new long[7];
      int choices = path;
      int node = diagram;
      while (!Diagrams.isLeaf(node)) {
        int variable = diagrams.variable(node);
        boolean fork = Diagrams.isLeaf(diagrams.low(node)) != Diagrams.isLeaf(diagrams.high(node));
        boolean high = fork ? (choices & 1) == 1 : path % 2 == 1;
        choices = fork ? choices >>> 1 : choices;
        if (high) {
          words[variable >>> 6] |= 1L << (63 - (variable & 63));
        }
        node = high ? diagrams.high(node) : diagrams.low(node);
      }
      Call call =
          Call.of(
              arch, number, words[6], words[0], words[1], words[2], words[3], words[4], words[5]);
      Action meant = PolicyEvaluator.decide(policy, call);
      Action found = Action.of(diagrams.value(node));
      if (!meant.equals(found)) {
        throw new ProofFailed(call, meant, found);
      }
    }
  }
}
