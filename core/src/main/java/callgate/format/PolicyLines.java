package callgate.format;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy as text for Callgate itself, which reads it back without looking anything up: a line of
 * what holds for the whole policy, and one for each rule, in fields divided by tabs. Actions are
 * the values that filters return, conditions stand in prefix form:
 *
 * <pre>
 * x86_64 x32    50001    0    50026 x86_64=1a4    SPEC_ALLOW
 * 7fff0000        9    5    reason    any 2 test 0 LT 26 ffff AUTO test 0 EQ 27 ffff AUTO    socket
 * </pre>
 *
 * <p>Numbers are hexadecimal, but for lines, columns, arguments and counts.
 */
final class PolicyLines {
  private static final String ALWAYS = "all 0";

  private final String text;
  private int at;

  private PolicyLines(String text) {
    this.text = text;
  }

  /** {@return the text of a policy; empty where it can't be said, which is so of since} */
  static Optional<String> of(Policy policy) {
    if (policy.newer() instanceof Newer.Since) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder();
    policy.abis().forEach(abi -> out.append(abi.token()).append(' '));
    field(out, Integer.toHexString(policy.defaultAction().returnValue()));
    field(out, Integer.toHexString(policy.foreignAction().returnValue()));
    out.append('\t');
    if (policy.newer() instanceof Newer.Above above) {
      out.append(Integer.toHexString(above.action().returnValue())).append(' ');
      above
          .largest()
          .forEach((abi, number) ->
              out.append(abi.token()).append('=').append(Integer.toHexString(number)).append(' '));
    }
    out.append('\t');
    policy.flags().forEach(flag -> out.append(flag.name()).append(' '));
    out.append('\n');
    for (Rule rule : policy.rules()) {
      if (rule.reason().indexOf('\t') >= 0 || rule.reason().indexOf('\n') >= 0) {
        return Optional.empty();
      }
      write(out, rule);
    }
    return Optional.of(out.toString());
  }

  private static void field(StringBuilder out, String field) {
    out.append('\t').append(field);
  }

  private static void write(StringBuilder out, Rule rule) {
    out.append(Integer.toHexString(rule.action().returnValue())).append('\t');
    rule.abis().forEach(abi -> out.append(abi.token()).append(' '));
    field(out, String.valueOf(rule.position().line()));
    field(out, String.valueOf(rule.position().column()));
    field(out, rule.reason());
    out.append('\t');
    write(out, rule.condition());
    out.append('\t');
    for (Calls calls : rule.calls()) {
      if (calls instanceof Calls.Named(String name)) {
        out.append(name).append(' ');
      } else if (calls instanceof Calls.Numbered(int first, int last)) {
        out.append('#').append(Integer.toHexString(first)).append(' ');
        out.append(Integer.toHexString(last)).append(' ');
      }
    }
    out.append('\n');
  }

  private static void write(StringBuilder out, Condition condition) {
    switch (condition) {
      case Condition.All(var parts) -> write(out, "all ", parts);
      case Condition.Any(var parts) -> write(out, "any ", parts);
      case Condition.Not(var part) -> write(out, "not ", List.of(part));
      case Test test ->
          out.append("test ")
              .append(test.argument())
              .append(' ')
              .append(test.op().name())
              .append(' ')
              .append(Long.toHexString(test.value()))
              .append(' ')
              .append(Long.toHexString(test.mask()))
              .append(' ')
              .append(test.width().name())
              .append(' ');
    }
  }

  private static void write(StringBuilder out, String kind, List<Condition> parts) {
    out.append(kind).append(parts.size()).append(' ');
    parts.forEach(part -> write(out, part));
  }

  /** {@return the policy of a text} */
  static Policy read(String name, String text) {
    return new PolicyLines(text).policy(name);
  }

  private Policy policy(String name) {
    List<Abi> abis = abis();
    Action defaultAction = action('\t');
    Action foreign = action('\t');
    Newer newer = newer();
    Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    while (has('\n')) {
      flags.add(FilterFlag.valueOf(word(' ')));
    }
    List<Rule> rules = new ArrayList<>();
    while (at < text.length()) {
      rules.add(rule(name));
    }
    return new Policy(name, abis, defaultAction, foreign, newer, flags, rules);
  }

  /** {@return what stands before the next of a character, which is passed} */
  private String word(char end) {
    int start = at;
    int stop = text.indexOf(end, start);
    at = stop + 1;
    return text.substring(start, stop);
  }

  /** {@return whether something comes before a character; if not, that is passed} */
  private boolean has(char end) {
    if (text.charAt(at) != end) {
      return true;
    }
    at++;
    return false;
  }

  private Action action(char end) {
    return Action.of(Integer.parseUnsignedInt(word(end), 16));
  }

  private List<Abi> abis() {
    List<Abi> abis = new ArrayList<>();
    while (has('\t')) {
      abis.add(Abi.of(word(' ')).orElseThrow());
    }
    return abis;
  }

  private Newer newer() {
    if (!has('\t')) {
      return new Newer.AsDefault();
    }
    Action action = action(' ');
    Map<Abi, Integer> largest = new EnumMap<>(Abi.class);
    while (has('\t')) {
      Abi abi = Abi.of(word('=')).orElseThrow();
      largest.put(abi, Integer.parseUnsignedInt(word(' '), 16));
    }
    return new Newer.Above(largest, action);
  }

  private Rule rule(String name) {
    Action action = action('\t');
    List<Abi> abis = abis();
    int line = Integer.parseInt(word('\t'));
    int column = Integer.parseInt(word('\t'));
    String reason = word('\t');
    Condition condition = text.startsWith(ALWAYS, at) ? always() : condition();
    at++;
    List<Calls> calls = new ArrayList<>();
    while (has('\n')) {
      calls.add(calls());
    }
    return new Rule(calls, abis, action, condition, new Position(name, line, column), reason);
  }

  private Condition always() {
    at = text.indexOf('\t', at);
    return Condition.ALWAYS;
  }

  private Calls calls() {
    String word = word(' ');
    return word.charAt(0) == '#'
        ? new Calls.Numbered(
            Integer.parseUnsignedInt(word.substring(1), 16),
            Integer.parseUnsignedInt(word(' '), 16))
        : new Calls.Named(word);
  }

  private Condition condition() {
    return switch (word(' ')) {
      case "all" -> new Condition.All(parts());
      case "any" -> new Condition.Any(parts());
      case "not" -> new Condition.Not(parts().getFirst());
      default ->
          new Test(
              Integer.parseInt(word(' ')),
              Op.valueOf(word(' ')),
              Long.parseUnsignedLong(word(' '), 16),
              Long.parseUnsignedLong(word(' '), 16),
              Width.valueOf(word(' ')));
    };
  }

  private List<Condition> parts() {
    int count = Integer.parseInt(word(' '));
    List<Condition> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(condition());
    }
    return parts;
  }
}
