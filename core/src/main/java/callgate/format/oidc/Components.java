package callgate.format.oidc;

import callgate.format.Actions;
import callgate.format.Document;
import callgate.format.Node;
import callgate.format.Values;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which privilege files each program is made of.
 *
 * @param defaultAction what all other calls get
 * @param families whether each call stands for all that do the same job
 * @param includes what comes with a file
 * @param byName the parts of each component
 */
record Components(
    Action defaultAction,
    boolean families,
    Map<String, List<Node.Scalar>> includes,
    Map<String, List<Part>> byName) {
  private static final String DEFAULT = "default";
  private static final String FAMILIES = "families";
  private static final String INCLUDES = "includes";
  private static final String WITH = "with";
  private static final String UNLESS = "unless";

  /**
   * A file, and when it is part of a component.
   *
   * @param with options of the program of which one is needed; none when it is always part
   * @param unless options of which none may be there
   */
  record Part(String group, Position position, List<String> with, List<String> unless) {
    /** {@return whether it belongs to a program that is started with some options} */
    boolean belongs(List<String> options) {
      return (with.isEmpty() || with.stream().anyMatch(each -> isIn(each, options)))
          && unless.stream().noneMatch(each -> isIn(each, options));
    }

    private static boolean isIn(String option, List<String> options) {
      return options.stream().anyMatch(o -> o.equals(option) || o.startsWith(option + "="));
    }
  }

  /** {@return what a file says} */
  static Components read(Document file) {
    Action standard = Action.KILL_THREAD;
    boolean families = false;
    Map<String, List<Node.Scalar>> includes = new LinkedHashMap<>();
    Map<String, List<Part>> byName = new LinkedHashMap<>();
    for (Node.Entry entry : Values.mapping(file.tree(), "components").entries()) {
      switch (entry.key().text()) {
        case DEFAULT -> standard = action(Values.scalar(entry.value(), "an action"));
        case FAMILIES -> families = truth(Values.scalar(entry.value(), "true or false"));
        case INCLUDES -> {
          for (Node.Entry include :
              Values.mapping(entry.value(), "files with what they include").entries()) {
            includes.put(
                include.key().text(), Values.scalars(include.value(), "the name of a file"));
          }
        }
        default -> byName.put(entry.key().text(), parts(entry.value()));
      }
    }
    return new Components(standard, families, includes, byName);
  }

  private static Action action(Node.Scalar text) {
    return Actions.parse(text.text())
        .orElseThrow(() -> new BadInput(text.position(), "there is no action " + text.text()));
  }

  private static boolean truth(Node.Scalar text) {
    return switch (text.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadInput(text.position(), "this is true or false, not " + text.text());
    };
  }

  private static List<Part> parts(Node list) {
    List<Part> parts = new ArrayList<>();
    for (Node item : Values.items(list)) {
      if (item instanceof Node.Mapping mapping) {
        for (Node.Entry entry : mapping.entries()) {
          Node.Mapping when =
              Values.mapping(entry.value(), "with or unless and options of the program");
          Values.checkKeys(when, List.of(WITH, UNLESS), entry.key().text());
          parts.add(
              new Part(
                  entry.key().text(),
                  entry.key().position(),
                  options(when, WITH),
                  options(when, UNLESS)));
        }
      } else {
        Node.Scalar name = Values.scalar(item, "the name of a file");
        parts.add(new Part(name.text(), name.position(), List.of(), List.of()));
      }
    }
    return parts;
  }

  private static List<String> options(Node.Mapping when, String key) {
    Optional<Node> options = Values.under(when, key);
    return options.isEmpty()
        ? List.of()
        : Values.scalars(options.get(), "an option such as -k").stream()
            .map(Node.Scalar::text)
            .toList();
  }
}
