package callgate.simulation;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.format.Document;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tests of a policy, run exactly: where a test leaves arguments open, all their values are looked
 * at, and a failure has a call that shows it.
 *
 * @param tests how many were run
 * @param failures those that did not hold
 * @param untouched the rules that no test is about; empty for a raw filter
 */
public record PolicyTestRun(int tests, List<Failure> failures, List<Rule> untouched) {
  /**
   * A test that does not hold.
   *
   * @param place where it stands
   * @param call the call as it was written
   * @param expected the outcome as it was written
   * @param witness a call that has another outcome
   * @param found what that is
   */
  public record Failure(String place, String call, String expected, Call witness, Action found) {}

  public PolicyTestRun {
    failures = List.copyOf(failures);
    untouched = List.copyOf(untouched);
  }

  /**
   * Runs the tests of a file on a filter or policy that means something.
   *
   * @param abi whose calls are meant where a test names none
   */
  public static PolicyTestRun of(Meaning meaning, Document file, Abi abi) {
    return new PolicyTestRun(0, List.of(), List.of())
        .with(meaning, PolicyTestReader.read(file, abi));
  }

  /** Runs the tests of a file on a policy, and finds which of its rules they are about. */
  public static PolicyTestRun of(Policy policy, Document file, Abi abi) {
    List<PolicyTest> tests = PolicyTestReader.read(file, abi);
    PolicyTestRun run =
        new PolicyTestRun(0, List.of(), List.of())
            .with(PolicyMeaning.of(policy, new Diagrams()), tests);
    return new PolicyTestRun(run.tests, run.failures, untouched(policy, tests));
  }

  private PolicyTestRun with(Meaning meaning, List<PolicyTest> all) {
    List<Failure> failed = new ArrayList<>();
    for (PolicyTest test : all) {
      for (Leaf leaf : leaves(meaning, test)) {
        if (!test.expected().holds(leaf.action())) {
          failed.add(
              new Failure(
                  test.position().toString(),
                  test.text(),
                  test.expected().text(),
                  leaf.call(),
                  leaf.action()));
          break;
        }
      }
    }
    return new PolicyTestRun(all.size(), failed, untouched);
  }

  /**
   * {@return the rules that decide none of the tested calls} Each rule gets an action of its own to
   * see that.
   */
  private static List<Rule> untouched(Policy policy, List<PolicyTest> tests) {
    List<Rule> marked = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Action mark = Action.trace(marked.size() & 0xffff);
      marked.add(
          new Rule(
              rule.calls(), rule.abis(), mark, rule.condition(), rule.position(), rule.reason()));
    }
    Meaning meaning = PolicyMeaning.of(policy.withRules(marked), new Diagrams());
    BitSet touched = new BitSet();
    for (PolicyTest test : tests) {
      for (Leaf leaf : leaves(meaning, test)) {
        if (leaf.action().kind() == Action.Kind.TRACE) {
          touched.set(leaf.action().data());
        }
      }
    }
    List<Rule> untouched = new ArrayList<>();
    for (int i = 0; i < policy.rules().size(); i++) {
      if (!touched.get(i & 0xffff)) {
        untouched.add(policy.rules().get(i));
      }
    }
    return untouched;
  }

  /** An outcome that calls of a test have, and one of them. */
  private record Leaf(Action action, Call call) {}

  private static List<Leaf> leaves(Meaning meaning, PolicyTest test) {
    List<Leaf> leaves = new ArrayList<>();
    int arch = test.abi().auditArch();
    int root = meaning.map(arch).nodeOf(test.number());
    long[] words = new long[7];
    for (int i = 0; i < test.arguments().size(); i++) {
      words[i] = test.arguments().get(i).orElse(0);
    }
    walk(meaning.diagrams(), test, root, words, new HashSet<>(), leaves);
    return leaves;
  }

  private static void walk(
      Diagrams diagrams,
      PolicyTest test,
      int node,
      long[] words,
      Set<Integer> seen,
      List<Leaf> leaves) {
    if (!seen.add(node)) {
      return;
    }
    if (Diagrams.isLeaf(node)) {
      Call call =
          Call.of(
              test.abi().auditArch(),
              test.number(),
              words[6],
              words[0],
              words[1],
              words[2],
              words[3],
              words[4],
              words[5]);
      leaves.add(new Leaf(Action.of(diagrams.value(node)), call));
      return;
    }
    int variable = diagrams.variable(node);
    int argument = variable >>> 6;
    long bit = 1L << (63 - (variable & 63));
    if (argument < test.arguments().size() && test.arguments().get(argument).isPresent()) {
      int next = (words[argument] & bit) == 0 ? diagrams.low(node) : diagrams.high(node);
      walk(diagrams, test, next, words, seen, leaves);
      return;
    }
    walk(diagrams, test, diagrams.low(node), words, seen, leaves);
    words[argument] |= bit;
    walk(diagrams, test, diagrams.high(node), words, seen, leaves);
    words[argument] &= ~bit;
  }
}
