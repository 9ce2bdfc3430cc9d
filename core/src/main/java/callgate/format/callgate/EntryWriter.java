package callgate.format.callgate;

import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes rules as the entries of sections. */
public final class EntryWriter {
  private static final int WIDTH = 100;
  private static final int REASON_COLUMN = 40;

  private final List<Abi> abis;

  /**
   * @param abis those of the policy
   */
  public EntryWriter(List<Abi> abis) {
    this.abis = abis;
  }

  /** Is told of what a rule says about a call. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes one condition.
     *
     * @param formulas writes it
     * @param abis where it applies; empty for all that have the call
     */
    void read(FormulaWriter formulas, Condition condition, List<Abi> abis);
  }

  /** Tells of each condition that a call of a rule has: of none where the rule never matches. */
  public void forEach(Rule rule, Calls calls, Reader reader) {
    Map<Condition, List<Abi>> groups = groups(rule, calls);
    boolean everywhere = groups.size() == 1;
    groups.forEach((condition, group) -> {
      if (!condition.equals(Simplification.NEVER)
          && RuleCheck.canMatch(rule.about(List.of(calls)).when(condition), group)) {
        FormulaWriter formulas = new FormulaWriter(name(calls), group);
        reader.read(formulas, condition, everywhere ? on(rule, calls) : group);
      }
    });
  }

  /** {@return the ABIs that a rule names, unless they are all that have the call} */
  private List<Abi> on(Rule rule, Calls calls) {
    boolean all =
        calls instanceof Calls.Named(String name)
            && abis.stream()
                .filter(abi -> Syscalls.number(abi, name).isPresent())
                .allMatch(rule::appliesTo);
    return all ? List.of() : rule.abis();
  }

  /** {@return the entries of one call of a rule: none where it never matches} */
  List<String> entries(Rule rule, Calls calls) {
    List<String> entries = new ArrayList<>();
    forEach(
        rule,
        calls,
        (formulas, condition, on) -> entries.add(entry(calls, condition, on, formulas)));
    return entries;
  }

  /** {@return a call's name, or numbers such as {@code 1000-2000}} */
  public static String label(Calls calls) {
    return calls instanceof Calls.Numbered(int first, int last) ? range(first, last) : name(calls);
  }

  /** {@return the conditions of a call, with only bits that count, and the ABIs that have them} */
  private Map<Condition, List<Abi>> groups(Rule rule, Calls calls) {
    List<Abi> applies = rule.abis().isEmpty() ? abis : rule.abis();
    String name = name(calls);
    Map<Condition, List<Abi>> groups = new LinkedHashMap<>();
    for (Abi abi : applies) {
      if (abis.contains(abi) && (name.isEmpty() || Syscalls.number(abi, name).isPresent())) {
        Condition condition = counted(rule.condition(), new Arguments(abi, name));
        groups.computeIfAbsent(Simplification.of(condition), _ -> new ArrayList<>()).add(abi);
      }
    }
    return groups;
  }

  private static String name(Calls calls) {
    return calls instanceof Calls.Named(String name) ? name : "";
  }

  /** {@return the condition without the bits that the comparison ignores on an ABI} */
  private static Condition counted(Condition condition, Arguments arguments) {
    if (condition instanceof Condition.All(var parts)) {
      return new Condition.All(parts.stream().map(part -> counted(part, arguments)).toList());
    }
    if (condition instanceof Condition.Any(var parts)) {
      return new Condition.Any(parts.stream().map(part -> counted(part, arguments)).toList());
    }
    return condition instanceof Condition.Not(var part)
        ? new Condition.Not(counted(part, arguments))
        : counted((Test) condition, arguments);
  }

  private static Test counted(Test test, Arguments arguments) {
    if (arguments.bits(test.argument(), test.width()) == 64) {
      return test;
    }
    long mask = test.mask() & 0xffffffffL;
    return new Test(
        test.argument(),
        test.op(),
        test.value() & 0xffffffffL,
        mask == 0xffffffffL ? -1 : mask,
        test.width());
  }

  private static String entry(
      Calls calls, Condition condition, List<Abi> on, FormulaWriter formulas) {
    List<String> details = new ArrayList<>();
    Map<String, List<String>> values = values(condition, formulas);
    values.forEach((argument, list) ->
        details.add(argument + ": " + (list.size() == 1 ? list.getFirst() : list(list))));
    boolean formula = values.isEmpty() && !condition.equals(Condition.ALWAYS);
    String quoted = formula ? '"' + formulas.formula(condition) + '"' : "";
    if (calls instanceof Calls.Numbered(int first, int last)) {
      details.addFirst("numbers: " + range(first, last));
    } else if (on.isEmpty() && formula) {
      return name(calls) + ": " + quoted;
    }
    if (formula) {
      details.add("when: " + quoted);
    }
    if (!on.isEmpty()) {
      details.add("on: " + list(on.stream().map(Abi::token).toList()));
    }
    String name = name(calls);
    if (details.isEmpty()) {
      return name;
    }
    return (name.isEmpty() ? "{ " : name + ": { ") + String.join(", ", details) + " }";
  }

  /**
   * {@return for each argument the values that it may have, where the condition says no more than
   * that; otherwise nothing}
   */
  private static Map<String, List<String>> values(Condition condition, FormulaWriter formulas) {
    List<Condition> parts = condition instanceof Condition.All(var all) ? all : List.of(condition);
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Condition part : parts) {
      List<Condition> tests = part instanceof Condition.Any(var any) ? any : List.of(part);
      List<String> names =
          tests.stream()
              .filter(FormulaWriter::isPlainEquality)
              .map(Test.class::cast)
              .map(test -> formulas.argument(test.argument(), test.width()))
              .distinct()
              .toList();
      boolean plain = tests.stream().allMatch(FormulaWriter::isPlainEquality);
      if (!plain || names.size() != 1 || values.containsKey(names.getFirst())) {
        return Map.of();
      }
      values.put(
          names.getFirst(),
          tests.stream()
              .map(Test.class::cast)
              .map(test -> formulas.value(test, test.value()))
              .toList());
    }
    return values;
  }

  private static String list(List<String> items) {
    return "[" + String.join(", ", items) + "]";
  }

  private static String range(int first, int last) {
    return first == last ? number(first) : number(first) + "-" + number(last);
  }

  private static String number(int number) {
    return number >>> 16 == 0 ? Integer.toString(number) : "0x" + Integer.toHexString(number);
  }

  /** {@return the line or lines of an entry in a list, with the reason at the end, or above it} */
  static String line(String indent, String entry, String reason) {
    StringBuilder lines = new StringBuilder();
    boolean above = REASON_COLUMN + 2 + reason.length() > WIDTH;
    if (above) {
      above(indent, oneLine(reason), lines);
    }
    String rest = indent + "- " + entry;
    while (rest.length() > WIDTH) {
      int cut = rest.lastIndexOf(", ", WIDTH);
      if (cut <= indent.length() + 4 || isInText(rest, cut)) {
        break;
      }
      lines.append(rest, 0, cut + 1).append('\n');
      rest = indent + "    " + rest.substring(cut + 2);
    }
    lines.append(rest);
    if (!reason.isEmpty() && !above) {
      lines.repeat(' ', Math.max(2, REASON_COLUMN - rest.length()));
      lines.append("# ").append(oneLine(reason));
    }
    return lines.append('\n').toString();
  }

  private static void above(String indent, String reason, StringBuilder lines) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : reason.split(" +", -1)) {
      if (line.length() + 1 + word.length() > WIDTH && line.length() > indent.length() + 1) {
        lines.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    lines.append(line).append('\n');
  }

  private static boolean isInText(String line, int index) {
    return line.substring(0, index).chars().filter(c -> c == '"').count() % 2 == 1;
  }

  private static String oneLine(String reason) {
    return reason
        .codePoints()
        .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) ? ' ' : c)
        .mapToObj(Character::toString)
        .collect(Collectors.joining())
        .strip();
  }
}
