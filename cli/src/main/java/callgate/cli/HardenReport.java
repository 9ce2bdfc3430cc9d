package callgate.cli;

import callgate.bpf.Cost;
import callgate.kernel.ExitStatus;
import callgate.learn.Evidence;
import callgate.learn.Hardening;
import callgate.learn.Observation;
import callgate.learn.Recorder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * What {@code harden} tells at its end.
 *
 * @param second how the program ended under its filter; empty when it was not run again
 */
record HardenReport(
    List<String> command,
    Recorder.Recorded recorded,
    Hardening hardening,
    Optional<ExitStatus> second,
    Path policy,
    Path evidenceFile) {
  private static final int TOP = 8;
  private static final int LABEL_COLUMNS = 12;

  void print(Terminal terminal) {
    PrintStream out = terminal.out();
    Evidence evidence = recorded.evidence();
    Cost.Part cost = hardening.cost().whole();
    String title = commandLine();
    out.println();
    out.println(bold(terminal, title + ": " + allowed()));
    row(
        out,
        "recorded",
        evidence.calls()
            + " calls of "
            + evidence.observations().size()
            + " kinds by "
            + plural(evidence.programs().size(), "program")
            + "; "
            + describe(recorded.status()));
    row(
        out,
        "most often",
        top(evidence).stream().map(HardenReport::counted).collect(Collectors.joining(", ")));
    row(
        out,
        "filter",
        plural(cost.instructions(), "instruction")
            + "; an allowed call executes "
            + rounded(cost.mean())
            + " on average, "
            + cost.max()
            + " at most"
            + (cost.cacheable() == 0 ? "" : "; " + cost.cacheable() + " calls cost nothing"));
    row(out, "proof", "the filter is the policy, for every ABI, call and argument");
    row(out, "second run", secondRun());
    row(out, "policy", policy.toString());
    row(out, "evidence", evidenceFile.toString());
    hardening.notes().forEach(note -> row(out, "note", note));
    out.println();
    out.println(
        "next: callgate run --policy " + quoted(policy.toString()) + " -- " + commandLine());
    if (isDifferent()) {
      out.println(
          "      callgate record -o "
              + quoted(policy.toString())
              + " --append -- "
              + commandLine());
    }
  }

  void printJson(Terminal terminal) {
    JsonResult.print(terminal, this::members);
  }

  private void members(JsonGenerator json) {
    Evidence evidence = recorded.evidence();
    Cost.Part cost = hardening.cost().whole();
    json.writeArrayPropertyStart("command");
    command.forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("calls", evidence.calls());
    json.writeNumberProperty("kinds", evidence.observations().size());
    json.writeObjectPropertyStart("allowed");
    hardening
        .cost()
        .abis()
        .forEach((abi, part) -> {
          json.writeObjectPropertyStart(abi.token());
          json.writeNumberProperty("allowed", part.allowed());
          json.writeNumberProperty("of", part.calls());
          json.writeEndObject();
        });
    json.writeEndObject();
    json.writeArrayPropertyStart("top");
    for (Observation seen : top(evidence)) {
      json.writeStartObject();
      json.writeStringProperty("arch", seen.abi().token());
      json.writeStringProperty("call", seen.title());
      json.writeNumberProperty("count", seen.count());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectPropertyStart("filter");
    json.writeNumberProperty("instructions", cost.instructions());
    json.writeObjectPropertyStart("executed");
    json.writeNumberProperty("mean", cost.mean());
    json.writeNumberProperty("max", cost.max());
    json.writeEndObject();
    json.writeNumberProperty("cacheable", cost.cacheable());
    json.writeBooleanProperty("proven", true);
    json.writeEndObject();
    json.writeNumberProperty("firstStatus", recorded.status().forShell());
    second.ifPresent(status -> json.writeNumberProperty("secondStatus", status.forShell()));
    json.writeStringProperty("policy", policy.toString());
    json.writeStringProperty("evidence", evidenceFile.toString());
    json.writeArrayPropertyStart("notes");
    hardening.notes().forEach(json::writeString);
    json.writeEndArray();
  }

  private String allowed() {
    return hardening.cost().abis().entrySet().stream()
        .map(entry ->
            entry.getValue().allowed()
                + " of "
                + entry.getValue().calls()
                + " calls"
                + (hardening.cost().abis().size() == 1 ? "" : " of " + entry.getKey().token()))
        .collect(Collectors.joining(", ", "", " allowed"));
  }

  private static List<Observation> top(Evidence evidence) {
    return evidence.observations().stream()
        .sorted(Comparator.comparingLong(Observation::count).reversed())
        .limit(TOP)
        .toList();
  }

  private static String counted(Observation seen) {
    return seen.title() + " " + seen.count();
  }

  private boolean isDifferent() {
    return second.isPresent() && second.get().forShell() != recorded.status().forShell();
  }

  private String secondRun() {
    if (second.isEmpty()) {
      return "left out";
    }
    String status = describe(second.get());
    return isDifferent()
        ? status + ", unlike the first: one run may not show all that a program does"
        : status + ", as the first";
  }

  private static String describe(ExitStatus status) {
    return status.signal() == 0
        ? "exit status " + status.code()
        : "killed by signal " + status.signal();
  }

  private String commandLine() {
    return command.stream().map(HardenReport::quoted).collect(Collectors.joining(" "));
  }

  /** {@return a word as a shell reads it back} */
  private static String quoted(String word) {
    boolean plain =
        !word.isEmpty()
            && word.chars()
                .allMatch(c -> Character.isLetterOrDigit(c) || "-_./=:,@%+".indexOf(c) >= 0);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static void row(PrintStream out, String label, String text) {
    out.println("  " + label + " ".repeat(LABEL_COLUMNS - label.length()) + text);
  }

  private static String plural(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  private static String rounded(double number) {
    long tenths = Math.round(number * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  private static String bold(Terminal terminal, String text) {
    return terminal.colored() ? "\u001b[1m" + text + "\u001b[0m" : text;
  }
}
