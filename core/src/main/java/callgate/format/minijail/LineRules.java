package callgate.format.minijail;

import callgate.format.Warning;
import callgate.format.minijail.MinijailReader.Line;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Position;
import callgate.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lines mean: rules in order, the first of which that holds decides. */
final class LineRules {
  private final Tool tool;
  private final boolean denylist;
  private final List<Warning> warnings;

  LineRules(Tool tool, boolean denylist, List<Warning> warnings) {
    this.tool = tool;
    this.denylist = denylist;
    this.warnings = warnings;
  }

  /**
   * {@return the rules}
   *
   * @throws BadInput where a call has a filter behind an unconditional one, which minijail refuses
   */
  List<Rule> of(List<Line> lines) {
    Map<String, Position> decided = new HashMap<>();
    Set<String> allowed = new HashSet<>();
    for (Line line : lines) {
      for (String call : line.calls()) {
        check(call, line, decided, allowed);
      }
    }
    List<Rule> rules = new ArrayList<>();
    for (Line line : lines) {
      rules.addAll(rules(line, allowed));
    }
    return rules;
  }

  private void check(String call, Line line, Map<String, Position> decided, Set<String> allowed) {
    for (Filter filter : line.filters()) {
      Position earlier = decided.get(call);
      if (earlier != null) {
        throw new BadInput(
            filter.position(),
            call + " is decided already, at " + earlier + "; minijail stops here");
      }
      if (filter.condition().isEmpty() || (filter.otherwise() && tool == Tool.LOADER)) {
        decided.put(call, filter.position());
        if (filter.condition().isEmpty() && filter.action().equals(Action.ALLOW)) {
          allowed.add(call);
        }
      }
    }
  }

  private List<Rule> rules(Line line, Set<String> allowed) {
    List<Rule> rules = new ArrayList<>();
    for (Filter filter : line.filters()) {
      List<String> calls = new ArrayList<>(line.calls());
      if (filter.condition().isPresent() && !denylist && calls.removeIf(allowed::contains)) {
        warnings.add(
            new Warning(
                filter.position(),
                "this has no effect: what minijail's compiler finds allowed at the end is allowed"
                    + " always; end with another action than allow"));
      }
      if (calls.isEmpty()) {
        continue;
      }
      if (filter.otherwise() && tool == Tool.LOADER) {
        warnOf(filter);
        rules.add(rule(calls, Action.ALLOW, filter.condition().orElseThrow(), line));
        rules.add(rule(calls, filter.action(), Condition.ALWAYS, line));
      } else {
        rules.add(rule(calls, filter.action(), filter.condition().orElse(Condition.ALWAYS), line));
      }
    }
    return rules;
  }

  private void warnOf(Filter filter) {
    warnings.add(
        new Warning(
            filter.position(),
            "this is read as "
                + tool.program()
                + " does: allowed where it holds; "
                + Tool.COMPILER.program()
                + " takes it the other way round"));
  }

  private Rule rule(List<String> names, Action action, Condition condition, Line line) {
    List<Calls> calls = names.stream().<Calls>map(Calls.Named::new).toList();
    return new Rule(calls, List.of(), action, condition, line.position(), line.reason());
  }
}
