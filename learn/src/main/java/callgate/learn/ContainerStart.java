package callgate.learn;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a container runtime itself needs of a filter. It installs the filter, and only then executes
 * the program: with {@code no_new_privs} as the last thing before that, without it before it drops
 * capabilities and becomes the container's user, since installing takes CAP_SYS_ADMIN then. A
 * policy of what the program alone calls would stop the runtime on this way.
 *
 * @param runtime {@code runc} or {@code crun}
 * @param noNewPrivileges whether the container is started with {@code no_new_privs}
 */
public record ContainerStart(String runtime, boolean noNewPrivileges) {
  private static final String RESOURCE = "container-start.txt";

  /**
   * A policy under which the runtime can start a container.
   *
   * @param added the calls that it did not allow before, by ABI
   * @param overruled those of them that a rule of the policy refused
   */
  public record Result(Policy policy, Map<Abi, List<String>> added, List<String> overruled) {}

  /** {@return the policy with what the runtime needs, on the ABIs of the machines it is for} */
  public Result addTo(Policy policy) {
    Set<Abi> machines = new LinkedHashSet<>();
    policy.abis().forEach(abi -> machines.add(abi.machine()));
    Policy wide = withMachines(policy, machines);
    Map<Abi, List<String>> added = new TreeMap<>();
    Set<String> overruled = new LinkedHashSet<>();
    Map<Need, List<Abi>> lacking = new LinkedHashMap<>();
    Lack lack = new Lack(wide);
    for (Need need : needs()) {
      for (Abi machine : machines) {
        if (Syscalls.number(machine, need.call()).isPresent() && lack.is(machine, need)) {
          lacking.computeIfAbsent(need, _ -> new ArrayList<>()).add(machine);
          added.computeIfAbsent(machine, _ -> new ArrayList<>()).add(need.call());
          if (lack.isRefused(machine, need)) {
            overruled.add(need.call());
          }
        }
      }
    }
    List<Rule> rules = new ArrayList<>();
    lacking.forEach((need, abis) ->
        rules.add(rule(need).on(wide.abis().size() == abis.size() ? List.of() : abis)));
    rules.addAll(wide.rules());
    return new Result(wide.withRules(rules), added, List.copyOf(overruled));
  }

  /** {@return the policy on the machines' own ABIs too, which allows nothing new there} */
  private static Policy withMachines(Policy policy, Set<Abi> machines) {
    if (policy.abis().containsAll(machines)) {
      return policy;
    }
    Set<Abi> abis = new LinkedHashSet<>(machines);
    abis.addAll(policy.abis());
    List<Rule> rules =
        policy.rules().stream()
            .map(rule -> rule.abis().isEmpty() ? rule.on(policy.abis()) : rule)
            .toList();
    return policy.withAbis(List.copyOf(abis)).withRules(rules);
  }

  /**
   * A call that the runtime makes.
   *
   * @param values of its first argument; empty for any
   */
  private record Need(String call, List<Long> values) {
    static Need parse(String word) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        return new Need(word, List.of());
      }
      List<Long> values = new ArrayList<>();
      for (String value : word.substring(equals + 1).split(",", -1)) {
        values.add(Long.parseLong(value));
      }
      return new Need(word.substring(0, equals), values);
    }

    Condition condition() {
      List<Condition> tests =
          values.stream()
              .<Condition>map(value -> Condition.Test.of(0, Condition.Op.EQ, value))
              .toList();
      return tests.isEmpty() ? Condition.ALWAYS : new Condition.Any(tests);
    }
  }

  private Rule rule(Need need) {
    return new Rule(
        List.of(new Calls.Named(need.call())),
        List.of(),
        Action.ALLOW,
        need.condition(),
        Position.of(runtime),
        runtime + " starts the program with it");
  }

  /** {@return what the runtime calls, by name} */
  private List<Need> needs() {
    Map<String, Need> needs = new TreeMap<>();
    for (String line : text().lines().toList()) {
      String[] words = line.trim().split(" +", -1);
      if (words[0].equals(runtime) && !(noNewPrivileges && words[1].equals("early"))) {
        for (int i = 2; i < words.length; i++) {
          Need need = Need.parse(words[i]);
          needs.put(need.call(), need);
        }
      }
    }
    return List.copyOf(needs.values());
  }

  private static String text() {
    try (InputStream in = ContainerStart.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("this build of Callgate lacks " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells by what a policy means whether it lacks a call. */
  private final class Lack {
    private final Policy policy;
    private final Diagrams diagrams = new Diagrams();
    private final Meaning meaning;

    Lack(Policy policy) {
      this.policy = policy;
      this.meaning = PolicyMeaning.of(policy, diagrams);
    }

    boolean is(Abi abi, Need need) {
      int number = Syscalls.number(abi, need.call()).orElseThrow();
      int node = meaning.map(abi.auditArch()).nodeOf(number);
      if (Diagrams.isLeaf(node)) {
        return !Action.of(diagrams.value(node)).lets();
      }
      return !with(abi, need, true).equals(meaning);
    }

    /** {@return whether a rule that comes after those of the policy would change nothing} */
    boolean isRefused(Abi abi, Need need) {
      return with(abi, need, false).equals(meaning);
    }

    private Meaning with(Abi abi, Need need, boolean first) {
      List<Rule> rules = new ArrayList<>(policy.rules());
      rules.add(first ? 0 : rules.size(), rule(need).on(List.of(abi)));
      return PolicyMeaning.of(policy.withRules(rules), diagrams);
    }
  }
}
