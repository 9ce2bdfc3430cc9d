package callgate.cli;

import callgate.explanation.Escaped;
import callgate.explanation.Explainer;
import callgate.explanation.Explanation;
import callgate.explanation.PolicyChange;
import callgate.explanation.PolicyFix;
import callgate.explanation.Suggestion;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.PolicyFormat;
import callgate.format.PolicySource;
import callgate.format.WriteOptions;
import callgate.learn.WholeFile;
import callgate.learn.incident.Caller;
import callgate.learn.incident.IncidentGroup;
import callgate.learn.incident.IncidentGroups;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code --fix FILE}: the policy's own text, with the smallest changes that let calls through. */
final class FixedPolicy {
  private FixedPolicy() {}

  static boolean isPossible(CommandLine line) {
    return !ResultFile.isStandardOutput(line.getOptionValue("fix"))
        && !line.getOptionValue("policy", "-").equals("-");
  }

  /**
   * {@return the file that a policy is in, without the name of its part; empty where it is none}
   */
  static Optional<String> file(String argument) {
    return PolicySource.format(argument)
        .map(_ -> PolicySource.document(argument))
        .filter(document -> !document.isDirectory())
        .map(Document::name);
  }

  static void write(CommandLine line, Terminal terminal, Explainer explainer, IncidentGroups groups)
      throws IOException {
    write(line.getOptionValue("fix"), line, terminal, explainer, changes(explainer, groups));
  }

  /**
   * Writes the policy of {@code --policy} with changes.
   *
   * @param output the file; it may be the policy's own
   */
  static void write(
      String output,
      CommandLine line,
      Terminal terminal,
      Explainer explainer,
      List<PolicyChange> changes)
      throws IOException {
    if (changes.isEmpty()) {
      terminal.message("there is nothing to fix: " + output + " is not written");
      return;
    }
    String argument = line.getOptionValue("policy");
    Optional<PolicyFormat> format =
        explainer.hasPlaces() ? PolicySource.format(argument) : Optional.empty();
    Document document = document(argument, format, explainer, Path.of(output));
    PolicyFix fix =
        PolicyFix.of(
            format.orElseGet(FixedPolicy::own), document, PolicyArgument.options(line), changes);
    WholeFile.write(Path.of(output), fix.text().getBytes(StandardCharsets.UTF_8));
    fix.notes().forEach(note -> terminal.message(output + ": " + note));
    String count = fix.changes() == 1 ? "one change" : fix.changes() + " changes";
    terminal.message("wrote " + output + ", " + count);
  }

  private static List<PolicyChange> changes(Explainer explainer, IncidentGroups groups) {
    List<PolicyChange> changes = new ArrayList<>();
    for (IncidentGroup group : groups.all()) {
      Caller caller = group.first().caller();
      String name = caller.comm().isEmpty() ? caller.exe() : caller.comm();
      String reason = name.isEmpty() ? "" : Escaped.text(name) + " needs it";
      group
          .first()
          .violation()
          .map(explainer::explain)
          .flatMap(Explanation::fix)
          .map(Suggestion::change)
          .map(change -> change.because(reason))
          .ifPresent(changes::add);
    }
    return changes;
  }

  /** What a file, a policy that comes with Callgate, or a filter is changed in. */
  private static Document document(
      String argument, Optional<PolicyFormat> format, Explainer explainer, Path output) {
    Path directory = output.resolveSibling("");
    if (format.isPresent()) {
      Document file = PolicySource.document(argument);
      if (file.isDirectory()) {
        throw new BadInput(
            Position.of(argument), "a policy in several files can't be fixed in one; convert it");
      }
      return file.in(directory);
    }
    if (explainer.hasPlaces()) {
      String extending = "callgate: 1\nextends: [" + argument + "]\n";
      return Document.of(output.toString(), extending.getBytes(StandardCharsets.UTF_8), directory);
    }
    Policy decompiled = explainer.policy().orElseThrow();
    String text = own().write(decompiled, WriteOptions.DEFAULT).text();
    return Document.of(output.toString(), text);
  }

  private static PolicyFormat own() {
    return Formats.named("callgate").orElseThrow();
  }
}
