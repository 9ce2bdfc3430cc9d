package callgate.decision;

import java.util.Arrays;

/**
 * A store of decision diagrams over the argument words of a call: ordered, reduced and shared, so
 * that two functions are equal exactly when their nodes are the same number.
 *
 * <p>A variable is one bit of the words
 *
 * <pre>
 * word      0        1        2        3             11       12      13
 *        arg0 high arg0 low arg1 high arg1 low ... arg5 low ip high  ip low
 * </pre>
 *
 * most significant bit first: variable {@code 32 * word + 31 - bit}. In this order comparisons and
 * masks stay small. A leaf is a 32-bit value: the return value of a filter, or {@link #FALSE} and
 * {@link #TRUE} in conditions. Nodes are never freed; a store lives as long as the question that it
 * answers. Not safe for use by several threads.
 */
public final class Diagrams {
  /** How many words a diagram can test: six arguments and the instruction pointer, two each. */
  public static final int WORDS = 14;

  /** How many variables there are. */
  public static final int VARIABLES = 32 * WORDS;

  /** The leaf 0 in conditions. It is also the leaf of KILL_THREAD, whose return value is 0. */
  public static final int FALSE = ~0;

  /** The leaf 1 in conditions. */
  public static final int TRUE = ~1;

  /** More nodes than any filter of 4096 instructions should need; bounds memory to some 100 MB. */
  private static final int MOST_NODES = 4_000_000;

  private int[] variables = new int[1024];
  private int[] lows = new int[1024];
  private int[] highs = new int[1024];
  private int count;
  private int[] table = new int[4096];
  private int[] leaves = new int[16];
  private int leafCount;
  private final Choices choices = new Choices();

  public Diagrams() {
    Arrays.fill(table, -1);
    leaf(0);
    leaf(1);
  }

  /** {@return the leaf with a value} Leaves are negative, other nodes are not. */
  public int leaf(int value) {
    for (int i = 0; i < leafCount; i++) {
      if (leaves[i] == value) {
        return ~i;
      }
    }
    if (leafCount == leaves.length) {
      leaves = Arrays.copyOf(leaves, 2 * leafCount);
    }
    leaves[leafCount] = value;
    return ~leafCount++;
  }

  public static boolean isLeaf(int node) {
    return node < 0;
  }

  /** {@return the value of a leaf} */
  public int value(int leaf) {
    return leaves[~leaf];
  }

  /** {@return the variable that a node tests; {@link #VARIABLES} for a leaf} */
  public int variable(int node) {
    return node < 0 ? VARIABLES : variables[node];
  }

  /** {@return what follows when the bit is 0} */
  public int low(int node) {
    return lows[node];
  }

  /** {@return what follows when the bit is 1} */
  public int high(int node) {
    return highs[node];
  }

  /** {@return how many nodes the store holds} */
  public int size() {
    return count;
  }

  /**
   * {@return the node that tests a variable}
   *
   * @param low what follows when the bit is 0; tests only later variables
   * @param high what follows when the bit is 1; tests only later variables
   * @throws TooComplex when the store is full
   */
  public int node(int variable, int low, int high) {
    if (low == high) {
      return low;
    }
    int mask = table.length - 1;
    int slot = hash(variable, low, high) & mask;
    for (int node = table[slot]; node >= 0; node = table[slot]) {
      if (lows[node] == low && highs[node] == high && variables[node] == variable) {
        return node;
      }
      slot = (slot + 1) & mask;
    }
    return add(slot, variable, low, high);
  }

  private int add(int slot, int variable, int low, int high) {
    if (count == MOST_NODES) {
      throw new TooComplex("needs more than " + MOST_NODES + " decision nodes");
    }
    if (count == variables.length) {
      variables = Arrays.copyOf(variables, 2 * count);
      lows = Arrays.copyOf(lows, 2 * count);
      highs = Arrays.copyOf(highs, 2 * count);
    }
    int node = count++;
    variables[node] = variable;
    lows[node] = low;
    highs[node] = high;
    table[slot] = node;
    if (2 * count > table.length) {
      grow();
    }
    return node;
  }

  private void grow() {
    table = new int[2 * table.length];
    Arrays.fill(table, -1);
    int mask = table.length - 1;
    for (int node = 0; node < count; node++) {
      int slot = hash(variables[node], lows[node], highs[node]) & mask;
      while (table[slot] >= 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = node;
    }
  }

  private static int hash(int a, int b, int c) {
    int h = (a * 0x9E3779B1 + b) * 0x85EBCA77 + c;
    h *= 0xC2B2AE3D;
    return h ^ (h >>> 15);
  }

  /**
   * {@return the diagram that is {@code then} where {@code condition} is {@link #TRUE} and {@code
   * otherwise} elsewhere}
   */
  public int choose(int condition, int then, int otherwise) {
    if (condition == TRUE || then == otherwise) {
      return then;
    }
    if (condition == FALSE) {
      return otherwise;
    }
    if (then == TRUE && otherwise == FALSE) {
      return condition;
    }
    int known = choices.find(condition, then, otherwise);
    if (known != Choices.NONE) {
      return known;
    }
    int top = Math.min(variable(condition), Math.min(variable(then), variable(otherwise)));
    int low = choose(low(condition, top), low(then, top), low(otherwise, top));
    int high = choose(high(condition, top), high(then, top), high(otherwise, top));
    int result = node(top, low, high);
    choices.put(condition, then, otherwise, result);
    return result;
  }

  public int and(int left, int right) {
    return choose(left, right, FALSE);
  }

  public int or(int left, int right) {
    return choose(left, TRUE, right);
  }

  public int not(int condition) {
    return choose(condition, FALSE, TRUE);
  }

  /** {@return the cofactor of a node for a variable that is 0, which is not below its own} */
  int low(int node, int variable) {
    return variable(node) == variable ? lows[node] : node;
  }

  /** {@return the cofactor of a node for a variable that is 1, which is not below its own} */
  int high(int node, int variable) {
    return variable(node) == variable ? highs[node] : node;
  }

  /**
   * {@return a key for two nodes in a hash table} Mixed, since {@link Long#hashCode} of the two
   * beside each other is the same for many of the pairs that come up together.
   */
  static long pair(int one, int other) {
    return ((long) one << 32 | Integer.toUnsignedLong(other)) * 0x9E3779B97F4A7C15L;
  }

  /** {@return the value of a diagram for a call} */
  public int evaluate(int node, Call call) {
    int at = node;
    while (at >= 0) {
      int variable = variables[at];
      long argument = call.argument(variable >>> 6);
      at = (argument >>> (63 - (variable & 63)) & 1) == 0 ? lows[at] : highs[at];
    }
    return leaves[~at];
  }
}
