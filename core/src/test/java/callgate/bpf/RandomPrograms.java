package callgate.bpf;

import callgate.decision.Call;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Programs that seccomp accepts and that do all that it lets them do, and the calls on which they
 * may turn.
 */
final class RandomPrograms {
  private static final int[] RETURNS = {
    0x7fff0000, 0x00050001, 0x00050026, 0x80000000, 0, 0x00030007, 0x7ffc0000, 0x7fc00000
  };
  private static final int[] ARCHES = {
    Abi.X86_64.auditArch(), Abi.X86.auditArch(), Abi.AARCH64.auditArch(), Abi.S390X.auditArch()
  };

  private final Random random;
  private final List<Integer> constants = new ArrayList<>();

  RandomPrograms(long seed) {
    random = new Random(seed);
  }

  /** {@return a program with comparisons, as compilers emit them} */
  Program usual(int size) {
    return program(size, false);
  }

  /** {@return a program that also computes, moves and keeps values} */
  Program strange(int size) {
    return program(size, true);
  }

  private Program program(int size, boolean strange) {
    constants.clear();
    while (true) {
      List<Instruction> instructions = new ArrayList<>();
      for (int i = 0; i < size - 1; i++) {
        instructions.add(instruction(size - 1 - i, strange));
      }
      instructions.add(Instruction.of(Opcode.RET_K, pick(RETURNS)));
      try {
        return Program.of(instructions);
      } catch (InvalidProgram e) {
        // Reads scratch memory too early: try another.
      }
    }
  }

  private Instruction instruction(int left, boolean strange) {
    int choice = random.nextInt(strange ? 20 : 12);
    if (choice < 4) {
      int[] offsets = {0, 0, 0, 4, 16, 20, 16, 24, 28, 8, 60};
      return Instruction.of(Opcode.LD_ABS, pick(offsets));
    }
    if (choice < 10) {
      Opcode[] branches = {Opcode.JEQ_K, Opcode.JEQ_K, Opcode.JGE_K, Opcode.JGT_K, Opcode.JSET_K};
      Opcode[] withX = {Opcode.JEQ_X, Opcode.JGE_X, Opcode.JGT_X, Opcode.JSET_X};
      Opcode opcode =
          strange && random.nextInt(5) == 0
              ? withX[random.nextInt(withX.length)]
              : branches[random.nextInt(branches.length)];
      return Instruction.branch(opcode, constant(), forward(left), forward(left));
    }
    if (choice == 10) {
      return Instruction.of(Opcode.RET_K, pick(RETURNS));
    }
    if (choice == 11) {
      return Instruction.of(Opcode.AND_K, random.nextBoolean() ? 0x3fffffff : constant());
    }
    Opcode[] moves = {
      Opcode.TAX,
      Opcode.TXA,
      Opcode.LDX_IMM,
      Opcode.LD_IMM,
      Opcode.ST,
      Opcode.STX,
      Opcode.LD_MEM,
      Opcode.LDX_MEM,
      Opcode.LD_LEN,
      Opcode.JA,
      Opcode.RET_A
    };
    Opcode[] computes = {
      Opcode.ADD_K, Opcode.SUB_K, Opcode.OR_K, Opcode.XOR_K, Opcode.LSH_K, Opcode.RSH_K,
      Opcode.AND_X, Opcode.OR_X, Opcode.NEG, Opcode.ADD_X, Opcode.LSH_X, Opcode.RSH_X
    };
    Opcode opcode =
        choice < 16
            ? moves[random.nextInt(moves.length)]
            : computes[random.nextInt(computes.length)];
    int k =
        switch (opcode) {
          case ST, STX, LD_MEM, LDX_MEM -> random.nextInt(2);
          case LSH_K, RSH_K -> random.nextInt(32);
          case JA -> random.nextInt(Math.max(1, Math.min(left, 4)));
          default -> constant();
        };
    return Instruction.of(opcode, k);
  }

  /** {@return a program that differs from another in one instruction} */
  Program mutant(Program program) {
    while (true) {
      List<Instruction> instructions = new ArrayList<>(program.instructions());
      mutate(instructions);
      try {
        return Program.of(instructions);
      } catch (InvalidProgram e) {
        // Jumps too far, or the end is missing: try another.
      }
    }
  }

  private void mutate(List<Instruction> instructions) {
    int at = random.nextInt(instructions.size());
    Instruction old = instructions.get(at);
    Opcode opcode = old.opcode();
    switch (random.nextInt(6)) {
      case 0 -> instructions.remove(at);
      case 1 -> instructions.set(at, new Instruction(opcode, old.jt(), old.jf(), old.k() ^ 1));
      case 2 -> instructions.set(at, new Instruction(opcode, old.jf(), old.jt(), old.k()));
      case 3 -> {
        int jf = Math.max(0, old.jf() - 1);
        instructions.set(at, new Instruction(opcode, old.jt(), jf, old.k()));
      }
      case 4 -> {
        int k = old.k() ^ (1 << random.nextInt(32));
        instructions.set(at, new Instruction(opcode, old.jt(), old.jf(), k));
      }
      default -> {
        List<Opcode> others =
            Stream.of(Opcode.values()).filter(other -> other.kind() == opcode.kind()).toList();
        Opcode other = others.get(random.nextInt(others.size()));
        instructions.set(at, new Instruction(other, old.jt(), old.jf(), old.k()));
      }
    }
  }

  /** From now on, calls are near the constants of these programs. */
  void lookAt(Program... programs) {
    constants.clear();
    for (Program program : programs) {
      program.instructions().forEach(instruction -> constants.add(instruction.k()));
    }
  }

  private int forward(int left) {
    return random.nextInt(Math.min(left, 9));
  }

  private int constant() {
    int[] interesting = {
      0,
      1,
      2,
      3,
      8,
      16,
      41,
      59,
      200,
      435,
      0x3fffffff,
      0x40000000,
      0x40000029,
      -1,
      -2,
      0x80000000,
      0x20008,
      0x7e020000,
      0xffff
    };
    int constant =
        switch (random.nextInt(5)) {
          case 0, 1 -> pick(interesting);
          case 2 -> pick(ARCHES);
          case 3 -> random.nextInt(64);
          default -> constants.isEmpty() ? 1 : constants.get(random.nextInt(constants.size()));
        };
    constants.add(constant);
    return constant;
  }

  private int pick(int[] values) {
    return values[random.nextInt(values.length)];
  }

  /** {@return a call built from the constants of the last program, or those looked at} */
  Call call() {
    long[] arguments = new long[6];
    for (int i = 0; i < 6; i++) {
      arguments[i] = ((long) near() << 32) | (near() & 0xffffffffL);
    }
    int arch = random.nextInt(8) == 0 ? near() | 0x40000000 : pick(ARCHES);
    return Call.of(arch, near(), ((long) near() << 32) | (near() & 0xffffffffL), arguments);
  }

  private int near() {
    if (random.nextInt(3) == 0) {
      return 0;
    }
    if (constants.isEmpty() || random.nextInt(12) == 0) {
      return random.nextInt();
    }
    int constant = constants.get(random.nextInt(constants.size()));
    return switch (random.nextInt(6)) {
      case 0 -> constant + 1;
      case 1 -> constant - 1;
      case 2 -> ~constant;
      case 3 -> constant ^ (1 << random.nextInt(32));
      default -> constant;
    };
  }
}
