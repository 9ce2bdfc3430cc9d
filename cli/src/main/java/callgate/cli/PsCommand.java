package callgate.cli;

import callgate.explanation.Escaped;
import callgate.kernel.ProcessSeccomp;
import callgate.kernel.SeccompStatus;
import callgate.kernel.SeccompStatus.Mode;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import tools.jackson.core.JsonGenerator;

/** {@code callgate ps}. */
final class PsCommand implements Command {
  private static final int COLUMN = 10;

  @Override
  public String summary() {
    return "the processes and their seccomp modes";
  }

  @Override
  public String usage() {
    return "[--all]";
  }

  @Override
  public String example() {
    return "callgate ps --all";
  }

  @Override
  public Options options() {
    return new Options().addOption(null, "all", false, "also those that run under no filter");
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (!line.getArgList().isEmpty()) {
      throw new UsageError("ps takes no arguments; callgate inspect PID looks at one process");
    }
    List<ProcessSeccomp> processes =
        ProcessSeccomp.all().stream()
            .filter(process ->
                line.hasOption("all")
                    || process.threads().stream()
                        .anyMatch(thread -> thread.status().mode() != Mode.DISABLED))
            .toList();
    if (terminal.json()) {
      JsonResult.print(
          terminal,
          json -> {
            json.writeArrayPropertyStart("processes");
            processes.forEach(process -> {
              json.writeStartObject();
              members(json, process);
              json.writeEndObject();
            });
            json.writeEndArray();
          });
    } else {
      terminal.out().println(row("PID", "SECCOMP", "FILTERS", "NNP", "THREADS") + "COMMAND");
      processes.forEach(process -> terminal.out().println(text(process)));
    }
    return Status.DONE;
  }

  private static String text(ProcessSeccomp process) {
    SeccompStatus status = process.status();
    String threads = process.threads().size() + (process.isUniform() ? "" : " differ");
    return row(
            Integer.toString(process.id()),
            mode(status),
            Integer.toString(status.filters()),
            status.noNewPrivileges() ? "yes" : "no",
            threads)
        + Escaped.text(process.command());
  }

  static String mode(SeccompStatus status) {
    return status.mode().name().toLowerCase(Locale.ROOT);
  }

  private static String row(String... columns) {
    StringBuilder row = new StringBuilder();
    for (String column : columns) {
      row.append(column).append(" ".repeat(Math.max(1, COLUMN - column.length())));
    }
    return row.toString();
  }

  /** Writes what is known of a process without looking into it. */
  static void members(JsonGenerator json, ProcessSeccomp process) {
    json.writeNumberProperty("pid", process.id());
    json.writeStringProperty("command", process.command());
    status(json, process.status());
    json.writeArrayPropertyStart("threads");
    process
        .threads()
        .forEach(thread -> {
          json.writeStartObject();
          json.writeNumberProperty("tid", thread.id());
          status(json, thread.status());
          json.writeEndObject();
        });
    json.writeEndArray();
  }

  private static void status(JsonGenerator json, SeccompStatus status) {
    json.writeStringProperty("mode", mode(status));
    json.writeNumberProperty("filters", status.filters());
    json.writeBooleanProperty("noNewPrivileges", status.noNewPrivileges());
  }
}
