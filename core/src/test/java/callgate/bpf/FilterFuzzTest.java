package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.TooComplex;
import callgate.policy.Action;
import callgate.syscall.Abi;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/**
 * For minutes each, in the nightly profile only: {@code mvn -Pnightly verify}; one briefly always.
 */
@DisplayName("Fuzzed filters")
class FilterFuzzTest {
  private static final int[] OFFSETS = {0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 56, 60};
  private static final int[] ARCHES = {
    Abi.X86_64.auditArch(), Abi.X86.auditArch(), Abi.AARCH64.auditArch(), 0
  };
  private static final Opcode[] OPCODES = Opcode.values();

  @FuzzTest(maxDuration = "10m")
  @DisplayName("mean what the interpreter does with them")
  void meaning(FuzzedDataProvider data) {
    Program program;
    Meaning meaning;
    try {
      program = program(data);
      meaning = SymbolicExecution.of(program, new Diagrams());
    } catch (InvalidProgram | Undecided | TooComplex refused) {
      return;
    }
    List<Integer> constants = program.instructions().stream().map(Instruction::k).toList();
    while (data.remainingBytes() > 0) {
      Call call = call(data, constants);
      assertEquals(
          Action.of(Interpreter.run(program, call)),
          Action.of(meaning.evaluate(call)),
          () -> call + " under " + program.instructions());
    }
  }

  private static Program program(FuzzedDataProvider data) {
    List<Instruction> instructions = new ArrayList<>();
    int size = data.consumeInt(1, 40);
    for (int left = size - 1; left > 0; left--) {
      Opcode opcode = OPCODES[data.consumeInt(0, OPCODES.length - 1)];
      instructions.add(
          switch (opcode.kind()) {
            case BRANCH ->
                Instruction.branch(
                    opcode, constant(data), data.consumeInt(0, left), data.consumeInt(0, left));
            case JUMP -> Instruction.of(opcode, data.consumeInt(0, left));
            default -> Instruction.of(opcode, operand(opcode, data));
          });
    }
    instructions.add(Instruction.of(Opcode.RET_K, constant(data)));
    return Program.of(instructions);
  }

  private static int operand(Opcode opcode, FuzzedDataProvider data) {
    return switch (opcode) {
      case LD_ABS -> OFFSETS[data.consumeInt(0, OFFSETS.length - 1)];
      case LD_MEM, LDX_MEM, ST, STX -> data.consumeInt(0, Program.SCRATCH_WORDS - 1);
      case LSH_K, RSH_K -> data.consumeInt(0, 31);
      default -> constant(data);
    };
  }

  private static int constant(FuzzedDataProvider data) {
    return data.consumeBoolean() ? data.consumeInt(0, 500) : data.consumeInt();
  }

  private static Call call(FuzzedDataProvider data, List<Integer> constants) {
    long[] words = new long[8];
    for (int i = 0; i < words.length; i++) {
      words[i] = word(data, constants) << 32 | word(data, constants);
    }
    int arch = ARCHES[data.consumeInt(0, ARCHES.length - 1)];
    return Call.of(
        arch, (int) words[6], words[7], words[0], words[1], words[2], words[3], words[4], words[5]);
  }

  /** {@return a constant of the program or one beside it, mostly} */
  private static long word(FuzzedDataProvider data, List<Integer> constants) {
    int choice = data.consumeInt(0, constants.size() + 1);
    int value =
        choice < constants.size()
            ? constants.get(choice) + data.consumeInt(-1, 1)
            : data.consumeInt();
    return Integer.toUnsignedLong(value);
  }
}
