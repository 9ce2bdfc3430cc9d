package callgate.bpf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which calls can get to each instruction of a program, and what its registers hold there. Follows
 * the ABI and the call number exactly where they are compared with constants; tests of anything
 * else may go either way, so that some calls are listed that don't get there.
 */
final class Reach {
  private static final int REGISTERS = 2 + Program.SCRATCH_WORDS;
  private static final int A = 0;
  private static final int X = 1;
  private static final int SCRATCH = 2;

  private final Program program;
  private final List<Integer> arches = new ArrayList<>();
  private final List<Walk> walks = new ArrayList<>();

  private Reach(Program program) {
    this.program = program;
  }

  static Reach of(Program program) {
    Reach reach = new Reach(program);
    reach.walks.add(reach.new Walk(null, Ranges.ALL));
    for (int i = 0; i < reach.arches.size(); i++) {
      reach.walks.add(reach.new Walk(reach.arches.get(i), Ranges.ALL));
    }
    return reach;
  }

  /**
   * {@return the reach of some calls of one ABI}
   *
   * @param arch the value of {@code seccomp_data.arch}
   */
  static Reach of(Program program, int arch, Ranges numbers) {
    Reach reach = new Reach(program);
    reach.walks.add(reach.new Walk(arch, numbers));
    return reach;
  }

  /** {@return the arch values that the program compares the ABI with} */
  List<Integer> arches() {
    return List.copyOf(arches);
  }

  /** {@return whether any call gets to an instruction} */
  boolean isReached(int pc) {
    return walks.stream().anyMatch(walk -> walk.isReached(pc));
  }

  /** {@return the calls that get to an instruction, for each ABI of which some do} */
  List<Arrivals> at(int pc) {
    List<Arrivals> arrivals = new ArrayList<>();
    for (Walk walk : walks) {
      if (walk.isReached(pc)) {
        arrivals.add(new Arrivals(walk.arch, walk.numbers[pc]));
      }
    }
    return arrivals;
  }

  /**
   * Calls that get to an instruction.
   *
   * @param arch the value of {@code seccomp_data.arch}; null for all that the program does not name
   */
  record Arrivals(@Nullable Integer arch, Ranges numbers) {}

  /** {@return what A holds before an instruction} */
  Contents a(int pc) {
    return register(pc, A);
  }

  private Contents register(int pc, int index) {
    @Nullable Contents known = null;
    for (Walk walk : walks) {
      Contents @Nullable [] registers = walk.registers.get(pc);
      if (registers != null) {
        known = known == null ? registers[index] : known.or(registers[index]);
      }
    }
    return known == null ? Contents.UNKNOWN : known;
  }

  /** One way through the program, for calls of one ABI. */
  private final class Walk {
    final @Nullable Integer arch;
    final Ranges[] numbers;
    final List<Contents @Nullable []> registers = new ArrayList<>();

    Walk(@Nullable Integer arch, Ranges start) {
      this.arch = arch;
      this.numbers = new Ranges[program.size()];
      Arrays.fill(numbers, Ranges.NONE);
      for (int pc = 0; pc < program.size(); pc++) {
        registers.add(null);
      }
      Contents[] initial = new Contents[REGISTERS];
      Arrays.fill(initial, Contents.constant(0));
      arrive(0, initial, start);
      for (int pc = 0; pc < program.size(); pc++) {
        Contents @Nullable [] known = registers.get(pc);
        if (known != null) {
          go(pc, known, numbers[pc]);
        }
      }
    }

    boolean isReached(int pc) {
      return registers.get(pc) != null;
    }

    private void arrive(int pc, Contents[] from, Ranges arriving) {
      if (arriving.isEmpty()) {
        return;
      }
      Contents @Nullable [] known = registers.get(pc);
      Contents[] merged = from.clone();
      for (int i = 0; known != null && i < merged.length; i++) {
        merged[i] = merged[i].or(known[i]);
      }
      registers.set(pc, merged);
      numbers[pc] = union(numbers[pc], arriving);
    }

    private void go(int pc, Contents[] known, Ranges here) {
      Instruction instruction = program.at(pc);
      switch (instruction.opcode().kind()) {
        case RETURN -> {}
        case BRANCH -> branch(pc, instruction, known, here);
        case JUMP -> arrive(pc + 1 + instruction.k(), known, here);
        case LOAD, STORE, ALU, MOVE -> arrive(pc + 1, after(instruction, known), here);
      }
    }

    private void branch(int pc, Instruction branch, Contents[] known, Ranges here) {
      Ranges then = here;
      Ranges otherwise = here;
      Contents a = known[A];
      @Nullable Integer operand = operand(branch, known);
      if (operand != null && a.isNumber() && a.mask() == -1) {
        NumberTest test = NumberTest.of(branch.opcode(), 0, operand, here);
        if (test != null) {
          then = test.then(here);
          otherwise = test.otherwise(here);
        }
      } else if (operand != null && a.isArch()) {
        @Nullable Boolean holds = archTest(branch.opcode(), operand);
        then = holds == null || holds ? here : Ranges.NONE;
        otherwise = holds == null || !holds ? here : Ranges.NONE;
      } else if (operand != null && a.kind() == Contents.Kind.CONSTANT) {
        boolean holds = WordComparison.holds(branch.opcode(), a.value(), operand);
        then = holds ? here : Ranges.NONE;
        otherwise = holds ? Ranges.NONE : here;
      }
      arrive(pc + 1 + branch.jt(), known, then);
      arrive(pc + 1 + branch.jf(), known, otherwise);
    }

    /** {@return what a branch compares A with, or null if that is not known} */
    private @Nullable Integer operand(Instruction branch, Contents[] known) {
      if (!branch.opcode().usesX()) {
        return branch.k();
      }
      return known[X].kind() == Contents.Kind.CONSTANT ? known[X].value() : null;
    }

    /** {@return whether a test of the ABI holds, or null where it depends on which it is} */
    private @Nullable Boolean archTest(Opcode opcode, int operand) {
      if (arch != null) {
        return WordComparison.holds(opcode, arch, operand);
      }
      if (!arches.contains(operand)) {
        arches.add(operand);
      }
      boolean equality = opcode == Opcode.JEQ_K || opcode == Opcode.JEQ_X;
      return equality ? Boolean.FALSE : null;
    }
  }

  private static Contents[] after(Instruction instruction, Contents[] known) {
    Contents[] result = known.clone();
    int k = instruction.k();
    switch (instruction.opcode()) {
      case LD_ABS -> result[A] = Contents.word(k);
      case LD_LEN -> result[A] = Contents.constant(Program.DATA_LENGTH);
      case LD_IMM -> result[A] = Contents.constant(k);
      case LD_MEM -> result[A] = known[SCRATCH + k];
      case LDX_LEN -> result[X] = Contents.constant(Program.DATA_LENGTH);
      case LDX_IMM -> result[X] = Contents.constant(k);
      case LDX_MEM -> result[X] = known[SCRATCH + k];
      case ST -> result[SCRATCH + k] = known[A];
      case STX -> result[SCRATCH + k] = known[X];
      case TAX -> result[X] = known[A];
      case TXA -> result[A] = known[X];
      case AND_K -> result[A] = known[A].and(k);
      default -> result[A] = Contents.UNKNOWN;
    }
    return result;
  }

  /** {@return the numbers of either set} */
  private static Ranges union(Ranges left, Ranges right) {
    Ranges result = left;
    int gap = 0;
    for (int i = 0; i < left.size(); i++) {
      if (left.first(i) != gap) {
        result = result.union(right.within(gap, left.first(i) - 1));
      }
      if (left.last(i) == -1) {
        return result;
      }
      gap = left.last(i) + 1;
    }
    return result.union(right.within(gap, -1));
  }
}
