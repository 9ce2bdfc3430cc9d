package callgate.format.callgate;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes the condition of one call as people read it: arguments and values by their names.
 *
 * @param call the call's name; empty where a rule is about numbers
 * @param abis those that the rule is about
 */
public record FormulaWriter(String call, List<Abi> abis) {
  private static final Set<String> RESERVED =
      Set.of(
          EntryReader.NAMES,
          EntryReader.NUMBERS,
          EntryReader.ON,
          EntryReader.WHEN,
          EntryReader.REASON,
          "ip");

  /** Numbers from here on are easier to read in hexadecimal. */
  private static final int DECIMAL_BELOW = 4096;

  /** {@return the condition as a formula} */
  public String formula(Condition condition) {
    if (condition instanceof Condition.All(var parts)) {
      return parts.stream()
          .map(part -> part instanceof Condition.Any ? "(" + formula(part) + ")" : formula(part))
          .collect(Collectors.joining(" && "));
    }
    if (condition instanceof Condition.Any(var parts)) {
      return parts.stream().map(this::formula).collect(Collectors.joining(" || "));
    }
    return condition instanceof Condition.Not(var part)
        ? "!(" + formula(part) + ")"
        : test((Test) condition);
  }

  private String test(Test test) {
    String argument = argument(test.argument(), test.width());
    if (test.mask() != -1) {
      argument = "(" + argument + " & " + operand(test, test.mask()) + ")";
    }
    return argument + " " + test.op().symbol() + " " + operand(test, test.value());
  }

  private String operand(Test test, long value) {
    String text = value(test, value);
    return text.contains("|") ? "(" + text + ")" : text;
  }

  /** {@return an argument's name, with a width where another than the usual one is meant} */
  String argument(int index, Width width) {
    if (index == Test.INSTRUCTION_POINTER) {
      return "ip";
    }
    return name(index) + suffix(index, width);
  }

  /** {@return the argument's name where all the ABIs agree on it} */
  private String name(int index) {
    List<String> names = abis.stream().map(abi -> nameOn(abi, index)).distinct().toList();
    return names.size() == 1 && !names.getFirst().isEmpty() ? names.getFirst() : "arg" + index;
  }

  private String nameOn(Abi abi, int index) {
    List<Argument> arguments = Syscalls.arguments(abi, call);
    if (index >= arguments.size()) {
      return "";
    }
    String name = arguments.get(index).name();
    boolean first = new Arguments(abi, call).index(name) == index;
    return first && !RESERVED.contains(name) ? name : "";
  }

  private String suffix(int index, Width width) {
    if (width == Width.AUTO) {
      return "";
    }
    if (width == Width.WHOLE) {
      return ":all";
    }
    int bits = width == Width.BITS_64 ? 64 : 32;
    for (Abi abi : abis) {
      if (abi.argumentBits() == 64 && new Arguments(abi, call).bits(index, Width.AUTO) != bits) {
        return ":" + bits;
      }
    }
    return "";
  }

  /** {@return whether the test says that the argument has a value, or one of some bits} */
  static boolean isPlainEquality(Condition condition) {
    return condition instanceof Test test && test.op() == Op.EQ && test.mask() == -1;
  }

  /** {@return a value that an argument is compared with or masked by} */
  String value(Test test, long value) {
    return test.argument() == Test.INSTRUCTION_POINTER
        ? number(value, true)
        : named(test.argument(), value).orElseGet(() -> unnamed(test, value));
  }

  /** {@return the value in constants that mean it on all the ABIs} */
  private Optional<String> named(int argument, long value) {
    if (value >>> 32 != 0 || call.isEmpty()) {
      return Optional.empty();
    }
    return Constants.named(abis.getFirst(), call, argument, value)
        .filter(text -> abis.stream().allMatch(abi -> means(text, value, abi)));
  }

  private static boolean means(String text, long value, Abi abi) {
    long bits = 0;
    for (int start = 0; start <= text.length(); ) {
      int bar = text.indexOf('|', start);
      int end = bar < 0 ? text.length() : bar;
      OptionalLong constant = Constants.value(abi, text.substring(start, end));
      if (constant.isEmpty() || constant.getAsLong() < 0) {
        return false;
      }
      bits |= constant.getAsLong();
      start = end + 1;
    }
    return bits == value;
  }

  private String unnamed(Test test, long value) {
    Optional<Argument.Kind> kind =
        Syscalls.arguments(abis.getFirst(), call).stream()
            .skip(test.argument())
            .findFirst()
            .map(Argument::kind);
    boolean signed =
        test.mask() == -1
            && test.width() == Width.AUTO
            && (int) value < 0
            && value >>> 32 == 0
            && kind.filter(k -> k == Argument.Kind.DESCRIPTOR || k == Argument.Kind.INT).isPresent()
            && abis.stream()
                .allMatch(abi -> Syscalls.argumentBits(abi, call, test.argument()) == 32);
    return signed ? Integer.toString((int) value) : number(value, test.mask() != -1);
  }

  private static String number(long value, boolean bits) {
    return value >= 0 && value < (bits ? 10 : DECIMAL_BELOW)
        ? Long.toString(value)
        : "0x" + Long.toHexString(value);
  }
}
