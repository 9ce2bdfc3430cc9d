package callgate.format.elastic;

import callgate.format.Node;
import callgate.format.Values;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that are about seccomp, wherever they stand in a document: below {@code seccomp}, with
 * dots, in the filter that a Beat writes into its log, or alone.
 *
 * @param position where the first of them is
 * @param keys as if they stood in one mapping
 * @param ofBeat whether this is a Beat's, which has a default for each key that is missing
 */
record ElasticSection(Position position, Node.Mapping keys, boolean ofBeat) {
  static final String SECTION = "seccomp";
  static final String ENABLED = "enabled";
  static final String DEFAULT_ACTION = "default_action";
  static final String SYSCALLS = "syscalls";

  private static final String DOTTED = SECTION + ".";
  private static final List<String> KEYS = List.of(ENABLED, DEFAULT_ACTION, SYSCALLS);

  /** {@return whether a document has such keys} */
  static boolean isIn(Node.Mapping root) {
    for (Node.Entry entry : root.entries()) {
      String key = entry.key().text();
      if (key.startsWith(DOTTED)
          || (key.equals(SECTION) && entry.value() instanceof Node.Mapping keys && hasKey(keys))) {
        return true;
      }
    }
    return alone(root).get(DEFAULT_ACTION).isPresent();
  }

  private static boolean hasKey(Node.Mapping mapping) {
    return KEYS.stream().anyMatch(key -> mapping.get(key).isPresent());
  }

  /** {@return the policy in a filter as it is logged: with no_new_privs and flag beside it} */
  private static Node.Mapping alone(Node.Mapping root) {
    return root.get("policy").orElse(root) instanceof Node.Mapping policy ? policy : root;
  }

  /** {@return the keys in a document that has some} */
  static ElasticSection of(Node.Mapping root) {
    List<Node.Entry> found = new ArrayList<>();
    boolean dotted = false;
    for (Node.Entry entry : root.entries()) {
      String key = entry.key().text();
      if (key.startsWith(DOTTED)) {
        dotted = true;
        found.add(
            new Node.Entry(renamed(entry.key(), key.substring(DOTTED.length())), entry.value()));
      } else if (key.equals(SECTION)) {
        found.addAll(Values.mapping(entry.value(), "default_action and syscalls").entries());
      }
    }
    if (found.isEmpty()) {
      found.addAll(alone(root).entries());
    }
    Set<String> seen = new HashSet<>();
    for (Node.Entry entry : found) {
      if (!seen.add(entry.key().text())) {
        throw new BadInput(
            entry.key().position(),
            SECTION + "." + entry.key().text() + " is given twice, here and with a dot or without");
      }
    }
    Node.Mapping keys =
        found.isEmpty()
            ? new Node.Mapping(root.position(), root.endLine(), found, "")
            : new Node.Mapping(
                found.getFirst().key().position(), found.getLast().value().endLine(), found, "");
    Values.checkKeys(keys, KEYS, SECTION);
    boolean configuration = root.get(SECTION).isPresent() && root.entries().size() > 1;
    return new ElasticSection(
        keys.position(), keys, dotted || configuration || seen.contains(ENABLED));
  }

  private static Node.Scalar renamed(Node.Scalar key, String name) {
    return new Node.Scalar(key.position(), key.endLine(), name, key.quoted(), key.tag());
  }
}
