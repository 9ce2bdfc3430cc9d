package callgate.bpf;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The code of a filter before it is laid out: nodes that say what to do with A and what follows.
 * Equal nodes are one, so that tails, tests and returns are shared by whatever needs them.
 */
final class CodeGraph {
  private Opcode[] opcodes = new Opcode[256];
  private int[] constants = new int[256];
  private int[] thens = new int[256];
  private int[] otherwises = new int[256];
  private int count;
  private int[] table = new int[1024];

  CodeGraph() {
    Arrays.fill(table, -1);
  }

  /** {@return the node that returns a value} */
  int returns(int value) {
    return node(Opcode.RET_K, value, -1, -1);
  }

  /**
   * {@return the node that loads the word at an offset of {@code seccomp_data}} Nothing if A does
   * not matter then.
   */
  int load(int offset, int next) {
    return ignoresA(next) ? next : node(Opcode.LD_ABS, offset, next, -1);
  }

  /** {@return the node that masks A} */
  int and(int mask, int next) {
    return ignoresA(next) ? next : node(Opcode.AND_K, mask, next, -1);
  }

  /** {@return the node that branches on A} */
  int test(Opcode opcode, int constant, int then, int otherwise) {
    return then == otherwise ? then : node(opcode, constant, then, otherwise);
  }

  private boolean ignoresA(int node) {
    return opcodes[node] == Opcode.RET_K || opcodes[node] == Opcode.LD_ABS;
  }

  Opcode opcode(int node) {
    return opcodes[node];
  }

  int constant(int node) {
    return constants[node];
  }

  /** {@return what follows: unconditionally, or when the test holds} */
  int then(int node) {
    return thens[node];
  }

  int otherwise(int node) {
    return otherwises[node];
  }

  int size() {
    return count;
  }

  /** {@return how many nodes can be reached from one} */
  int countFrom(int root) {
    BitSet reached = new BitSet(count);
    reached.set(root);
    for (int node = root; node >= 0; node = reached.previousSetBit(node - 1)) {
      if (thens[node] >= 0) {
        reached.set(thens[node]);
      }
      if (otherwises[node] >= 0) {
        reached.set(otherwises[node]);
      }
    }
    return reached.cardinality();
  }

  private int node(Opcode opcode, int constant, int then, int otherwise) {
    int mask = table.length - 1;
    int slot = hash(opcode, constant, then, otherwise) & mask;
    for (int node = table[slot]; node >= 0; node = table[slot]) {
      if (constants[node] == constant
          && thens[node] == then
          && otherwises[node] == otherwise
          && opcodes[node] == opcode) {
        return node;
      }
      slot = (slot + 1) & mask;
    }
    if (count == constants.length) {
      opcodes = Arrays.copyOf(opcodes, 2 * count);
      constants = Arrays.copyOf(constants, 2 * count);
      thens = Arrays.copyOf(thens, 2 * count);
      otherwises = Arrays.copyOf(otherwises, 2 * count);
    }
    opcodes[count] = opcode;
    constants[count] = constant;
    thens[count] = then;
    otherwises[count] = otherwise;
    table[slot] = count++;
    if (2 * count > table.length) {
      grow();
    }
    return count - 1;
  }

  private void grow() {
    table = new int[2 * table.length];
    Arrays.fill(table, -1);
    int mask = table.length - 1;
    for (int node = 0; node < count; node++) {
      int slot = hash(opcodes[node], constants[node], thens[node], otherwises[node]) & mask;
      while (table[slot] >= 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = node;
    }
  }

  private static int hash(Opcode opcode, int constant, int then, int otherwise) {
    int h = (opcode.code() * 0x9E3779B1 + constant) * 0x85EBCA77 + then;
    h = (h * 0x9E3779B1 + otherwise) * 0xC2B2AE3D;
    return h ^ (h >>> 15);
  }
}
