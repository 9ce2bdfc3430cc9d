package callgate.cli;

import callgate.bpf.Instruction;
import callgate.bpf.Program;
import callgate.explanation.Escaped;
import callgate.kernel.ProcessFilters;
import callgate.kernel.ProcessSeccomp;
import callgate.kernel.ProcessSeccomp.ThreadSeccomp;
import callgate.kernel.SeccompStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate inspect PID}. */
final class InspectCommand implements Command {
  @Override
  public String summary() {
    return "the filters that a process runs under, what they mean and what they cost";
  }

  @Override
  public String usage() {
    return "PID [--each]";
  }

  @Override
  public String example() {
    return """
    callgate inspect 1
    callgate inspect 4711 --each\
    """;
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(null, "each", false, "each filter by itself, not all of a thread together");
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    int id = process(line.getArgList());
    ProcessSeccomp process = ProcessSeccomp.running(id);
    if (!terminal.json()) {
      terminal.out().print(status(process));
    }
    List<InspectedStack> stacks = stacks(process, line);
    if (terminal.json()) {
      JsonResult.print(
          terminal,
          json -> {
            PsCommand.members(json, process);
            json.writeArrayPropertyStart("stacks");
            for (InspectedStack stack : stacks) {
              json.writeStartObject();
              stack.write(json, line);
              json.writeEndObject();
            }
            json.writeEndArray();
          });
      return Status.DONE;
    }
    for (InspectedStack stack : stacks) {
      if (stacks.size() > 1 || stack.threads().size() < process.threads().size()) {
        terminal.out().println("\n" + threads(stack.threads()));
      }
      terminal.out().print(stack.text(line));
    }
    return Status.DONE;
  }

  /** {@return the filters of all threads, those of threads that have the same once} */
  private static List<InspectedStack> stacks(ProcessSeccomp process, CommandLine line) {
    Map<List<List<Instruction>>, List<Integer>> threads = new LinkedHashMap<>();
    Map<List<List<Instruction>>, List<Program>> filters = new HashMap<>();
    for (ThreadSeccomp thread : process.threads()) {
      List<Program> installed = ProcessFilters.find(thread.id()).orElse(List.of());
      if (!installed.isEmpty()) {
        List<List<Instruction>> key = installed.stream().map(Program::instructions).toList();
        threads.computeIfAbsent(key, _ -> new ArrayList<>()).add(thread.id());
        filters.put(key, installed);
      }
    }
    List<InspectedStack> stacks = new ArrayList<>();
    threads.forEach((key, ids) ->
        stacks.add(
            InspectedStack.of(
                ids,
                Objects.requireNonNull(filters.get(key)),
                "pid:" + process.id(),
                process.bounding(),
                line.hasOption("each"),
                line)));
    return stacks;
  }

  private static String threads(List<Integer> ids) {
    String listed = ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return (ids.size() == 1 ? "thread " : "threads ") + listed + ":";
  }

  private static int process(List<String> arguments) {
    try {
      int id = arguments.size() == 1 ? Integer.parseInt(arguments.getFirst()) : 0;
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageError("inspect looks at one process: callgate inspect PID");
  }

  private static String status(ProcessSeccomp process) {
    StringBuilder text =
        new StringBuilder("process " + process.id() + " (" + Escaped.text(process.command()));
    text.append("): ").append(words(process.status())).append('\n');
    if (process.isUniform()) {
      text.append("threads: ").append(process.threads().size()).append(", all alike\n");
    } else {
      for (ThreadSeccomp thread : process.threads()) {
        text.append("thread ").append(thread.id()).append(": ");
        text.append(words(thread.status())).append('\n');
      }
    }
    return text.toString();
  }

  private static String words(SeccompStatus status) {
    return "seccomp "
        + PsCommand.mode(status)
        + (status.filters() > 0 ? ", filters: " + status.filters() : "")
        + (status.noNewPrivileges() ? ", no_new_privs" : "");
  }
}
