package callgate.cli;

import callgate.format.Actions;
import callgate.format.Overview;
import callgate.format.Overview.Entry;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What a policy does with one call, ABI by ABI. */
final class CallReport {
  private CallReport() {}

  /** {@return what a policy does with a call} */
  static String of(Policy policy, String call) {
    StringBuilder out = new StringBuilder();
    for (Abi abi : policy.abis()) {
      OptionalInt number = Syscalls.number(abi, call);
      out.append(call).append(" on ").append(abi.token());
      if (number.isEmpty()) {
        out.append(": there is no such call\n");
        continue;
      }
      out.append(" (").append(number.getAsInt() & ~mask(abi)).append(")\n");
      Policy named = named(policy.withAbis(List.of(abi)), call, number.getAsInt());
      for (Entry entry : entries(named, call)) {
        out.append("  ").append(Actions.text(entry.action()));
        if (!entry.condition().isEmpty()) {
          out.append(" if ").append(entry.condition());
        }
        out.append("  (").append(entry.position());
        out.append(entry.reason().isEmpty() ? "" : ": " + entry.reason()).append(")\n");
        if (entry.condition().isEmpty()) {
          break;
        }
      }
      if (!isAlwaysDecided(named, call)) {
        out.append("  ").append(otherwise(policy, abi, number.getAsInt())).append('\n');
      }
    }
    return out.toString();
  }

  /** {@return a policy for one ABI whose rules about numbers name the call if they are about it} */
  private static Policy named(Policy policy, String call, int number) {
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      List<Calls> calls = new ArrayList<>();
      for (Calls each : rule.calls()) {
        boolean about =
            each instanceof Calls.Numbered(int first, int last)
                && Integer.compareUnsigned(first, number) <= 0
                && Integer.compareUnsigned(number, last) <= 0;
        calls.add(about ? new Calls.Named(call) : each);
      }
      if (rule.appliesTo(policy.abis().getFirst())) {
        rules.add(rule.about(calls).on(List.of()));
      }
    }
    return policy.withRules(rules);
  }

  private static int mask(Abi abi) {
    return abi == Abi.X32 ? Abi.X32_BIT : 0;
  }

  /** {@return what the policy says about a call, in order} */
  static List<Entry> entries(Policy policy, String call) {
    Policy only =
        policy.withRules(policy.rules().stream().filter(rule -> isAbout(rule, call)).toList());
    Overview overview = Overview.of(only);
    List<Entry> entries = new ArrayList<>(overview.ordered());
    for (Overview.Section section : overview.sections()) {
      if (section.calls().contains(call)) {
        Rule rule =
            only.rules().stream()
                .filter(candidate -> candidate.action().equals(section.action()))
                .findFirst()
                .orElseThrow();
        entries.add(
            new Entry(section.action(), call, "", List.of(), rule.reason(), rule.position()));
      }
      entries.addAll(section.entries());
    }
    return entries.stream().filter(entry -> entry.call().equals(call)).toList();
  }

  private static boolean isAbout(Rule rule, String call) {
    return rule.calls().contains(new Calls.Named(call));
  }

  private static boolean isAlwaysDecided(Policy policy, String call) {
    return entries(policy, call).stream().anyMatch(entry -> entry.condition().isEmpty());
  }

  private static String otherwise(Policy policy, Abi abi, int number) {
    Action action = policy.newer().action(policy.defaultAction());
    return isNewer(policy.newer(), abi, number)
        ? Actions.text(action) + " otherwise, as for all newer calls"
        : Actions.text(policy.defaultAction()) + " otherwise, as for all other calls";
  }

  private static boolean isNewer(Newer newer, Abi abi, int number) {
    if (newer instanceof Newer.Since(var kernel, _)) {
      return Syscalls.name(abi, number)
          .flatMap(name -> Syscalls.since(abi, name))
          .filter(since -> since.compareTo(kernel) > 0)
          .isPresent();
    }
    Integer limit = newer instanceof Newer.Above(var largest, _) ? largest.get(abi) : null;
    return limit != null && Integer.compareUnsigned(number, limit) > 0;
  }
}
