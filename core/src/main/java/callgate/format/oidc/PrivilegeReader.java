package callgate.format.oidc;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.ReadOptions;
import callgate.format.Reading;
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
import callgate.syscall.Families;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the policy of a component together from its files. */
final class PrivilegeReader {
  private static final int ENOSYS = 38;

  private final Library files;
  private final Components components;
  private final ReadOptions options;
  private final List<Warning> warnings = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Set<String> done = new LinkedHashSet<>();

  /** Privilege files by their names. */
  interface Library {
    /** {@return the file of a group, without the end of its name} */
    Optional<Document> file(String group);

    /** {@return the groups there are} */
    List<String> groups();
  }

  PrivilegeReader(Library files, Components components, ReadOptions options) {
    this.files = files;
    this.components = components;
    this.options = options;
  }

  /**
   * {@return the policy of a component}
   *
   * @param name what messages call it
   * @param part the component or a single file, and then options of its program
   */
  Reading component(String name, String part) {
    List<String> words = List.of(part.strip().split("\\s+"));
    String component = words.getFirst();
    List<Components.Part> parts = components.byName().get(component);
    if (parts != null) {
      for (Components.Part each : parts) {
        if (each.belongs(words.subList(1, words.size()))) {
          add(each.group(), each.position());
        }
      }
    } else if (files.file(component).isPresent()) {
      add(component, Position.of(name));
    } else {
      List<String> there = new ArrayList<>(components.byName().keySet());
      there.addAll(files.groups());
      throw new BadInput(
          Position.of(name),
          "there is no component "
              + component
              + Spelling.nearest(component, there)
                  .map(meant -> "; did you mean " + meant + "?")
                  .orElse("; there are " + String.join(", ", there)));
    }
    return policy(name);
  }

  /** {@return the policy of a single file} */
  Reading file(Document file) {
    add(file);
    return policy(file.name());
  }

  private void add(String group, Position from) {
    if (!done.add(group)) {
      return;
    }
    Document file =
        files
            .file(group)
            .orElseThrow(() ->
                new BadInput(
                    from,
                    "there is no file "
                        + group
                        + PrivilegeFile.SUFFIX
                        + Spelling.nearest(group, files.groups())
                            .map(meant -> "; did you mean " + meant + "?")
                            .orElse("")));
    for (Node.Scalar included : components.includes().getOrDefault(group, List.of())) {
      add(included.text(), included.position());
    }
    add(file);
  }

  private void add(Document file) {
    for (PrivilegeLine line : PrivilegeFile.lines(file)) {
      if (line.isInclude()) {
        add(line.word(), line.textAt());
      } else {
        rule(line);
      }
    }
  }

  private void rule(PrivilegeLine line) {
    Abi abi = options.abi();
    if (!Syscalls.exists(line.word())) {
      String problem =
          "no ABI has a call "
              + line.word()
              + Syscalls.suggestion(line.word())
                  .map(meant -> "; did you mean " + meant + "?")
                  .orElse("");
      if (!options.lenient()) {
        throw new BadInput(line.position(), problem);
      }
      warnings.add(new Warning(line.position(), problem + "; it is left out"));
      return;
    }
    Optional<Condition> condition = Optional.empty();
    if (Syscalls.number(abi, line.word()).isEmpty()) {
      if (!components.families()) {
        warnings.add(
            new Warning(
                line.position(),
                abi.token() + " has no call " + line.word(),
                Warning.Topic.OTHER_ABI));
      }
    } else if (!line.text().isEmpty()) {
      PrivilegeText text = new PrivilegeText(line, abi);
      condition = text.condition();
      if (condition.isEmpty()) {
        warnings.add(new Warning(line.textAt(), text.notEnforced()));
      }
    }
    List<Calls> calls = new ArrayList<>(List.of(new Calls.Named(line.word())));
    if (components.families() && condition.isEmpty()) {
      for (String other : Families.others(line.word())) {
        if (Syscalls.number(abi, other).isPresent()) {
          calls.add(new Calls.Named(other));
        }
      }
    }
    rules.add(
        new Rule(
            calls,
            List.of(),
            Action.ALLOW,
            condition.orElse(Condition.ALWAYS),
            line.position(),
            line.reason()));
  }

  private Reading policy(String name) {
    Abi abi = options.abi();
    Newer newer =
        components.families()
            ? new Newer.Since(Syscalls.newest(), Action.errno(ENOSYS))
            : new Newer.AsDefault();
    checkRestrictions();
    Policy policy =
        new Policy(
            name,
            List.of(abi),
            components.defaultAction(),
            components.defaultAction(),
            newer,
            Set.of(),
            simplified());
    return new Reading(policy, warnings);
  }

  /** Warns of conditions on calls that other lines allow without one. */
  private void checkRestrictions() {
    Map<Calls, Position> always = new HashMap<>();
    for (Rule rule : rules) {
      if (rule.condition().equals(Condition.ALWAYS)) {
        rule.calls().forEach(calls -> always.putIfAbsent(calls, rule.position()));
      }
    }
    for (Rule rule : rules) {
      Position wider = always.get(rule.calls().getFirst());
      if (!rule.condition().equals(Condition.ALWAYS) && wider != null) {
        warnings.add(
            new Warning(
                rule.position(),
                "this restricts nothing: the call is allowed with any arguments at " + wider));
      }
    }
  }

  /** {@return the rules, each call once where it is always allowed} */
  private List<Rule> simplified() {
    List<Rule> simple = new ArrayList<>();
    Set<Calls> always = new HashSet<>();
    for (Rule rule : rules) {
      if (rule.condition().equals(Condition.ALWAYS)) {
        List<Calls> fresh = rule.calls().stream().filter(always::add).toList();
        if (!fresh.isEmpty()) {
          simple.add(rule.about(fresh));
        }
      }
    }
    for (Rule rule : rules) {
      if (!rule.condition().equals(Condition.ALWAYS) && !always.contains(rule.calls().getFirst())) {
        simple.add(rule);
      }
    }
    return simple;
  }
}
