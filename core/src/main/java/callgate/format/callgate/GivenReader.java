package callgate.format.callgate;

import callgate.format.Node;
import callgate.format.ReadOptions;
import callgate.format.Values;
import callgate.policy.BadInput;
import callgate.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads sections that hold only in some surroundings: with capabilities, on a kernel, on a machine.
 */
final class GivenReader {
  static final String CAPS = "caps";
  static final String SOME_CAPS = "some_caps";
  static final String WITHOUT_CAPS = "without_caps";
  static final String KERNEL = "kernel";
  static final String HOSTS = "hosts";
  static final String NOT_HOSTS = "not_hosts";

  private final Sections sections;
  private final ReadOptions options;

  GivenReader(Sections sections, ReadOptions options) {
    this.sections = sections;
    this.options = options;
  }

  /** {@return the rules of those parts of a list whose conditions hold; all are checked} */
  List<Rule> rules(Node list) {
    List<Rule> rules = new ArrayList<>();
    for (Node part : Values.items(list)) {
      rules.addAll(rules(Values.mapping(part, "conditions with sections")));
    }
    return rules;
  }

  private List<Rule> rules(Node.Mapping part) {
    boolean holds = true;
    List<Rule> rules = new ArrayList<>();
    for (Node.Entry entry : part.entries()) {
      Optional<Boolean> condition = condition(entry);
      if (condition.isPresent()) {
        holds &= condition.get();
      } else {
        rules.addAll(
            sections
                .section(entry)
                .orElseThrow(() ->
                    new BadInput(
                        entry.key().position(),
                        entry.key().text()
                            + " is neither an action nor one of caps, some_caps, without_caps,"
                            + " kernel, hosts and not_hosts")));
      }
    }
    return holds ? rules : List.of();
  }

  private Optional<Boolean> condition(Node.Entry entry) {
    Node value = entry.value();
    return switch (entry.key().text()) {
      case CAPS -> Optional.of(options.capabilities().containsAll(capabilities(value)));
      case SOME_CAPS ->
          Optional.of(capabilities(value).stream().anyMatch(options.capabilities()::contains));
      case WITHOUT_CAPS ->
          Optional.of(capabilities(value).stream().noneMatch(options.capabilities()::contains));
      case KERNEL -> Optional.of(options.kernel().compareTo(Header.kernel(value)) >= 0);
      case HOSTS -> Optional.of(Header.abis(value).contains(options.host()));
      case NOT_HOSTS -> Optional.of(!Header.abis(value).contains(options.host()));
      default -> Optional.empty();
    };
  }

  private static List<String> capabilities(Node list) {
    List<String> names = new ArrayList<>();
    for (Node.Scalar name : Values.scalars(list, "the name of a capability")) {
      String upper = name.text().toUpperCase(Locale.ROOT);
      names.add(upper.startsWith("CAP_") ? upper : "CAP_" + upper);
    }
    return names;
  }
}
