package callgate.format.elastic;

import callgate.format.Rendering;
import callgate.format.elastic.ElasticPolicy.Entry;
import callgate.format.elastic.ElasticPolicy.Group;
import callgate.format.elastic.ElasticPolicy.Line;
import callgate.policy.Action;

/** Writes a policy as YAML, as it stands in files of go-seccomp-bpf and of Beats. */
final class ElasticYaml {
  private ElasticYaml() {}

  static Rendering write(ElasticPolicy policy) {
    StringBuilder yaml = new StringBuilder("seccomp:\n  default_action: ");
    yaml.append(word(policy.defaultAction())).append("\n  syscalls:\n");
    for (Group group : policy.groups()) {
      group(group, yaml);
    }
    if (policy.groups().isEmpty()) {
      // A policy must have a group, and may have an empty one.
      yaml.append("  - action: ").append(word(policy.defaultAction())).append("\n    names: []\n");
    }
    return Rendering.text(yaml.toString(), policy.losses(), policy.notes());
  }

  static String word(Action action) {
    return ElasticActions.word(action).orElseThrow();
  }

  static String value(long value) {
    return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private static void group(Group group, StringBuilder yaml) {
    yaml.append("  - action: ").append(word(group.action())).append('\n');
    if (!group.names().isEmpty()) {
      yaml.append("    names:\n");
      group
          .names()
          .forEach((name, reason) ->
              yaml.append("    - ").append(name).append(comment(reason)).append('\n'));
    }
    if (!group.conditional().isEmpty()) {
      yaml.append("    names_with_args:\n");
      for (Entry entry : group.conditional()) {
        yaml.append("    - name: ").append(entry.name()).append(comment(entry.reason()));
        yaml.append("\n      arguments:\n");
        for (Line line : entry.tests()) {
          yaml.append("      - argument: ").append(line.argument()).append('\n');
          yaml.append("        operation: ").append(line.operation().word()).append('\n');
          yaml.append("        value: ").append(value(line.value())).append('\n');
        }
      }
    }
  }

  private static String comment(String reason) {
    return reason.isEmpty() ? "" : "  # " + reason.replaceAll("\\s+", " ");
  }
}
