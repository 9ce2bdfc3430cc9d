package callgate.bpf;

import callgate.decision.TooComplex;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follows from states in which arguments decide: discovers the states that can be reached,
 * then gives each its diagram from the end of the program backwards, which works since programs
 * only jump forward.
 *
 * <p>A pass looks at a range of numbers. Where a branch depends on the number and is not the same
 * for all of them, the state has no diagram and the pass knows where to cut the range.
 */
final class ArgumentPass {
  /** In place of a diagram: numbers of the range differ. */
  static final int DEPENDS_ON_NUMBER = Integer.MIN_VALUE;

  private static final int MOST_STATES = 1_000_000;

  /** A state before a branch or return, and its diagram. */
  private static final class Node {
    @Nullable Node then;
    @Nullable Node otherwise;
    int diagram;
  }

  private final Machine machine;
  private final Numbers numbers;
  private final WordComparison comparison;
  private final StateLists<Node> states;
  private int count;
  private int cut;

  ArgumentPass(Machine machine, Numbers numbers) {
    this.machine = machine;
    this.numbers = numbers;
    this.comparison = new WordComparison(machine.diagrams(), machine.arithmetic());
    this.states = new StateLists<>(machine.program().size());
  }

  /**
   * {@return a number of the range at which it can be cut, once a diagram was {@link
   * #DEPENDS_ON_NUMBER}}
   */
  int cut() {
    return cut;
  }

  /** {@return the diagrams of the states that are entered, in order} */
  int[] diagrams(State... entries) {
    Node[] nodes = new Node[entries.length];
    for (int i = 0; i < entries.length; i++) {
      nodes[i] = discover(entries[i].settled(machine.arithmetic(), numbers));
    }
    int size = machine.program().size();
    for (int pc = 0; pc < size; pc++) {
      for (int i = 0; i < states.at(pc).size(); i++) {
        expand(states.at(pc).get(i));
      }
    }
    for (int pc = size - 1; pc >= 0; pc--) {
      for (StateLists.Entry<Node> entry : states.at(pc)) {
        entry.known.diagram = diagram(entry.state, entry.known);
      }
    }
    int[] diagrams = new int[entries.length];
    for (int i = 0; i < entries.length; i++) {
      diagrams[i] = nodes[i].diagram;
    }
    return diagrams;
  }

  /** {@return the node of the branch or return that a state leads to} */
  private Node discover(State from) {
    State state = from;
    Opcode.Kind kind = kind(state);
    while (kind != Opcode.Kind.BRANCH && kind != Opcode.Kind.RETURN) {
      State next = state.step(machine.program(), machine, numbers);
      if (next == null) {
        return ended();
      }
      state = next;
      kind = kind(state);
    }
    state = state.at(state.pc, machine.program());
    StateLists.Entry<Node> known = states.find(state);
    if (known != null) {
      return known.known;
    }
    if (++count > MOST_STATES) {
      throw new TooComplex("the filter has more than " + MOST_STATES + " states");
    }
    return states.add(state, new Node()).known;
  }

  private Opcode.Kind kind(State state) {
    return machine.program().at(state.pc).opcode().kind();
  }

  private Node ended() {
    Node node = new Node();
    node.diagram = Leaves.of(machine.diagrams(), 0);
    return node;
  }

  private void expand(StateLists.Entry<Node> entry) {
    State state = entry.state;
    Instruction branch = machine.program().at(state.pc);
    if (branch.opcode().kind() != Opcode.Kind.BRANCH) {
      return;
    }
    @Nullable Boolean decided = decide(state, branch);
    if (decided == null || decided) {
      entry.known.then = discover(state.at(state.pc + 1 + branch.jt(), machine.program()));
    }
    if (decided == null || !decided) {
      entry.known.otherwise = discover(state.at(state.pc + 1 + branch.jf(), machine.program()));
    }
  }

  /** {@return which way all calls go, or null when it depends} */
  private @Nullable Boolean decide(State state, Instruction branch) {
    long a = state.a;
    long operand = state.operand(branch);
    if (Value.isConstant(a) && Value.isConstant(operand)) {
      return WordComparison.holds(branch.opcode(), Value.payload(a), Value.payload(operand));
    }
    if (Value.kind(a) == Value.OTHER_ARCH || Value.kind(operand) == Value.OTHER_ARCH) {
      throw new Undecided(state.pc, "tests the ABI again after arguments");
    }
    if (Value.dependsOnNumber(a) || Value.dependsOnNumber(operand)) {
      return decideNumber(branch.opcode(), a, operand);
    }
    return null;
  }

  private @Nullable Boolean decideNumber(Opcode opcode, long a, long operand) {
    if (Value.kind(a) == Value.NUMBER && Value.isConstant(operand)) {
      Ranges all = Ranges.of(numbers.first(), numbers.last());
      NumberTest test = NumberTest.of(opcode, Value.payload(a), Value.payload(operand), all);
      if (test != null) {
        Ranges then = test.then(all);
        if (then.isEmpty()) {
          return false;
        }
        if (then.equals(all)) {
          return true;
        }
        boolean startsThen = then.first(0) == numbers.first();
        cut = startsThen ? then.last(0) + 1 : then.first(0);
        return null;
      }
    }
    PartlyKnown left = machine.arithmetic().known(a, numbers);
    PartlyKnown right = machine.arithmetic().known(operand, numbers);
    if (left.isKnown() && right.isKnown()) {
      return WordComparison.holds(opcode, left.value(), right.value());
    }
    boolean differ = ((left.value() ^ right.value()) & ~(left.unknown() | right.unknown())) != 0;
    boolean common = (left.value() & right.value()) != 0;
    boolean maybeCommon =
        ((left.value() | left.unknown()) & (right.value() | right.unknown())) != 0;
    switch (opcode) {
      case JEQ_K, JEQ_X -> {
        if (differ) {
          return false;
        }
      }
      case JSET_K, JSET_X -> {
        if (common || !maybeCommon) {
          return common;
        }
      }
      default -> {}
    }
    cut = numbers.middle();
    return null;
  }

  private int diagram(State state, Node node) {
    Instruction instruction = machine.program().at(state.pc);
    return switch (instruction.opcode()) {
      case RET_K -> Leaves.of(machine.diagrams(), instruction.k());
      case RET_A ->
          Value.dependsOnNumber(state.a)
              ? dependsOnNumber()
              : machine.arithmetic().returned(state.a, state.pc);
      default -> branched(state, instruction, node);
    };
  }

  private int dependsOnNumber() {
    cut = numbers.middle();
    return DEPENDS_ON_NUMBER;
  }

  private int branched(State state, Instruction branch, Node node) {
    Node then = node.then;
    Node otherwise = node.otherwise;
    if (then == null || otherwise == null) {
      return (then != null ? then : Objects.requireNonNull(otherwise)).diagram;
    }
    long operand = state.operand(branch);
    boolean depends =
        Value.dependsOnNumber(state.a)
            || Value.dependsOnNumber(operand)
            || then.diagram == DEPENDS_ON_NUMBER
            || otherwise.diagram == DEPENDS_ON_NUMBER;
    if (depends) {
      return then.diagram == otherwise.diagram ? then.diagram : DEPENDS_ON_NUMBER;
    }
    return comparison.branch(branch.opcode(), state.a, operand, then.diagram, otherwise.diagram);
  }
}
