package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.PolicyEvaluator;
import callgate.decision.PolicyMeaning;
import callgate.decision.RandomPolicies;
import callgate.decision.TooComplex;
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
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterCompilerTest {
  private static final long SEED = Long.getLong("seed", 20261122L);

  @Test
  void policyMeaningFilterAndInterpreterAgreeOnRandomPolicies() {
    RandomPolicies policies = new RandomPolicies(SEED);
    for (int round = 0; round < 1200; round++) {
      Policy policy = policies.next(12);
      ProvenFilter filter = FilterCompiler.compile(policy, options(round));
      String place = "seed " + SEED + " round " + round;
      for (int probe = 0; probe < 150; probe++) {
        Call call = policies.call();
        Action meant = PolicyEvaluator.decide(policy, call);
        assertEquals(
            meant, Action.of(filter.meaning().evaluate(call)), () -> place + " meaning " + call);
        assertEquals(
            meant,
            Action.of(Interpreter.run(filter.program(), call)),
            () -> place + " filter " + call);
      }
    }
  }

  private static CompileOptions options(int round) {
    return CompileOptions.DEFAULT
        .with(round % 2 == 0 ? Objective.SPEED : Objective.SIZE)
        .with(round % 3 == 0 ? CostModel.CACHED : CostModel.EVERY_CALL);
  }

  @Test
  void everyBrokenInstructionIsCaughtWithACallThatShowsIt() {
    RandomPolicies policies = new RandomPolicies(SEED + 7);
    RandomPrograms programs = new RandomPrograms(SEED);
    int broken = 0;
    for (int round = 0; round < 300; round++) {
      ProvenFilter filter = FilterCompiler.compile(policies.next(8));
      Program changed = programs.mutant(filter.program());
      try {
        FilterCompiler.prove(changed, filter.meaning());
        assertSameForManyCalls(filter, changed, policies);
      } catch (ProofFailed e) {
        broken++;
        Call witness = e.witness();
        Action meant = PolicyEvaluator.decide(filter.policy(), witness);
        Action found = Action.of(Interpreter.run(changed, witness));
        assertTrue(!meant.equals(found), () -> witness + " is " + meant + " for both");
      } catch (Undecided | TooComplex e) {
        broken++;
      }
    }
    assertTrue(broken > 120, broken + " of 300 changes were caught");
  }

  /** A change may be harmless; then nobody can see it. */
  private static void assertSameForManyCalls(
      ProvenFilter filter, Program changed, RandomPolicies policies) {
    for (int probe = 0; probe < 300; probe++) {
      Call call = policies.call();
      assertEquals(
          Action.of(Interpreter.run(filter.program(), call)),
          Action.of(Interpreter.run(changed, call)));
    }
  }

  @Test
  void anUnnamedAbiNeverGetsThrough() {
    Policy policy = policy(List.of(Abi.X86_64), Action.ALLOW);
    Program program = FilterCompiler.compile(policy).program();
    assertEquals(Action.KILL_PROCESS, Action.of(Interpreter.run(program, Call.of(Abi.X86, 1))));
    assertEquals(
        Action.KILL_PROCESS,
        Action.of(Interpreter.run(program, Call.of(Abi.X32, Abi.X32_BIT + 1))));
    assertEquals(Action.ALLOW, Action.of(Interpreter.run(program, Call.of(Abi.X86_64, -1))));
  }

  @Test
  void a32BitArgumentIsComparedInItsLowHalf() {
    Rule rule = Rule.of(Action.errno(1), "socket").when(Condition.Test.of(0, Op.EQ, 40));
    Policy policy = policy(List.of(Abi.X86_64), Action.ALLOW, rule);
    Program program = FilterCompiler.compile(policy).program();
    Call plain = Call.of(Abi.X86_64, 41, 40);
    Call withHighHalf = Call.of(Abi.X86_64, 41, 0x1_0000_0028L);
    assertEquals(Action.errno(1), Action.of(Interpreter.run(program, plain)));
    assertEquals(Action.errno(1), Action.of(Interpreter.run(program, withHighHalf)));
  }

  @Test
  void highHalvesDontMatterOn32BitAbis() {
    Rule rule = Rule.of(Action.ALLOW, "socket").when(Condition.Test.of(0, Op.GT, 40));
    Policy policy = policy(List.of(Abi.X86), Action.errno(1), rule);
    Program program = FilterCompiler.compile(policy).program();
    Call call = Call.of(Abi.X86, 359, 0x1_0000_0001L);
    assertEquals(Action.errno(1), Action.of(Interpreter.run(program, call)));
  }

  @Test
  void aFilterThatIsTooLongIsRefused() {
    List<Rule> rules = new ArrayList<>();
    Random random = new Random(SEED);
    for (int i = 0; i < 5000; i++) {
      Condition condition = Condition.Test.of(1, Op.EQ, random.nextInt());
      Calls calls = new Calls.Numbered(i * 3, i * 3);
      rules.add(
          new Rule(List.of(calls), List.of(), Action.ALLOW, condition, Position.of("long"), ""));
    }
    Policy policy = policy(List.of(Abi.X86_64), Action.errno(1), rules.toArray(new Rule[0]));
    InvalidProgram e = assertThrows(InvalidProgram.class, () -> FilterCompiler.compile(policy));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("a filter has 1 to 4096 instructions, not "), message);
  }

  @Test
  void farTargetsAreReached() {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Condition condition = Condition.Test.of(i % 6, Op.EQ, i * 977L);
      Calls calls = new Calls.Numbered(i * 3, i * 3);
      Action action = Action.errno(1 + i % 200);
      rules.add(new Rule(List.of(calls), List.of(), action, condition, Position.of("far"), ""));
    }
    Policy policy = policy(List.of(Abi.X86_64), Action.ALLOW, rules.toArray(new Rule[0]));
    ProvenFilter filter = FilterCompiler.compile(policy);
    assertTrue(filter.program().size() > 1000, () -> filter.program().size() + " instructions");
    assertEquals(PolicyMeaning.of(policy, filter.meaning().diagrams()), filter.meaning());
  }

  @Test
  void aPolicyThatAlwaysDoesTheSameIsOneInstruction() {
    Policy policy =
        new Policy(
            "all",
            List.of(Abi.X86_64, Abi.X32),
            Action.ALLOW,
            Action.ALLOW,
            new Newer.AsDefault(),
            Set.of(),
            List.of());
    assertEquals(
        List.of(Instruction.of(Opcode.RET_K, 0x7fff0000)),
        FilterCompiler.compile(policy).program().instructions());
    assertEquals(0, PolicyMeaning.of(policy, new Diagrams()).arches().length);
  }

  private static Policy policy(List<Abi> abis, Action defaultAction, Rule... rules) {
    return new Policy(
        "test",
        abis,
        defaultAction,
        Action.KILL_PROCESS,
        new Newer.AsDefault(),
        Set.of(),
        List.of(rules));
  }
}
