package callgate.cli;

import callgate.format.Builtins;
import callgate.format.OutputFormat;
import callgate.format.ReadOptions;
import callgate.format.Rendering;
import callgate.format.Source;
import callgate.learn.Evidence;
import callgate.learn.EvidenceFile;
import callgate.learn.LogReading;
import callgate.learn.Logs;
import callgate.learn.PolicySynthesis;
import callgate.learn.Remark;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code callgate generate LOG...}. */
final class GenerateCommand implements Command {
  @Override
  public String summary() {
    return "a policy from logs of strace, auditd and the kernel, strace -c, and earlier evidence";
  }

  @Override
  public String usage() {
    return "[--base POLICY] [--args none|values] [--for RUNTIME] [--to FORMAT] [-o FILE] LOG...";
  }

  @Override
  public String example() {
    return """
    strace -f -o ls.log ls -l
    callgate generate -o ls.yaml ls.log
    callgate generate --base my-service.yaml -o wider.yaml /var/log/audit/audit.log\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(LearnedPolicy.addOptions(new Options()));
    options.addOption(
        PolicyArgument.value("base", "POLICY", "a policy to start from: it gets what it lacks"));
    options.addOption(AbiOption.option("the machine that the logs are from; this one by default"));
    return CallListOptions.addTo(options);
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    List<String> logs = line.getArgList();
    if (logs.isEmpty()) {
      throw new UsageError("which logs? strace -f -o FILE PROGRAM writes one; - is standard input");
    }
    boolean values = LearnedPolicy.values(line);
    OutputFormat format = LearnedPolicy.format(line);
    Abi abi = AbiOption.named(line).stream().findFirst().map(Abi::machine).orElseGet(Abi::host);
    KernelVersion kernel = PolicyArgument.kernel(line);
    LogReading reading = Logs.read(logs, abi, values);
    reading.remarks().stream().map(Remark::toString).forEach(terminal::message);
    Optional<Policy> base = base(format, abi, line, terminal);
    PolicySynthesis.Result learned =
        base.isPresent()
            ? PolicySynthesis.extend(base.get(), reading.evidence(), values)
            : PolicySynthesis.of(
                reading.evidence(), PolicyOutput.name(line, "<generated>"), values, kernel);
    learned = ContainerOption.learned(learned, line);
    learned.notes().forEach(terminal::message);
    Policy policy = CallListOptions.apply(learned.policy(), line, terminal);
    String output = ResultFile.named(line.getOptionValue("o", "-"), policy);
    Rendering written =
        line.hasOption("base")
            ? WrittenPolicy.of(policy, format, line, terminal).rendering()
            : LearnedPolicy.rendering(policy, format, line, terminal);

    String counts = counts(reading.evidence(), logs.size());
    boolean toOutput = ResultFile.isStandardOutput(output);
    String where = "";
    if (!toOutput) {
      Path evidence = LearnedPolicy.write(written, reading.evidence(), Path.of(output));
      where = "; wrote " + output + " and " + evidence;
    }
    if (terminal.json()) {
      print(terminal, reading, learned.notes(), toOutput ? written : null, output);
    } else if (toOutput) {
      ResultFile.write("-", written, terminal);
    }
    terminal.message(counts + where);
    return Status.DONE;
  }

  private static void print(
      Terminal terminal,
      LogReading reading,
      List<String> notes,
      @Nullable Rendering written,
      String output) {
    JsonResult.print(
        terminal,
        json -> {
          json.writeNumberProperty("calls", reading.evidence().calls());
          json.writeNumberProperty("kinds", reading.evidence().observations().size());
          json.writeNumberProperty("lines", reading.lines());
          json.writeNumberProperty("otherLines", reading.otherLines());
          json.writeArrayPropertyStart("remarks");
          reading.remarks().forEach(remark -> json.writeString(remark.toString()));
          notes.forEach(json::writeString);
          json.writeEndArray();
          if (written == null) {
            json.writeStringProperty("policy", output);
            json.writeStringProperty("evidence", EvidenceFile.beside(Path.of(output)).toString());
          } else {
            ResultFile.write(json, written);
          }
        });
  }

  /** {@return what to start from: what the user names, or what texts in the format build on} */
  private static Optional<Policy> base(
      OutputFormat format, Abi abi, CommandLine line, Terminal terminal) {
    if (line.hasOption("base")) {
      return Optional.of(
          switch (PolicyArgument.read(line.getOptionValue("base"), line, terminal)) {
            case Source.Written written -> written.policy();
            case Source.Raw raw ->
                throw new BadInput(
                    Position.of(raw.name()), "a raw filter can't be extended; decompile it first");
          });
    }
    if (line.hasOption("no-default-profile")) {
      return Optional.empty();
    }
    ReadOptions reading = PolicyArgument.options(line).withAbi(abi);
    return format.profile().map(name -> Builtins.read(name, reading).policy());
  }

  private static String counts(Evidence evidence, int logs) {
    return evidence.calls()
        + " calls of "
        + evidence.observations().size()
        + " kinds in "
        + (logs == 1 ? "one log" : logs + " logs");
  }
}
