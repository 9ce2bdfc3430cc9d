package callgate.cli;

import callgate.bpf.SymbolicExecution;
import callgate.decision.CallText;
import callgate.decision.Diagrams;
import callgate.format.Actions;
import callgate.format.PolicySource;
import callgate.format.Source;
import callgate.policy.Rule;
import callgate.simulation.PolicyTestRun;
import callgate.syscall.Abi;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import tools.jackson.core.JsonGenerator;

/** {@code callgate test POLICY FILE}. */
final class TestCommand implements Command {
  @Override
  public String summary() {
    return "whether a policy does what a file of tests expects, and which rules they cover";
  }

  @Override
  public String usage() {
    return "POLICY FILE [--arch ARCH]";
  }

  @Override
  public String example() {
    return """
    printf '%s\\n' '- allow: read(...)' '- deny: socket(AF_VSOCK, ...)' > tests.yaml
    callgate test builtin:docker tests.yaml\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    return options.addOption(AbiOption.option("the ABI of calls that name none"));
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    List<String> arguments = line.getArgList();
    if (arguments.size() != 2) {
      throw new UsageError("test takes a policy and a file of tests");
    }
    Abi abi = AbiOption.named(line).stream().findFirst().orElseGet(Abi::host);
    var file = PolicySource.document(arguments.get(1));
    PolicyTestRun run =
        switch (PolicyArgument.read(arguments.getFirst(), line, terminal)) {
          case Source.Written written -> PolicyTestRun.of(written.policy(), file, abi);
          case Source.Raw raw ->
              PolicyTestRun.of(SymbolicExecution.of(raw.program(), new Diagrams()), file, abi);
        };
    if (terminal.json()) {
      JsonResult.print(terminal, json -> write(json, run));
    } else {
      print(run, terminal);
    }
    return run.failures().isEmpty() ? Status.DONE : Status.NO;
  }

  private static void print(PolicyTestRun run, Terminal terminal) {
    for (PolicyTestRun.Failure failure : run.failures()) {
      terminal
          .out()
          .println(
              failure.place()
                  + ": expected "
                  + failure.expected()
                  + ", but "
                  + CallText.of(failure.witness())
                  + " gets "
                  + Actions.text(failure.found()));
    }
    int passed = run.tests() - run.failures().size();
    terminal.out().println(passed + " of " + run.tests() + " tests hold");
    if (!run.untouched().isEmpty()) {
      terminal.out().println("rules that no test is about: " + run.untouched().size());
      for (Rule rule : run.untouched()) {
        terminal.out().println("  " + rule.position() + ": " + Actions.text(rule.action()));
      }
    }
  }

  private static void write(JsonGenerator json, PolicyTestRun run) {
    json.writeStartObject();
    json.writeNumberProperty("tests", run.tests());
    json.writeArrayPropertyStart("failures");
    for (PolicyTestRun.Failure failure : run.failures()) {
      json.writeStartObject();
      json.writeStringProperty("place", failure.place());
      json.writeStringProperty("call", failure.call());
      json.writeStringProperty("expected", failure.expected());
      json.writeStringProperty("witness", CallText.of(failure.witness()));
      json.writeStringProperty("found", failure.found().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("untouched");
    for (Rule rule : run.untouched()) {
      json.writeString(rule.position().toString());
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
