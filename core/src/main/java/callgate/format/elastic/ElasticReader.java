package callgate.format.elastic;

import callgate.format.Builtins;
import callgate.format.Node;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Values;
import callgate.format.Warning;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Reads what a policy means to go-seccomp-bpf in a program of one ABI. */
final class ElasticReader {
  private static final int ENOSYS = 38;

  private final String name;
  private final ElasticSection section;
  private final IntFunction<String> comments;
  private final ReadOptions options;
  private final List<Warning> warnings = new ArrayList<>();

  /**
   * @param name what messages call the policy
   * @param comments what stands at the end of a line, from 1
   */
  ElasticReader(
      String name, ElasticSection section, IntFunction<String> comments, ReadOptions options) {
    this.name = name;
    this.section = section;
    this.comments = comments;
    this.options = options;
  }

  Reading read() {
    checkEnabled();
    Optional<Node> action = Values.under(section.keys(), ElasticSection.DEFAULT_ACTION);
    Optional<Node> groups = Values.under(section.keys(), ElasticSection.SYSCALLS);
    List<Rule> rules = new ArrayList<>();
    Action standard;
    if (action.isPresent()) {
      standard = ElasticActions.read(Values.scalar(action.get(), "an action"));
    } else {
      standard = beats("default_action").defaultAction();
    }
    if (options.abi() == Abi.X86_64) {
      rules.add(x32(section.position()));
    }
    if (groups.isPresent()) {
      rules.addAll(groups(groups.get()));
    } else {
      Policy beats = beats("syscalls");
      rules.addAll(options.abi() == Abi.X86_64 ? withoutFirst(beats.rules()) : beats.rules());
    }
    Position header = action.map(Node::position).orElse(section.position());
    if (standard.lets()) {
      warnings.add(
          new Warning(
              header,
              "calls of other ABIs get the default action too: "
                  + (options.host() == Abi.X86_64 ? "int 0x80 from 64-bit code" : "another ABI")
                  + " gets around what this forbids",
              Warning.Topic.FOREIGN_OPEN));
    }
    Policy policy =
        new Policy(
            name,
            options.abi() == Abi.X86_64 ? List.of(Abi.X86_64, Abi.X32) : List.of(options.abi()),
            standard,
            standard,
            new Newer.AsDefault(),
            Set.of(),
            rules);
    return new Reading(policy, warnings, header);
  }

  private static List<Rule> withoutFirst(List<Rule> rules) {
    return rules.subList(1, rules.size());
  }

  /** {@return the rule that keeps x32 from getting around the others, which is always there} */
  private static Rule x32(Position position) {
    return new Rule(
        List.of(new Calls.Numbered(Abi.X32_BIT, -1)),
        List.of(),
        Action.errno(ENOSYS),
        Condition.ALWAYS,
        position,
        "x32");
  }

  /** {@return the default policy of Beats, which fills in what a configuration doesn't say} */
  private Policy beats(String key) {
    if (!section.ofBeat()) {
      throw new BadInput(section.position(), "this policy lacks " + key);
    }
    warnings.add(
        new Warning(section.position(), "without " + key + " a Beat takes that of builtin:beats"));
    return Builtins.read(Builtins.BEATS, options).policy();
  }

  private void checkEnabled() {
    Optional<Node> enabled = Values.under(section.keys(), ElasticSection.ENABLED);
    if (enabled.isPresent()) {
      Node.Scalar word = Values.scalar(enabled.get(), "true or false");
      switch (word.text()) {
        case "true" -> {}
        case "false" ->
            throw new BadInput(
                word.position(),
                "seccomp is not enabled here: the program runs without a filter, so this is no"
                    + " policy; write enabled: true");
        default ->
            throw new BadInput(word.position(), "enabled is true or false, not " + word.text());
      }
    }
  }

  private List<Rule> groups(Node list) {
    List<Node> groups = Values.items(list);
    if (groups.isEmpty()) {
      throw new BadInput(list.position(), "syscalls must not be empty");
    }
    GroupReader reader = new GroupReader(comments, options, warnings);
    List<Rule> rules = new ArrayList<>();
    for (Node group : groups) {
      rules.addAll(reader.rules(Values.mapping(group, "an action with names")));
    }
    return rules;
  }
}
