package callgate.format;

import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Calls that a policy shall never or always allow, whatever else it says. A call that is in both
 * lists is allowed.
 *
 * @param blocked with where each stands
 * @param allowed the same
 */
public record CallLists(Map<String, Listed> blocked, Map<String, Listed> allowed) {
  private static final int EPERM = 1;

  /**
   * A call in a list.
   *
   * @param reason the comment beside it, or empty
   */
  public record Listed(Position position, String reason) {}

  /**
   * {@return the lists that arguments mean}
   *
   * @param blocked each names calls, separated by commas, semicolons or space, or a file with such
   *     lines and comments after {@code #}
   * @throws BadInput where there is no such call
   */
  public static CallLists of(List<String> blocked, List<String> allowed) {
    return new CallLists(read(blocked), read(allowed));
  }

  private static Map<String, Listed> read(List<String> arguments) {
    Map<String, Listed> calls = new TreeMap<>();
    for (String argument : arguments) {
      if (isFile(argument)) {
        Document document = PolicySource.document(argument);
        int line = 0;
        for (String text : document.text().lines().toList()) {
          add(document.name(), ++line, text, calls);
        }
      } else {
        add(argument, 0, argument, calls);
      }
    }
    return calls;
  }

  private static boolean isFile(String argument) {
    try {
      return Files.isRegularFile(Path.of(argument)) || argument.indexOf('/') >= 0;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static void add(String name, int line, String text, Map<String, Listed> calls) {
    int hash = text.indexOf('#');
    String reason = hash < 0 ? "" : text.substring(hash + 1).strip();
    String listed = hash < 0 ? text : text.substring(0, hash);
    int start = 0;
    for (int i = 0; i <= listed.length(); i++) {
      if (i == listed.length() || separates(listed.charAt(i))) {
        if (i > start) {
          String call = listed.substring(start, i);
          Position position = line == 0 ? Position.of(name) : new Position(name, line, start + 1);
          check(call, position);
          calls.putIfAbsent(call, new Listed(position, reason));
        }
        start = i + 1;
      }
    }
  }

  private static boolean separates(char c) {
    return c == ',' || c == ';' || Character.isWhitespace(c);
  }

  private static void check(String call, Position position) {
    if (!Syscalls.exists(call)) {
      throw new BadInput(
          position,
          "no ABI has a call "
              + call
              + Syscalls.suggestion(call).map(meant -> "; did you mean " + meant + "?").orElse(""));
    }
  }

  /** {@return whether there is nothing in them} */
  public boolean isEmpty() {
    return blocked.isEmpty() && allowed.isEmpty();
  }

  /** {@return the policy with what the lists say in place of what it says about these calls} */
  public Policy apply(Policy policy) {
    Set<Calls> decided = new HashSet<>();
    blocked.keySet().forEach(name -> decided.add(new Calls.Named(name)));
    allowed.keySet().forEach(name -> decided.add(new Calls.Named(name)));
    List<Rule> rules = new ArrayList<>();
    policy.rules().stream().takeWhile(CallLists::isAboutX32).forEach(rules::add);
    List<Rule> rest = policy.rules().subList(rules.size(), policy.rules().size());
    allowed.forEach((name, listed) -> rules.add(rule(name, listed, Action.ALLOW)));
    boolean said =
        policy.defaultAction().lets()
            || rest.stream()
                .flatMap(rule -> rule.calls().stream())
                .anyMatch(Calls.Numbered.class::isInstance);
    if (said) {
      Action stop = policy.defaultAction().lets() ? Action.errno(EPERM) : policy.defaultAction();
      blocked.forEach((name, listed) -> {
        if (!allowed.containsKey(name)) {
          rules.add(rule(name, listed, stop));
        }
      });
    }
    for (Rule rule : rest) {
      List<Calls> left = rule.calls().stream().filter(calls -> !decided.contains(calls)).toList();
      if (!left.isEmpty()) {
        rules.add(left.size() == rule.calls().size() ? rule : rule.about(left));
      }
    }
    return policy.withRules(rules);
  }

  /** {@return whether a rule is about all of x32, to which lists of calls don't open a way} */
  private static boolean isAboutX32(Rule rule) {
    return rule.calls().equals(List.of(new Calls.Numbered(Abi.X32_BIT, -1)));
  }

  /** {@return the calls that a policy may allow and that are blocked} */
  public List<String> taken(Policy policy) {
    Set<String> named = new HashSet<>();
    for (Rule rule : policy.rules()) {
      if (rule.action().lets()) {
        for (Calls calls : rule.calls()) {
          if (calls instanceof Calls.Named(String name)) {
            named.add(name);
          }
        }
      }
    }
    return blocked.keySet().stream()
        .filter(name -> named.contains(name) && !allowed.containsKey(name))
        .toList();
  }

  private static Rule rule(String name, Listed listed, Action action) {
    return new Rule(
        List.of(new Calls.Named(name)),
        List.of(),
        action,
        Condition.ALWAYS,
        listed.position(),
        listed.reason());
  }
}
