package callgate.cli;

import callgate.format.CallLists;
import callgate.policy.Policy;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code --block} and {@code --allow}: calls that a policy shall never or always allow. */
final class CallListOptions {
  private CallListOptions() {}

  static Options addTo(Options options) {
    options.addOption(
        PolicyArgument.value(
            "block", "LIST", "calls to leave out: a file of names, or names with commas"));
    options.addOption(
        PolicyArgument.value("allow", "LIST", "calls to allow in any case, also blocked ones"));
    return options;
  }

  /** {@return a policy with the lists applied} What they take away is told. */
  static Policy apply(Policy policy, CommandLine line, Terminal terminal) {
    CallLists lists = CallLists.of(values(line, "block"), values(line, "allow"));
    if (lists.isEmpty()) {
      return policy;
    }
    List<String> taken = lists.taken(policy);
    if (!taken.isEmpty()) {
      terminal.message("blocked: " + String.join(", ", taken));
    }
    return lists.apply(policy);
  }

  private static List<String> values(CommandLine line, String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }
}
