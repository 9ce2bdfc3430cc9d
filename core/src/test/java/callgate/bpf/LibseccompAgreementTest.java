package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.bpf.Libseccomp.Made;
import callgate.decision.Call;
import callgate.decision.PolicyEvaluator;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another implementation as a judge: the libseccomp that is installed. Where it means something
 * else by the same rules, a test says so.
 */
@DisplayName("libseccomp")
class LibseccompAgreementTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final int ROUNDS = 400;
  private static final int PROBES = 300;
  private static final Action FOREIGN = Action.trap(0);

  /** {@code -EEXIST}: the rule is there already. */
  private static final int EXISTS = -17;

  private static final List<List<Abi>> ABIS =
      List.of(
          List.of(Abi.X86_64),
          List.of(Abi.X86_64, Abi.X32),
          List.of(Abi.X86_64, Abi.X86, Abi.X32),
          List.of(Abi.X86),
          List.of(Abi.X32),
          List.of(Abi.AARCH64),
          List.of(Abi.AARCH64, Abi.ARM));

  /** Calls that all these ABIs have under their own numbers. */
  private static final List<String> NAMES =
      List.of(
          "read",
          "write",
          "close",
          "openat",
          "ioctl",
          "personality",
          "prctl",
          "clone",
          "dup3",
          "kill",
          "mprotect",
          "unshare",
          "setns",
          "ptrace",
          "futex",
          "getrandom",
          "bpf",
          "statx");

  private static final List<Action> ACTIONS =
      List.of(
          Action.ALLOW,
          Action.LOG,
          Action.errno(1),
          Action.errno(38),
          Action.trap(0),
          Action.trace(9),
          Action.KILL_THREAD,
          Action.KILL_PROCESS);

  private static final long[] VALUES = {
    0, 1, 2, 8, 38, 40, 0x20008, 0x7e020000, 0xffffffffL, 0x100000028L, 0x500000000L, -1, 1L << 63
  };

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final List<Long> values = new ArrayList<>();

  private static Policy policy(List<Abi> abis, Action defaultAction, List<Rule> rules) {
    return new Policy(
        "libseccomp", abis, defaultAction, Action.trap(0), new Newer.AsDefault(), Set.of(), rules);
  }

  private static Rule rule(Action action, String name, List<Test> tests) {
    return new Rule(
        List.of(new Calls.Named(name)),
        List.of(),
        action,
        new Condition.All(List.copyOf(tests)),
        Position.of("libseccomp"),
        "");
  }

  private Action other(Action than) {
    Action action = ACTIONS.get(random.nextInt(ACTIONS.size()));
    return action.equals(than) ? other(than) : action;
  }

  /** Tests of different arguments: two of one argument are refused. */
  private List<Test> tests() {
    List<Test> tests = new ArrayList<>();
    for (int argument = 0; argument < 6; argument++) {
      if (random.nextInt(4) == 0) {
        tests.add(test(argument));
      }
    }
    return tests;
  }

  private Test test(int argument) {
    long value = VALUES[random.nextInt(VALUES.length)];
    long mask = -1;
    Op op = Op.values()[random.nextInt(Op.values().length)];
    if (random.nextInt(3) == 0) {
      mask = VALUES[random.nextInt(VALUES.length)];
      mask = mask == -1 ? 0xff : mask;
      op = Op.EQ;
      value &= mask;
    }
    values.add(value);
    return new Test(argument, op, value, mask, Width.BITS_64);
  }

  private Call call(Policy policy) {
    List<Abi> abis = policy.abis();
    Abi abi = random.nextInt(12) == 0 ? Abi.RISCV64 : abis.get(random.nextInt(abis.size()));
    int number =
        random.nextInt(5) == 0
            ? List.of(0, -1, -2, Abi.X32_BIT, Abi.X32_BIT - 1, 1000).get(random.nextInt(6))
            : Syscalls.number(abi, name(policy)).orElse(7);
    boolean skipped = number == -1 && abis.equals(List.of(Abi.X32));
    long[] arguments = new long[6];
    for (int i = 0; i < 6; i++) {
      arguments[i] = nearValue();
    }
    return Call.of(abi.auditArch(), skipped ? 0 : number, 0, arguments);
  }

  private String name(Policy policy) {
    Rule rule = policy.rules().get(random.nextInt(policy.rules().size()));
    return ((Calls.Named) rule.calls().getFirst()).name();
  }

  private long nearValue() {
    if (values.isEmpty() || random.nextInt(8) == 0) {
      return random.nextLong();
    }
    long value = values.get(random.nextInt(values.size()));
    return switch (random.nextInt(6)) {
      case 0 -> value + 1;
      case 1 -> value - 1;
      case 2 -> value & 0xffffffffL;
      case 3 -> value ^ 1L << random.nextInt(64);
      default -> value;
    };
  }

  private Test equal(int argument) {
    long value = VALUES[random.nextInt(VALUES.length)];
    values.add(value);
    return wide(argument, Op.EQ, value);
  }

  /** libseccomp knows nothing of narrower arguments. */
  private static Test wide(int argument, Op op, long value) {
    return new Test(argument, op, value, -1, Width.BITS_64);
  }

  /** A rule for each of some calls, each of several tests. */
  private void conjunctions(Set<String> names, Action defaultAction, List<Rule> rules) {
    for (String name : names) {
      rules.add(rule(other(defaultAction), name, tests()));
    }
  }

  /** For each of some calls several values of one argument, of one action. */
  private void alternatives(Set<String> names, Action defaultAction, List<Rule> rules) {
    for (String name : names) {
      Action action = other(defaultAction);
      int argument = random.nextInt(6);
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        rules.add(rule(action, name, List.of(equal(argument))));
      }
    }
  }

  /** For each of some calls two ends of the values of an argument, and a value between them. */
  private void bounds(Set<String> names, Action defaultAction, List<Rule> rules) {
    for (String name : names) {
      Action action = other(defaultAction);
      int argument = random.nextInt(6);
      long low = random.nextInt(100);
      long high = low + 2 + random.nextInt(100);
      values.addAll(List.of(low, low + 1, high));
      rules.add(rule(action, name, List.of(wide(argument, Op.LT, low))));
      rules.add(rule(action, name, List.of(wide(argument, Op.EQ, low + 1))));
      rules.add(rule(action, name, List.of(wide(argument, Op.GT, high))));
    }
  }

  private Set<String> someNames() {
    Set<String> names = new TreeSet<>();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      names.add(NAMES.get(random.nextInt(NAMES.size())));
    }
    return names;
  }

  /** Fills in the rules of a policy. */
  private interface RuleMaker {
    void add(Set<String> names, Action defaultAction, List<Rule> rules);
  }

  private void compare(RuleMaker maker) throws Exception {
    Libseccomp libseccomp = new Libseccomp();
    List<Policy> policies = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Abi> abis = ABIS.get(random.nextInt(ABIS.size()));
      Action defaultAction = ACTIONS.get(random.nextInt(ACTIONS.size()));
      List<Rule> rules = new ArrayList<>();
      maker.add(someNames(), defaultAction, rules);
      policies.add(policy(abis, defaultAction, rules));
      libseccomp.filter(defaultAction, FOREIGN, 1 + round % 2, abis);
      rules.forEach(libseccomp::rule);
      libseccomp.export();
    }
    List<Optional<Made>> results = libseccomp.run(directory);
    int compared = 0;
    for (int round = 0; round < ROUNDS; round++) {
      if (results.get(round).isPresent()) {
        compare(policies.get(round), results.get(round).get(), "seed " + SEED + " round " + round);
        compared++;
      }
    }
    assertTrue(compared > ROUNDS * 9 / 10, compared + " filters compared");
  }

  private void compare(Policy policy, Made made, String place) {
    for (int status : made.statuses()) {
      assertTrue(status == 0 || status == EXISTS, () -> place + " " + status + " " + policy);
    }
    for (int probe = 0; probe < PROBES; probe++) {
      Call call = call(policy);
      assertEquals(
          PolicyEvaluator.decide(policy, call),
          Action.of(Interpreter.run(made.filter(), call)),
          () -> place + " " + call + " under " + policy);
    }
  }

  @org.junit.jupiter.api.Test
  @DisplayName("does what a policy says with a rule of several tests for each call")
  void conjunctions() throws Exception {
    compare(this::conjunctions);
  }

  @org.junit.jupiter.api.Test
  @DisplayName("does what a policy says with rules for the values of an argument")
  void alternatives() throws Exception {
    compare(this::alternatives);
  }

  @org.junit.jupiter.api.Test
  @DisplayName("does what a policy says with rules for both ends of an argument's values")
  void bounds() throws Exception {
    compare(this::bounds);
  }

  /** {@return what comes of rules on x86_64 that allow, where the default is ERRNO(1)} */
  private Made made(List<Abi> abis, Rule... rules) throws Exception {
    Libseccomp libseccomp = new Libseccomp();
    libseccomp.filter(Action.errno(1), FOREIGN, Libseccomp.LIST, abis);
    List.of(rules).forEach(libseccomp::rule);
    libseccomp.export();
    return libseccomp.run(directory).getFirst().orElseThrow();
  }

  private static Action decided(Made made, Abi abi, String name, long argument) {
    int number = Syscalls.number(abi, name).orElseThrow();
    return Action.of(Interpreter.run(made.filter(), Call.of(abi, number, argument)));
  }

  private static Action meant(List<Abi> abis, Abi abi, String name, long argument, Rule... rules) {
    int number = Syscalls.number(abi, name).orElseThrow();
    return PolicyEvaluator.decide(
        policy(abis, Action.errno(1), List.of(rules)), Call.of(abi, number, argument));
  }

  private static final List<Abi> X86_64 = List.of(Abi.X86_64);

  @org.junit.jupiter.api.Test
  @DisplayName("refuses two tests of one argument in a rule; a policy means both")
  void sameArgumentTwice() throws Exception {
    Rule rule =
        rule(Action.ALLOW, "personality", List.of(Test.of(0, Op.GT, 3), Test.of(0, Op.LT, 5)));
    assertEquals(List.of(-22), made(X86_64, rule).statuses());
    assertEquals(Action.ALLOW, meant(X86_64, Abi.X86_64, "personality", 4, rule));
    assertEquals(Action.errno(1), meant(X86_64, Abi.X86_64, "personality", 5, rule));
  }

  @org.junit.jupiter.api.Test
  @DisplayName("refuses a rule with the default action; in a policy it may come before others")
  void defaultAction() throws Exception {
    Rule rule = rule(Action.errno(1), "read", List.of());
    assertEquals(List.of(-13), made(X86_64, rule).statuses());
    assertEquals(Action.errno(1), meant(X86_64, Abi.X86_64, "read", 0, rule));
  }

  @org.junit.jupiter.api.Test
  @DisplayName("drops bits of a value outside its mask; in a policy the rule never holds")
  void bitsOutsideMask() throws Exception {
    Rule rule =
        rule(Action.ALLOW, "personality", List.of(new Test(0, Op.EQ, 0x11, 0xf, Width.BITS_64)));
    assertEquals(Action.ALLOW, decided(made(X86_64, rule), Abi.X86_64, "personality", 1));
    assertEquals(Action.errno(1), meant(X86_64, Abi.X86_64, "personality", 1, rule));
  }

  @org.junit.jupiter.api.Test
  @DisplayName("lets a rule without tests win over others; in a policy the first one does")
  void unconditionalRuleWins() throws Exception {
    Rule one = rule(Action.KILL_PROCESS, "personality", List.of(Test.of(0, Op.EQ, 1)));
    Rule all = rule(Action.ALLOW, "personality", List.of());
    assertEquals(Action.ALLOW, decided(made(X86_64, one, all), Abi.X86_64, "personality", 1));
    assertEquals(Action.ALLOW, decided(made(X86_64, all, one), Abi.X86_64, "personality", 1));
    assertEquals(Action.KILL_PROCESS, meant(X86_64, Abi.X86_64, "personality", 1, one, all));
    assertEquals(Action.ALLOW, meant(X86_64, Abi.X86_64, "personality", 1, all, one));
  }

  @org.junit.jupiter.api.Test
  @DisplayName("keeps the first of two rules with the same tests, as a policy does")
  void sameTestsTwice() throws Exception {
    Rule first = rule(Action.KILL_PROCESS, "personality", List.of(Test.of(0, Op.EQ, 1)));
    Rule second = rule(Action.ALLOW, "personality", List.of(Test.of(0, Op.EQ, 1)));
    assertEquals(
        Action.KILL_PROCESS, decided(made(X86_64, first, second), Abi.X86_64, "personality", 1));
    assertEquals(Action.KILL_PROCESS, meant(X86_64, Abi.X86_64, "personality", 1, first, second));
  }

  @org.junit.jupiter.api.Test
  @DisplayName("means socketcall, too, by a socket call of x86; a policy only what it names")
  void multiplexedCalls() throws Exception {
    List<Abi> abis = List.of(Abi.X86);
    Rule rule = rule(Action.ALLOW, "socket", List.of());
    assertEquals(Action.ALLOW, decided(made(abis, rule), Abi.X86, "socketcall", 1));
    assertEquals(Action.errno(1), meant(abis, Abi.X86, "socketcall", 1, rule));
  }

  @org.junit.jupiter.api.Test
  @DisplayName("takes number -1 for one of x32 where that is the only ABI; a policy does not")
  void skippedCallOfX32() throws Exception {
    List<Abi> abis = List.of(Abi.X32);
    Rule rule = rule(Action.ALLOW, "read", List.of());
    Call skipped = Call.of(Abi.X32, -1);
    assertEquals(Action.errno(1), Action.of(Interpreter.run(made(abis, rule).filter(), skipped)));
    assertEquals(
        FOREIGN, PolicyEvaluator.decide(policy(abis, Action.errno(1), List.of(rule)), skipped));
  }
}
