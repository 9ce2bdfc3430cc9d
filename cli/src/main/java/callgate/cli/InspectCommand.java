package callgate.cli;

import callgate.bpf.CallMix;
import callgate.bpf.Cost;
import callgate.bpf.Program;
import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Inexpressible;
import callgate.decision.Meaning;
import callgate.format.Formats;
import callgate.format.Recognition;
import callgate.format.WriteOptions;
import callgate.kernel.NotSupported;
import callgate.kernel.ProcessFilters;
import callgate.kernel.ProcessSeccomp;
import callgate.kernel.ProcessSeccomp.ThreadSeccomp;
import callgate.kernel.SeccompStatus;
import java.util.List;
import java.util.Optional;
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
    return "PID";
  }

  @Override
  public String example() {
    return "callgate inspect 1";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    int id = process(line.getArgList());
    ProcessSeccomp process =
        ProcessSeccomp.of(id).orElseThrow(() -> new NotSupported("there is no process " + id));
    if (!terminal.json()) {
      terminal.out().print(status(process));
    }
    List<Program> filters = ProcessFilters.of(id);
    Optional<Found> found =
        filters.isEmpty() ? Optional.empty() : Optional.of(Found.of(process, filters, line));
    if (terminal.json()) {
      JsonResult.print(
          terminal,
          json -> {
            PsCommand.members(json, process);
            found.ifPresent(all -> {
              all.recognised().ifPresent(name -> json.writeStringProperty("recognised", name));
              json.writeArrayPropertyStart("instructions");
              filters.forEach(filter -> json.writeNumber(filter.size()));
              json.writeEndArray();
              json.writeStringProperty("policy", all.policy());
            });
          });
    } else {
      found.ifPresent(all -> terminal.out().print(all.text(filters, line)));
    }
    return Status.DONE;
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
    StringBuilder text = new StringBuilder("process " + process.id() + " (" + process.command());
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

  /**
   * What filters are together.
   *
   * @param recognised which policy of Callgate's own they mean
   * @param policy what they mean, in Callgate's format, or why that can't be said
   */
  private record Found(Optional<String> recognised, String policy) {
    static Found of(ProcessSeccomp process, List<Program> filters, CommandLine line) {
      Meaning meaning = ProcessArgument.meaning(filters, new Diagrams());
      return new Found(
          Recognition.of(meaning, PolicyArgument.options(line), process.bounding()),
          policy(meaning, "pid:" + process.id()));
    }

    private static String policy(Meaning meaning, String name) {
      try {
        return Formats.named("callgate")
            .orElseThrow()
            .write(Decompiler.decompile(meaning, name), WriteOptions.DEFAULT)
            .text();
      } catch (Inexpressible e) {
        return "# " + Failure.text(e) + "\n";
      }
    }

    String text(List<Program> filters, CommandLine line) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < filters.size(); i++) {
        Program filter = filters.get(i);
        Cost.Part cost =
            Cost.of(
                    filter,
                    ProcessArgument.abis(List.of(filter)),
                    PolicyArgument.kernel(line),
                    CallMix.NONE)
                .whole();
        text.append("filter ").append(i + 1).append(": ").append(filter.size());
        text.append(" instructions; of an allowed call at most ").append(cost.max());
        text.append(" run; ").append(cost.cacheable()).append(" calls need none\n");
      }
      recognised.ifPresent(name -> text.append("this is ").append(name).append('\n'));
      return text.append('\n').append(policy).toString();
    }
  }
}
