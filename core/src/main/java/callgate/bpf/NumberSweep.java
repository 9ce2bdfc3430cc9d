package callgate.bpf;

import callgate.decision.NumberMap;
import callgate.decision.TooComplex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What a program does with all call numbers of one ABI: carries sets of numbers forward through the
 * program as long as numbers and the ABI decide, and hands over to {@link ArgumentPass} where
 * arguments do. So numbers never enter the diagrams, and a filter that is one long list costs no
 * more than a tree.
 */
final class NumberSweep {
  private static final int MOST_PIECES = 16_384;

  /** Flips the sign bit, so that unsigned numbers sort as signed ones. */
  private static final int UNSIGNED = 0x80000000;

  private final Machine machine;
  private final List<Integer> comparedArches;
  private final StateLists<Ranges> pending;

  /** Where arguments decide: the states, and the numbers that get there. */
  private final List<State> entries = new ArrayList<>();

  private final List<Ranges> entered = new ArrayList<>();

  private long[] pieces = new long[128];
  private int[] pieceNodes = new int[128];
  private int pieceCount;

  /**
   * @param comparedArches receives the constants that the ABI is compared with
   */
  NumberSweep(Machine machine, List<Integer> comparedArches) {
    this.machine = machine;
    this.comparedArches = comparedArches;
    this.pending = new StateLists<>(machine.program().size());
  }

  NumberMap run() {
    advance(State.initial(), Ranges.ALL);
    for (int pc = 0; pc < machine.program().size(); pc++) {
      for (int i = 0; i < pending.at(pc).size(); i++) {
        StateLists.Entry<Ranges> entry = pending.at(pc).get(i);
        branch(entry.state, entry.known);
      }
    }
    decideArguments();
    return assemble();
  }

  /** Goes on to the next branch or return that the numbers reach. */
  private void advance(State from, Ranges numbers) {
    if (numbers.isEmpty()) {
      return;
    }
    State state = from;
    while (true) {
      Instruction instruction = machine.program().at(state.pc);
      Opcode.Kind kind = instruction.opcode().kind();
      if (instruction.opcode() == Opcode.RET_K) {
        assign(numbers, Leaves.of(machine.diagrams(), instruction.k()));
        return;
      }
      if (kind == Opcode.Kind.BRANCH || kind == Opcode.Kind.RETURN) {
        wait(state, numbers);
        return;
      }
      boolean computesWithNumber =
          kind == Opcode.Kind.ALU
              && (Value.dependsOnNumber(state.a)
                  || (instruction.opcode().usesX() && Value.dependsOnNumber(state.x)));
      if (computesWithNumber && !isShift(instruction)) {
        if (!splitByMask(state, instruction, numbers)) {
          enter(state, numbers);
        }
        return;
      }
      State next = state.step(machine.program(), machine, Numbers.ALL);
      if (next == null) {
        assign(numbers, Leaves.of(machine.diagrams(), 0));
        return;
      }
      state = next;
    }
  }

  /** {@return whether an instruction only moves the base of the number} */
  private static boolean isShift(Instruction instruction) {
    return instruction.opcode() == Opcode.ADD_K || instruction.opcode() == Opcode.SUB_K;
  }

  /**
   * Follows {@code AND} with low bits, which is how x32 numbers become those of x86_64: a base for
   * each block.
   */
  private boolean splitByMask(State state, Instruction instruction, Ranges numbers) {
    int mask = instruction.k();
    int blockBits = Integer.numberOfLeadingZeros(mask);
    boolean lowBits = (mask & mask + 1) == 0 && mask != 0;
    if (instruction.opcode() != Opcode.AND_K
        || Value.kind(state.a) != Value.NUMBER
        || !lowBits
        || blockBits > 6) {
      return false;
    }
    int base = Value.payload(state.a);
    for (long block = 0; block < 1L << blockBits; block++) {
      int first = base + (int) (block * (mask + 1L));
      Ranges inBlock = numbers.within(first, first + mask);
      advance(state.next(Value.number(first)), inBlock);
    }
    return true;
  }

  private void wait(State state, Ranges numbers) {
    StateLists.Entry<Ranges> known = pending.find(state);
    if (known == null) {
      pending.add(state, numbers);
    } else {
      known.known = known.known.union(numbers);
    }
  }

  private void enter(State state, Ranges numbers) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).same(state)) {
        entered.set(i, entered.get(i).union(numbers));
        return;
      }
    }
    entries.add(state);
    entered.add(numbers);
  }

  private void branch(State state, Ranges numbers) {
    Instruction instruction = machine.program().at(state.pc);
    if (instruction.opcode() == Opcode.RET_A) {
      enter(state, numbers);
      return;
    }
    long operand = state.operand(instruction);
    NumberTest test = null;
    if (Value.kind(state.a) == Value.OTHER_ARCH) {
      rememberArch(state.pc, instruction.opcode(), operand);
      go(state, instruction, Ranges.NONE, numbers);
    } else if (Value.isConstant(state.a) && Value.isConstant(operand)) {
      boolean holds =
          WordComparison.holds(
              instruction.opcode(), Value.payload(state.a), Value.payload(operand));
      go(state, instruction, holds ? numbers : Ranges.NONE, holds ? Ranges.NONE : numbers);
    } else if (Value.kind(state.a) == Value.NUMBER
        && Value.isConstant(operand)
        && (test =
                NumberTest.of(
                    instruction.opcode(), Value.payload(state.a), Value.payload(operand), numbers))
            != null) {
      go(state, instruction, test.then(numbers), test.otherwise(numbers));
    } else {
      enter(state, numbers);
    }
  }

  private void go(State state, Instruction branch, Ranges then, Ranges otherwise) {
    advance(state.at(state.pc + 1 + branch.jt(), machine.program()), then);
    advance(state.at(state.pc + 1 + branch.jf(), machine.program()), otherwise);
  }

  private void rememberArch(int pc, Opcode opcode, long operand) {
    boolean equality = opcode == Opcode.JEQ_K || opcode == Opcode.JEQ_X;
    if (!equality || !Value.isConstant(operand)) {
      throw new Undecided(pc, "tests the ABI other than for equality with a constant");
    }
    if (!comparedArches.contains(Value.payload(operand))) {
      comparedArches.add(Value.payload(operand));
    }
  }

  private void decideArguments() {
    if (entries.isEmpty()) {
      return;
    }
    int[] diagrams = new ArgumentPass(machine, Numbers.ALL).diagrams(entries.toArray(new State[0]));
    for (int i = 0; i < diagrams.length; i++) {
      Ranges numbers = entered.get(i);
      if (diagrams[i] == ArgumentPass.DEPENDS_ON_NUMBER) {
        for (int range = 0; range < numbers.size(); range++) {
          decideByNumber(entries.get(i), numbers.first(range), numbers.last(range));
        }
      } else {
        assign(numbers, diagrams[i]);
      }
    }
  }

  /** Cuts a range of numbers until each piece has one diagram. */
  private void decideByNumber(State state, int first, int last) {
    Deque<Numbers> open = new ArrayDeque<>();
    open.push(new Numbers(first, last));
    while (!open.isEmpty()) {
      Numbers numbers = open.pop();
      ArgumentPass pass = new ArgumentPass(machine, numbers);
      int diagram = pass.diagrams(state)[0];
      if (diagram == ArgumentPass.DEPENDS_ON_NUMBER) {
        open.push(new Numbers(pass.cut(), numbers.last()));
        open.push(new Numbers(numbers.first(), pass.cut() - 1));
      } else {
        assign(Ranges.of(numbers.first(), numbers.last()), diagram);
      }
    }
  }

  private void assign(Ranges numbers, int node) {
    for (int i = 0; i < numbers.size(); i++) {
      if (pieceCount == MOST_PIECES) {
        throw new TooComplex("the filter tells more than " + MOST_PIECES + " ranges of numbers");
      }
      if (pieceCount == pieces.length) {
        pieces = Arrays.copyOf(pieces, 2 * pieceCount);
        pieceNodes = Arrays.copyOf(pieceNodes, 2 * pieceCount);
      }
      pieces[pieceCount] = (long) (numbers.first(i) ^ UNSIGNED) << 32 | pieceCount;
      pieceNodes[pieceCount++] = node;
    }
  }

  /** The pieces cover all numbers and none twice, so that their starts tell everything. */
  private NumberMap assemble() {
    Arrays.sort(pieces, 0, pieceCount);
    int[] starts = new int[pieceCount];
    int[] nodes = new int[pieceCount];
    for (int i = 0; i < pieceCount; i++) {
      starts[i] = (int) (pieces[i] >>> 32) ^ UNSIGNED;
      nodes[i] = pieceNodes[(int) pieces[i]];
    }
    return NumberMap.of(starts, nodes);
  }
}
