package callgate.decision;

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
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Policies with everything that a policy can say, and calls on which they may turn. */
public final class RandomPolicies {
  private static final Action[] ACTIONS = {
    Action.ALLOW,
    Action.LOG,
    Action.errno(1),
    Action.errno(38),
    Action.trap(3),
    Action.trace(9),
    Action.USER_NOTIF,
    Action.KILL_THREAD,
    Action.KILL_PROCESS
  };
  private static final List<List<Abi>> ABIS =
      List.of(
          List.of(Abi.X86_64),
          List.of(Abi.X86_64, Abi.X32),
          List.of(Abi.X86_64, Abi.X86, Abi.X32),
          List.of(Abi.X32),
          List.of(Abi.AARCH64, Abi.ARM),
          List.of(Abi.S390X, Abi.S390),
          List.of(Abi.X86));
  private static final long[] VALUES = {
    0, 1, 2, 8, 16, 38, 40, 0x20008, 0x7e020000, 0xffffffffL, 0x100000028L, -1, Long.MIN_VALUE, -100
  };

  private final Random random;
  private boolean places = true;
  private final List<Long> values = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();
  private List<Abi> abis = List.of();

  private List<String> names = List.of();
  private List<List<Abi>> choices = ABIS;

  public RandomPolicies(long seed) {
    random = new Random(seed);
  }

  /** {@return this, from now on with rules about some calls only, on some combinations of ABIs} */
  public RandomPolicies about(List<String> newNames, List<List<Abi>> newChoices) {
    names = List.copyOf(newNames);
    choices = List.copyOf(newChoices);
    return this;
  }

  /** Policies that do not ask where calls are made from, which a real program can't choose. */
  public RandomPolicies anywhere() {
    places = false;
    return this;
  }

  /** {@return a policy with up to so many rules} */
  public Policy next(int mostRules) {
    values.clear();
    numbers.clear();
    abis = choices.get(random.nextInt(choices.size()));
    List<Rule> rules = new ArrayList<>();
    int count = random.nextInt(mostRules + 1);
    for (int i = 0; i < count; i++) {
      rules.add(rule());
    }
    return new Policy("random", abis, action(), action(), newer(), Set.of(), rules);
  }

  private Rule rule() {
    List<Calls> calls = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      calls.add(calls());
    }
    List<Abi> only =
        random.nextInt(4) == 0 ? List.of(abis.get(random.nextInt(abis.size()))) : List.of();
    Condition condition = random.nextInt(3) == 0 ? Condition.ALWAYS : condition(2);
    return new Rule(calls, only, action(), condition, Position.of("random"), "");
  }

  private Calls calls() {
    Abi abi = abis.get(random.nextInt(abis.size()));
    List<String> pool = names.isEmpty() ? Syscalls.names(abi) : names;
    String name = pool.get(random.nextInt(pool.size()));
    int number = Syscalls.number(abi, name).orElseThrow();
    numbers.add(number);
    if (random.nextInt(5) > 0) {
      return new Calls.Named(name);
    }
    int last = number + random.nextInt(10);
    numbers.add(last);
    return random.nextInt(8) == 0
        ? new Calls.Numbered(number, -1)
        : new Calls.Numbered(number, last);
  }

  private Condition condition(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return test();
    }
    List<Condition> parts = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      parts.add(condition(depth - 1));
    }
    return switch (random.nextInt(3)) {
      case 0 -> new Condition.All(parts);
      case 1 -> new Condition.Any(parts);
      default -> new Condition.Not(parts.getFirst());
    };
  }

  private Test test() {
    Op op = Op.values()[random.nextInt(Op.values().length)];
    long mask = random.nextInt(3) == 0 ? value() : -1;
    Width width = Width.values()[random.nextInt(Width.values().length)];
    boolean place = random.nextInt(12) == 0 && places;
    int argument = place ? Test.INSTRUCTION_POINTER : random.nextInt(6);
    return new Test(argument, op, value(), mask, width);
  }

  private long value() {
    long value = random.nextInt(4) == 0 ? random.nextLong() : VALUES[random.nextInt(VALUES.length)];
    values.add(value);
    return value;
  }

  private Newer newer() {
    return switch (random.nextInt(3)) {
      case 0 -> new Newer.AsDefault();
      case 1 -> new Newer.Since(new KernelVersion(5, random.nextInt(20)), action());
      default -> {
        Map<Abi, Integer> largest = new EnumMap<>(Abi.class);
        for (Abi abi : abis) {
          int base = abi == Abi.X32 ? Abi.X32_BIT : 0;
          largest.put(abi, base + random.nextInt(450));
          numbers.add(largest.get(abi));
        }
        yield new Newer.Above(largest, action());
      }
    };
  }

  private Action action() {
    return ACTIONS[random.nextInt(ACTIONS.length)];
  }

  /** {@return a call near what the last policy tests} */
  public Call call() {
    long[] arguments = new long[6];
    for (int i = 0; i < 6; i++) {
      arguments[i] = nearValue();
    }
    int arch =
        random.nextInt(10) == 0
            ? Abi.RISCV64.auditArch()
            : abis.get(random.nextInt(abis.size())).auditArch();
    return Call.of(arch, nearNumber(), nearValue(), arguments);
  }

  /**
   * {@return a call of the names that policies are about, on x86_64 or x86, near what the last
   * policy tests}
   */
  public Call harmlessCall() {
    Abi abi = random.nextBoolean() ? Abi.X86_64 : Abi.X86;
    String name = names.get(random.nextInt(names.size()));
    long[] arguments = new long[6];
    for (int i = 0; i < 6; i++) {
      arguments[i] = nearValue();
    }
    return Call.of(abi, Syscalls.number(abi, name).orElseThrow(), arguments);
  }

  private int nearNumber() {
    if (numbers.isEmpty() || random.nextInt(4) == 0) {
      int[] edges = {0, -1, -2, Abi.X32_BIT, Abi.X32_BIT - 1, Abi.X32_BIT + 600, 471, 472, 5000};
      return random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextInt(480);
    }
    return numbers.get(random.nextInt(numbers.size())) + random.nextInt(3) - 1;
  }

  private long nearValue() {
    if (values.isEmpty() || random.nextInt(6) == 0) {
      return random.nextLong();
    }
    long value = values.get(random.nextInt(values.size()));
    return switch (random.nextInt(6)) {
      case 0 -> value + 1;
      case 1 -> value - 1;
      case 2 -> value & 0xffffffffL;
      case 3 -> value | ((long) random.nextInt() << 32);
      case 4 -> ~value;
      default -> value;
    };
  }
}
