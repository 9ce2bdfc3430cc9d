package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.TooComplex;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SymbolicExecutionTest {
  private static final long SEED = Long.getLong("seed", 20261122L);

  private int decided;
  private int undecided;

  @Test
  void agreesWithTheInterpreterOnProgramsOfComparisons() {
    RandomPrograms programs = new RandomPrograms(SEED);
    for (int i = 0; i < 1500; i++) {
      compare(programs, programs.usual(3 + i % 40), i);
    }
    assertTrue(decided > 1200, decided + " decided, " + undecided + " refused");
  }

  @Test
  void agreesWithTheInterpreterOnProgramsThatCompute() {
    RandomPrograms programs = new RandomPrograms(SEED + 1);
    for (int i = 0; i < 1500; i++) {
      compare(programs, programs.strange(3 + i % 30), i);
    }
    assertTrue(decided > 700, decided + " decided, " + undecided + " refused");
  }

  private void compare(RandomPrograms programs, Program program, int round) {
    Meaning meaning;
    try {
      meaning = SymbolicExecution.of(program, new Diagrams());
    } catch (Undecided | TooComplex e) {
      undecided++;
      return;
    }
    decided++;
    for (int probe = 0; probe < 200; probe++) {
      Call call = programs.call();
      boolean foreignOrder = call.arch() == Abi.S390X.auditArch();
      if (foreignOrder && Arrays.stream(meaning.arches()).noneMatch(a -> a == call.arch())) {
        continue;
      }
      assertEquals(
          Action.of(Interpreter.run(program, call)),
          Action.of(meaning.evaluate(call)),
          () -> "seed " + SEED + " round " + round + ": " + call + "\n" + listing(program));
    }
  }

  private static String listing(Program program) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < program.size(); i++) {
      text.append(i).append(": ").append(program.at(i)).append('\n');
    }
    return text.toString();
  }
}
