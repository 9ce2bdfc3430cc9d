package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.bpf.Libseccomp.Made;
import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A filter of libseccomp")
class LibseccompDecompiledTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final int ROUNDS = 150;
  private static final List<Abi> X86 = List.of(Abi.X86_64, Abi.X86, Abi.X32);
  private static final List<String> NAMES =
      List.of("read", "close", "openat", "ioctl", "personality", "prctl", "clone", "kill", "statx");
  private static final long[] VALUES = {
    0, 1, 2, 8, 0x20008, 0x7e020000, 0xffffffffL, 0x100000028L, -1, 1L << 63
  };

  @TempDir Path directory;

  private final Random random = new Random(SEED);

  /** {@return the filter as a policy, compiled again and proven equal} */
  private static Policy decompiled(Program filter, String place) {
    Meaning meaning = SymbolicExecution.of(filter, new Diagrams());
    Policy policy = Decompiler.decompile(meaning, "filter");
    assertEquals(meaning, PolicyMeaning.of(policy, meaning.diagrams()), place);
    Program again = FilterCompiler.compile(policy).program();
    assertEquals(meaning, SymbolicExecution.of(again, meaning.diagrams()), place);
    return policy;
  }

  private static Rule allow(Condition condition, String... names) {
    List<Calls> calls = Stream.of(names).<Calls>map(Calls.Named::new).toList();
    return new Rule(calls, List.of(), Action.ALLOW, condition, Position.of("filter"), "");
  }

  private Program made(int optimize) throws Exception {
    Libseccomp libseccomp = new Libseccomp();
    libseccomp.filter(Action.errno(1), Action.KILL_PROCESS, optimize, X86);
    for (String name : List.of("read", "write", "close", "openat", "exit_group")) {
      libseccomp.rule(Action.ALLOW, name, List.of());
    }
    Test namespaces = new Test(0, Op.EQ, 0, 0x7e020000, Width.BITS_64);
    libseccomp.rule(Action.ALLOW, "clone", List.of(namespaces));
    for (long persona : new long[] {0, 8, 0x20000}) {
      Test value = new Test(0, Op.EQ, persona, -1, Width.BITS_64);
      libseccomp.rule(Action.ALLOW, "personality", List.of(value));
    }
    libseccomp.export();
    return libseccomp.run(directory).getFirst().orElseThrow().filter();
  }

  @org.junit.jupiter.api.Test
  @DisplayName("is the rules again that it was made from, whether list or tree")
  void rulesAgain() throws Exception {
    Condition namespaces = new Test(0, Op.EQ, 0, 0x7e020000, Width.AUTO);
    List<Condition> personas =
        Stream.of(0L, 8L, 0x20000L)
            .<Condition>map(value -> new Test(0, Op.EQ, value, -1, Width.BITS_64))
            .toList();
    List<Rule> rules =
        List.of(
            allow(Condition.ALWAYS, "close", "exit_group", "openat", "read", "write"),
            allow(namespaces, "clone"),
            allow(new Condition.Any(personas), "personality"));
    for (int optimize : List.of(Libseccomp.LIST, Libseccomp.TREE)) {
      Policy policy = decompiled(made(optimize), "optimize " + optimize);
      assertEquals(Action.errno(1), policy.defaultAction());
      assertEquals(Action.KILL_PROCESS, policy.foreignAction());
      assertEquals(rules, policy.rules());
    }
  }

  private List<Test> tests() {
    List<Test> tests = new ArrayList<>();
    for (int argument = 0; argument < 6; argument++) {
      if (random.nextInt(4) == 0) {
        Op op = Op.values()[random.nextInt(Op.values().length)];
        long value = VALUES[random.nextInt(VALUES.length)];
        tests.add(new Test(argument, op, value, -1, Width.BITS_64));
      }
    }
    return tests;
  }

  @org.junit.jupiter.api.Test
  @DisplayName("can always be decompiled, compiled again and proven equal")
  void random() throws Exception {
    Libseccomp libseccomp = new Libseccomp();
    for (int round = 0; round < ROUNDS; round++) {
      libseccomp.filter(Action.errno(1), Action.trap(0), 1 + round % 2, X86);
      for (int i = random.nextInt(12); i >= 0; i--) {
        libseccomp.rule(Action.ALLOW, NAMES.get(random.nextInt(NAMES.size())), tests());
      }
      libseccomp.export();
    }
    int round = 0;
    for (Optional<Made> made : libseccomp.run(directory)) {
      String place = "seed " + SEED + " round " + round++;
      made.ifPresent(filter -> decompiled(filter.filter(), place));
    }
  }
}
