package callgate.cli;

import java.io.IOException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate compile POLICY}. */
final class CompileCommand implements Command {
  @Override
  public String summary() {
    return "the smallest filter of a policy, proven, and what it costs";
  }

  @Override
  public String usage() {
    return "POLICY [-o FILE.bpf] [--arch ARCH]... [--optimize speed|size] [--dump FORM]";
  }

  @Override
  public String example() {
    return """
    callgate compile policy.yaml -o policy.bpf
    callgate compile builtin:docker --arch x86_64 --optimize size
    callgate compile policy.yaml --dump c > filter.h\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(ResultFile.option("write the raw filter here; - is standard output"));
    options.addOption(AbiOption.option("only this ABI of the policy; may be repeated"));
    options.addOption(
        PolicyArgument.value(
            "weights", "EVIDENCE", "which calls are made often: what was recorded"));
    options.addOption(
        PolicyArgument.value("optimize", "GOAL", "speed or size; speed is the default"));
    options.addOption(PolicyArgument.value("dump", "FORM", "show the filter as asm, hex or c"));
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    if (line.getArgList().size() != 1) {
      throw new UsageError("compile takes one policy");
    }
    String output = line.getOptionValue("output");
    String form = line.getOptionValue("dump");
    boolean taken = output != null && ResultFile.isStandardOutput(output);
    if ((taken ? 1 : 0) + (form != null ? 1 : 0) + (terminal.json() ? 1 : 0) > 1) {
      throw new UsageError("only one of -o -, --dump and --json can have standard output");
    }
    Compilation compilation = Compilation.of(line, terminal);
    FilterArgument filter = compilation.filter();
    if (output != null) {
      ResultFile.write(output, filter.program().write(filter.order()), terminal);
    }
    if (form != null) {
      terminal.out().print(DumpOption.of(form).of(filter.program(), filter.order()));
    } else if (terminal.json()) {
      JsonResult.print(terminal, json -> CostReport.write(json, compilation));
    } else if (output == null) {
      terminal.out().print(CostReport.text(compilation));
    } else if (!taken) {
      terminal.message(output + ": " + filter.program().size() + " instructions, proven");
    }
    return Status.DONE;
  }
}
