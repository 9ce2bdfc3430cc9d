package callgate.bpf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Puts code into order. It grows from its end, so that when a branch is placed it is known how far
 * its targets are; one that is out of a branch's reach is reached by a jump, or, where it is a
 * return, by another copy of it.
 */
final class Layout {
  private static final int NOWHERE = -1;

  private final CodeGraph graph;

  /** In reverse: the last instruction first. */
  private final List<Instruction> reversed = new ArrayList<>();

  /** Where each node was placed last: the size of {@link #reversed} after it. */
  private final int[] places;

  private Layout(CodeGraph graph) {
    this.graph = graph;
    this.places = new int[graph.size()];
    Arrays.fill(places, NOWHERE);
  }

  /**
   * {@return the program that starts with a node}
   *
   * @throws InvalidProgram when it has more instructions than the kernel takes
   */
  static Program of(CodeGraph graph, int root) {
    Layout layout = new Layout(graph);
    layout.place(root);
    List<Instruction> instructions = new ArrayList<>(layout.reversed);
    Collections.reverse(instructions);
    return Program.of(instructions);
  }

  /** Makes sure that a node and all that follows it is somewhere. */
  private void place(int node) {
    if (places[node] == NOWHERE) {
      placeOnTop(node);
    }
  }

  /** Puts a node in front of all code so far, after what it needs. */
  private void placeOnTop(int node) {
    Opcode opcode = graph.opcode(node);
    int constant = graph.constant(node);
    switch (opcode.kind()) {
      case RETURN -> reversed.add(Instruction.of(opcode, constant));
      case LOAD, ALU -> {
        placeOnTop(graph.then(node));
        reversed.add(Instruction.of(opcode, constant));
      }
      default -> {
        place(graph.otherwise(node));
        place(graph.then(node));
        bringWithinReach(graph.otherwise(node), 1);
        bringWithinReach(graph.then(node), 0);
        reversed.add(
            Instruction.branch(
                opcode, constant, distance(graph.then(node)), distance(graph.otherwise(node))));
      }
    }
    places[node] = reversed.size();
  }

  /** How many instructions a branch that is placed now skips to get to a node. */
  private int distance(int node) {
    return reversed.size() - places[node];
  }

  /**
   * @param more how many instructions may still come before the branch
   */
  private void bringWithinReach(int node, int more) {
    if (distance(node) + more > Instruction.LONGEST_BRANCH) {
      reversed.add(
          graph.opcode(node) == Opcode.RET_K
              ? Instruction.of(Opcode.RET_K, graph.constant(node))
              : Instruction.of(Opcode.JA, distance(node)));
      places[node] = reversed.size();
    }
  }
}
