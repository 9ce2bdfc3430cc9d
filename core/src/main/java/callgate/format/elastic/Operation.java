package callgate.format.elastic;

import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How go-seccomp-bpf compares an argument with a value: unsigned, all 64 bits. */
enum Operation {
  EQUAL("Equal", Op.EQ),
  NOT_EQUAL("NotEqual", Op.NE),
  GREATER_THAN("GreaterThan", Op.GT),
  LESS_THAN("LessThan", Op.LT),
  GREATER_OR_EQUAL("GreaterOrEqual", Op.GE),
  LESS_OR_EQUAL("LessOrEqual", Op.LE),
  /** Any of the value's bits is set. */
  BITS_SET("BitsSet", Op.NE),
  /** None of the value's bits is set. */
  BITS_NOT_SET("BitsNotSet", Op.EQ);

  private final String word;
  private final Op op;

  Operation(String word, Op op) {
    this.word = word;
    this.op = op;
  }

  String word() {
    return word;
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Operation::word).toList();
  }

  /** {@return the operation that a word means, whose case doesn't matter} */
  static Optional<Operation> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equalsIgnoreCase(word)).findFirst();
  }

  /** {@return the operation for a comparison of a whole argument} */
  static Operation of(Op op) {
    return switch (op) {
      case EQ -> EQUAL;
      case NE -> NOT_EQUAL;
      case LT -> LESS_THAN;
      case LE -> LESS_OR_EQUAL;
      case GT -> GREATER_THAN;
      case GE -> GREATER_OR_EQUAL;
    };
  }

  Test test(int argument, long value, Width width) {
    return switch (this) {
      case BITS_SET, BITS_NOT_SET -> new Test(argument, op, 0, value, width);
      default -> new Test(argument, op, value, -1, width);
    };
  }
}
