package callgate.format.elastic;

import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.CallDraft.Case;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A policy as go-seccomp-bpf has it, before it is written down as YAML or Go.
 *
 * @param abi whose programs it is for
 * @param groups in order; the first that a call is in decides
 * @param notes differences in how a call is stopped, never in whether
 */
record ElasticPolicy(
    Abi abi, Action defaultAction, List<Group> groups, List<Loss> losses, List<String> notes) {
  private static final int ENOSYS = 38;

  ElasticPolicy {
    groups = List.copyOf(groups);
    losses = List.copyOf(losses);
    notes = List.copyOf(notes);
  }

  /**
   * Calls that get an action.
   *
   * @param names those without conditions, with the reason for each
   * @param conditional those with one entry for each alternative
   */
  record Group(Action action, Map<String, String> names, List<Entry> conditional) {}

  /** A call and the tests that all hold. */
  record Entry(String name, List<Line> tests, String reason) {}

  /** One test as it is written. */
  record Line(int argument, Operation operation, long value) {}

  /** {@return the policy in the words of go-seccomp-bpf} */
  static ElasticPolicy of(Policy policy, WriteOptions options) {
    Policy meant = withoutX32(policy);
    Draft draft = Drafting.of(meant, new ElasticDialect(), options);
    List<Loss> losses = new ArrayList<>(draft.losses());
    List<String> notes = new ArrayList<>(draft.notes());
    Abi abi = draft.abis().getFirst();
    if (abi == Abi.X86_64 && meant.equals(policy) && !policy.abis().contains(Abi.X32)) {
      String what = "go-seccomp-bpf answers calls of x32 with errno(ENOSYS)";
      if (policy.foreignAction().lets()) {
        losses.add(new Loss(Position.of(policy.name()), what));
      } else if (!policy.foreignAction().equals(Action.errno(ENOSYS))) {
        notes.add(what);
      }
    }
    return new ElasticPolicy(abi, draft.defaultAction(), groups(draft), losses, notes);
  }

  /** {@return a learned policy with the actions that Elastic's own profiler gives all else} */
  static Policy suited(Policy learned) {
    Action error = Action.errno(1);
    return new Policy(
        learned.name(),
        learned.abis(),
        error,
        error,
        new Newer.AsDefault(),
        Set.of(),
        learned.rules());
  }

  /** {@return the policy without its rule for all of x32, where that is go-seccomp-bpf's own} */
  private static Policy withoutX32(Policy policy) {
    if (!policy.abis().contains(Abi.X32) || !policy.abis().contains(Abi.X86_64)) {
      return policy;
    }
    for (Rule rule : policy.rules()) {
      if (rule.appliesTo(Abi.X32)) {
        if (!isForX32(rule)) {
          return policy;
        }
        List<Rule> others = new ArrayList<>(policy.rules());
        others.remove(rule);
        return policy
            .withRules(others)
            .withAbis(policy.abis().stream().filter(abi -> abi != Abi.X32).toList());
      }
    }
    return policy;
  }

  private static boolean isForX32(Rule rule) {
    return rule.action().equals(Action.errno(ENOSYS))
        && rule.condition().equals(Condition.ALWAYS)
        && rule.calls().equals(List.of(new Calls.Numbered(Abi.X32_BIT, -1)));
  }

  /** {@return groups by action: all first cases, then all second ones, and so on} */
  private static List<Group> groups(Draft draft) {
    List<Group> groups = new ArrayList<>();
    boolean more = true;
    for (int depth = 0; more; depth++) {
      more = false;
      Map<Action, Group> always = new LinkedHashMap<>();
      Map<Action, Group> conditional = new LinkedHashMap<>();
      for (CallDraft call : draft.calls()) {
        if (depth < call.cases().size()) {
          more = true;
          Case one = call.cases().get(depth);
          if (one.isAlways()) {
            group(always, one.action()).names().put(call.name(), call.reason());
          } else {
            group(conditional, one.action()).conditional().addAll(entries(call, one));
          }
        }
      }
      groups.addAll(joined(always.values(), conditional));
    }
    return groups;
  }

  private static Group group(Map<Action, Group> groups, Action action) {
    return groups.computeIfAbsent(
        action, _ -> new Group(action, new TreeMap<>(), new ArrayList<>()));
  }

  /** {@return the groups, with the calls of an action together} */
  private static List<Group> joined(Collection<Group> always, Map<Action, Group> conditional) {
    List<Group> joined = new ArrayList<>();
    for (Group group : always) {
      Group rest = conditional.remove(group.action());
      joined.add(
          rest == null ? group : new Group(group.action(), group.names(), rest.conditional()));
    }
    joined.addAll(conditional.values());
    return joined;
  }

  private static List<Entry> entries(CallDraft call, Case one) {
    List<Entry> entries = new ArrayList<>();
    for (List<ArgumentTest> tests : one.alternatives()) {
      List<Line> lines = new ArrayList<>();
      tests.forEach(test -> add(test, lines));
      entries.add(new Entry(call.name(), lines, call.reason()));
    }
    return entries;
  }

  /** Adds a test: where bits are given, those that are 0 and each that is 1. */
  private static void add(ArgumentTest test, List<Line> lines) {
    int argument = test.argument();
    if (!test.isMasked()) {
      lines.add(new Line(argument, Operation.of(test.op()), test.value()));
      return;
    }
    if (test.op() == Condition.Op.NE) {
      lines.add(new Line(argument, Operation.BITS_SET, test.mask()));
      return;
    }
    long zeros = test.mask() & ~test.value();
    if (zeros != 0) {
      lines.add(new Line(argument, Operation.BITS_NOT_SET, zeros));
    }
    if ((test.value() & ~test.mask()) != 0) {
      // Can't hold; no bit of nothing is set.
      lines.add(new Line(argument, Operation.BITS_SET, 0));
      return;
    }
    for (long rest = test.value(); rest != 0; rest &= rest - 1) {
      lines.add(new Line(argument, Operation.BITS_SET, Long.lowestOneBit(rest)));
    }
  }
}
