package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Brings a policy into its canonical form.
 *
 * <p>Like {@link ConditionDiagram} and {@link PolicyEvaluator}, it asks for types one by one: each
 * {@code switch} over them costs a process that has just started most of a millisecond.
 */
public final class PolicyMeaning {
  private final Policy policy;
  private final Diagrams diagrams;

  private PolicyMeaning(Policy policy, Diagrams diagrams) {
    this.policy = policy;
    this.diagrams = diagrams;
  }

  /**
   * {@return what a policy means}
   *
   * @throws TooComplex when its conditions don't fit into memory
   */
  public static Meaning of(Policy policy, Diagrams diagrams) {
    return new PolicyMeaning(policy, diagrams).meaning();
  }

  private Meaning meaning() {
    int foreign = leaf(policy.foreignAction());
    List<Integer> arches = new ArrayList<>();
    List<NumberMap.Builder> builders = new ArrayList<>();
    for (Abi abi : policy.abis()) {
      if (!arches.contains(abi.auditArch())) {
        arches.add(abi.auditArch());
        builders.add(new NumberMap.Builder(foreign));
      }
      NumberMap.Builder builder = builders.get(arches.indexOf(abi.auditArch()));
      setOwned(builder, abi, 0, -1, leaf(policy.defaultAction()));
    }
    for (Abi abi : policy.abis()) {
      setNewer(builders.get(arches.indexOf(abi.auditArch())), abi);
    }
    for (Abi abi : policy.abis()) {
      applyRules(builders.get(arches.indexOf(abi.auditArch())), abi);
    }
    return Meaning.of(
        diagrams,
        arches.stream().mapToInt(Integer::intValue).toArray(),
        builders.stream().map(NumberMap.Builder::build).toArray(NumberMap[]::new),
        new NumberMap.Builder(foreign).build());
  }

  /** Sets what the rules say, from the last to the first. */
  private void applyRules(NumberMap.Builder map, Abi abi) {
    List<Rule> rules = policy.rules();
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      if (rule.appliesTo(abi)) {
        int action = leaf(rule.action());
        try {
          for (Calls calls : rule.calls()) {
            apply(map, abi, rule.condition(), calls, action);
          }
        } catch (TooComplex e) {
          throw e.at(rule.position());
        }
      }
    }
  }

  private void apply(NumberMap.Builder map, Abi abi, Condition condition, Calls calls, int action) {
    if (calls instanceof Calls.Named(String name)) {
      int number = Syscalls.number(abi, name).orElse(NO_NUMBER);
      if (number == NO_NUMBER) {
        return;
      }
      if (condition.equals(Condition.ALWAYS)) {
        map.set(number, number, action);
      } else {
        map.change(number, number, old -> choose(abi, condition, calls, action, old));
      }
    } else if (calls instanceof Calls.Numbered(int first, int last)) {
      changeOwned(map, abi, first, last, old -> choose(abi, condition, calls, action, old));
    }
  }

  /** No call has this number: the kernel uses it for calls that a tracer skipped. */
  private static final int NO_NUMBER = -1;

  private int choose(Abi abi, Condition condition, Calls calls, int action, int old) {
    if (condition.equals(Condition.ALWAYS)) {
      return action;
    }
    int holds =
        ConditionDiagram.of(
            diagrams, condition, test -> PolicyEvaluator.comparedBits(test, abi, calls));
    return diagrams.choose(holds, action, old);
  }

  private void setNewer(NumberMap.Builder map, Abi abi) {
    if (policy.newer() instanceof Newer.Above(var largest, Action action)) {
      Integer limit = largest.get(abi);
      if (limit != null && limit != -1) {
        setAbove(map, abi, limit + 1, leaf(action));
      }
    } else if (policy.newer() instanceof Newer.Since(KernelVersion kernel, Action action)) {
      setSince(map, abi, kernel, action);
    }
  }

  /** Sets the numbers from {@code first} on that {@link Newer.Above} compares with an ABI's. */
  private static void setAbove(NumberMap.Builder map, Abi abi, int first, int node) {
    switch (abi) {
      case X86_64 -> {
        setFrom(map, first, 0, 0x3fffffff, node);
        setFrom(map, first, 0x80000000, 0xbfffffff, node);
      }
      case X32 -> {
        setFrom(map, first, 0x40000000, 0x7fffffff, node);
        setFrom(map, first, 0xc0000000, 0xffffffff, node);
      }
      default -> setFrom(map, first, 0, 0xffffffff, node);
    }
  }

  private static void setFrom(NumberMap.Builder map, int first, int start, int end, int node) {
    int from = Integer.compareUnsigned(first, start) < 0 ? start : first;
    if (Integer.compareUnsigned(from, end) <= 0) {
      map.change(from, end, old -> node);
    }
  }

  private void setSince(NumberMap.Builder map, Abi abi, KernelVersion kernel, Action action) {
    int largest = Syscalls.largest(abi, kernel);
    setOwned(map, abi, largest + 1, -1, leaf(action));
    for (String name : Syscalls.names(abi)) {
      int number = Syscalls.number(abi, name).orElse(NO_NUMBER);
      boolean later =
          Syscalls.since(abi, name).filter(since -> since.compareTo(kernel) > 0).isPresent();
      boolean above = Integer.compareUnsigned(number, largest) > 0;
      if (later != above) {
        setOwned(map, abi, number, number, leaf(later ? action : policy.defaultAction()));
      }
    }
  }

  private void setOwned(NumberMap.Builder map, Abi abi, int first, int last, int node) {
    changeOwned(map, abi, first, last, old -> node);
  }

  /** Changes the numbers of a range that belong to an ABI: x86_64 and x32 share one arch value. */
  private static void changeOwned(
      NumberMap.Builder map, Abi abi, int first, int last, IntUnaryOperator operation) {
    switch (abi) {
      case X86_64 -> {
        if (Integer.compareUnsigned(first, Abi.X32_BIT) < 0) {
          int end = Integer.compareUnsigned(last, Abi.X32_BIT) < 0 ? last : Abi.X32_BIT - 1;
          map.change(first, end, operation);
        }
        if (last == -1) {
          map.change(-1, -1, operation);
        }
      }
      case X32 -> {
        int start = Integer.compareUnsigned(first, Abi.X32_BIT) < 0 ? Abi.X32_BIT : first;
        int end = last == -1 ? -2 : last;
        if (Integer.compareUnsigned(start, end) <= 0) {
          map.change(start, end, operation);
        }
      }
      default -> map.change(first, last, operation);
    }
  }

  private int leaf(Action action) {
    return diagrams.leaf(action.returnValue());
  }
}
