package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lint looks for rules that do nothing:")
class RuleChecksTest {
  private static final Action EPERM = Action.errno(1);

  private static Condition domain(Op op, long value) {
    return Condition.Test.of(0, op, value);
  }

  /** {@return the findings in rules that stand in lines 1, 2, ... and let nothing else through} */
  private static List<String> findings(Code code, Rule... rules) {
    List<Rule> placed = new ArrayList<>();
    for (Rule rule : rules) {
      Position position = new Position("policy", placed.size() + 1, 0);
      placed.add(
          new Rule(rule.calls(), rule.abis(), rule.action(), rule.condition(), position, ""));
    }
    Policy policy =
        new Policy(
            "policy",
            List.of(Abi.X86_64, Abi.X86, Abi.X32),
            EPERM,
            Action.KILL_PROCESS,
            new Newer.AsDefault(),
            Set.of(),
            placed);
    return Linted.texts(code, Lint.check(Linted.source(policy), LintOptions.DEFAULT));
  }

  private static Rule allow(String... names) {
    return Rule.of(Action.ALLOW, names);
  }

  @Test
  @DisplayName("a name that stands in two rules")
  void repeated() {
    assertEquals(
        List.of(
            "policy:2: note: this part of the rule (read) never matches: the rule in line 1 decides"
                + " before"),
        findings(Code.REDUNDANT, allow("read", "write"), allow("read", "close")));
  }

  @Test
  @DisplayName("a narrow rule before a wide one that says the same")
  void narrow() {
    assertEquals(
        List.of(
            "policy:1: note: this rule (socket) changes nothing: the rule in line 2 decides the"
                + " same"),
        findings(Code.REDUNDANT, allow("socket").when(domain(Op.EQ, 1)), allow("socket")));
  }

  @Test
  @DisplayName("a rule that says what the default says")
  void asDefault() {
    assertEquals(
        List.of(
            "policy:1: note: this rule (ptrace) changes nothing: the default action decides the"
                + " same"),
        findings(Code.REDUNDANT, Rule.of(EPERM, "ptrace")));
  }

  @Test
  @DisplayName("a rule that several others cover together")
  void together() {
    assertEquals(
        List.of(
            "policy:3: note: this rule (socket) never matches: the rules in line 1 and line"
                + " 2 decide before"),
        findings(
            Code.REDUNDANT,
            allow("socket").when(domain(Op.LT, 10)),
            allow("socket").when(domain(Op.GT, 5)),
            allow("socket").when(domain(Op.NE, 1))));
  }

  @Test
  @DisplayName("a rule behind another that decides otherwise")
  void shadowed() {
    Rule[] rules = {allow("socket"), Rule.of(EPERM, "socket").when(domain(Op.EQ, 40))};
    assertEquals(
        List.of(
            "policy:2: warning: this rule (socket) never matches: the rule in line 1 decides"
                + " before"),
        findings(Code.NEVER_MATCHES, rules));
    assertEquals(List.of(), findings(Code.REDUNDANT, rules));
  }

  @Test
  @DisplayName("a condition that nothing meets")
  void contradiction() {
    assertEquals(
        List.of(
            "policy:1: warning: this rule (socket) has a condition that holds for no arguments"),
        findings(
            Code.CONTRADICTION,
            allow("socket").when(new Condition.All(List.of(domain(Op.LT, 3), domain(Op.GT, 5))))));
  }

  @Test
  @DisplayName("nothing where a rule decides on one ABI only")
  void oneAbi() {
    Rule only =
        new Rule(
            List.of(new Calls.Named("read")),
            List.of(Abi.X86),
            EPERM,
            Condition.ALWAYS,
            Position.of("policy"),
            "");
    assertEquals(List.of(), findings(Code.NEVER_MATCHES, only, allow("read")));
    assertEquals(List.of(), findings(Code.REDUNDANT, only, allow("read")));
  }

  @Test
  @DisplayName("names within a range of numbers that decides the same")
  void ranges() {
    Rule range =
        new Rule(
            List.of(new Calls.Numbered(0, 10)),
            List.of(Abi.X86_64),
            Action.ALLOW,
            Condition.ALWAYS,
            Position.of("policy"),
            "");
    assertEquals(List.of(), findings(Code.REDUNDANT, range, allow("read")));
    assertEquals(
        List.of(
            "policy:2: note: this rule (read) never matches: the rule in line 1 decides before"),
        findings(
            Code.REDUNDANT,
            range,
            new Rule(
                List.of(new Calls.Named("read")),
                List.of(Abi.X86_64),
                Action.ALLOW,
                Condition.ALWAYS,
                Position.of("policy"),
                "")));
  }

  @Test
  @DisplayName("nothing in rules that a format adds of its own, which stand in no line")
  void unwritten() {
    Policy policy =
        new Policy(
            "policy",
            List.of(Abi.X86_64),
            EPERM,
            Action.KILL_PROCESS,
            new Newer.AsDefault(),
            Set.of(),
            List.of(
                new Rule(
                    List.of(new Calls.Named("execve")),
                    List.of(),
                    Action.ALLOW,
                    Condition.ALWAYS,
                    new Position("policy", 1, 0),
                    ""),
                Rule.of(Action.ALLOW, "execve")));
    assertEquals(
        List.of(),
        Linted.texts(Code.REDUNDANT, Lint.check(Linted.source(policy), LintOptions.DEFAULT)));
  }

  @Test
  @DisplayName("nothing where each rule decides some call")
  void needed() {
    Rule[] rules = {
      allow("socket").when(domain(Op.LT, 38)),
      allow("socket").when(domain(Op.EQ, 39)),
      allow("socket").when(domain(Op.GT, 40)),
      allow("read", "socketcall")
    };
    assertEquals(List.of(), findings(Code.REDUNDANT, rules));
    assertEquals(List.of(), findings(Code.NEVER_MATCHES, rules));
  }
}
