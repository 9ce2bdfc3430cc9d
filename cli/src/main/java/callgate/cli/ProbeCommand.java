package callgate.cli;

import callgate.decision.CallText;
import callgate.format.Actions;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.kernel.Execution;
import callgate.kernel.ProcessSeccomp;
import callgate.live.AnswerWords;
import callgate.live.Confinement;
import callgate.live.Sandbox;
import callgate.live.Sandbox.Tried;
import callgate.live.Sandbox.TriedCall;
import callgate.live.SandboxComparison;
import callgate.live.SandboxRecognition;
import callgate.live.SandboxRecognition.Recognised;
import callgate.live.SandboxText;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import tools.jackson.core.JsonGenerator;

/** {@code callgate probe}. */
final class ProbeCommand implements Command {
  private static final int MOST_DIFFERENCES = 20;

  @Override
  public String summary() {
    return "what the sandbox around this command blocks, found out without side effects";
  }

  @Override
  public String usage() {
    return "[--policy POLICY]";
  }

  @Override
  public String example() {
    return """
    callgate run --policy builtin:docker -- callgate probe
    docker run ... callgate probe --policy builtin:docker\
    """;
  }

  @Override
  public Options options() {
    return PolicyArgument.addTo(new Options())
        .addOption(
            PolicyArgument.value("policy", "POLICY", "say where the sandbox differs from it"));
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (!line.getArgList().isEmpty()) {
      throw new UsageError("probe looks at the sandbox that it runs in; it takes no arguments");
    }
    Execution.prepare();
    Optional<Confinement> policy =
        Optional.ofNullable(line.getOptionValue("policy"))
            .map(name -> confinement(PolicyArgument.read(name, line, terminal)));
    Sandbox sandbox = Sandbox.probe();
    Optional<SandboxComparison> comparison =
        policy.map(known -> SandboxComparison.of(sandbox, call -> known.outcome(call).action()));
    Optional<Recognised> recognised =
        SandboxRecognition.of(sandbox, PolicyArgument.options(line), bounding());
    if (terminal.json()) {
      JsonResult.print(terminal, json -> write(json, sandbox, recognised, comparison));
    } else {
      terminal.out().print(SandboxText.of(sandbox));
      recognised.ifPresent(name -> terminal.out().println("this behaves like " + name.text()));
      comparison.ifPresent(found -> terminal.out().print(text(found, policy.orElseThrow().name())));
    }
    return comparison.filter(found -> !found.isEqual()).isPresent() ? Status.NO : Status.DONE;
  }

  private static Confinement confinement(Source source) {
    return source instanceof Source.Raw raw
        ? Confinement.of(raw.name(), raw.program())
        : Confinement.of(((Source.Written) source).policy());
  }

  static java.util.Set<String> bounding() {
    return ProcessSeccomp.of((int) ProcessHandle.current().pid())
        .map(ProcessSeccomp::bounding)
        .orElse(ReadOptions.DOCKER_CAPABILITIES);
  }

  private static String text(SandboxComparison found, String policy) {
    if (found.isEqual()) {
      return "no difference from " + policy + " in " + found.tried() + " calls\n";
    }
    StringBuilder text = new StringBuilder();
    text.append(found.differences().size()).append(" of ").append(found.tried());
    text.append(" calls differ from ").append(policy).append(":\n");
    found.differences().stream()
        .limit(MOST_DIFFERENCES)
        .forEach(each ->
            text.append("  ")
                .append(CallText.of(each.call().call()))
                .append(" on ")
                .append(each.abi().abi().token())
                .append(": ")
                .append(AnswerWords.of(each.call().answer()))
                .append(", not ")
                .append(Actions.text(each.policy()))
                .append('\n'));
    if (found.differences().size() > MOST_DIFFERENCES) {
      text.append("  ...\n");
    }
    return text.toString();
  }

  private static void write(
      JsonGenerator json,
      Sandbox sandbox,
      Optional<Recognised> recognised,
      Optional<SandboxComparison> comparison) {
    recognised.ifPresent(name -> json.writeStringProperty("recognised", name.name()));
    json.writeArrayPropertyStart("abis");
    for (Tried tried : sandbox.abis()) {
      json.writeStartObject();
      json.writeStringProperty("abi", tried.abi().token());
      json.writeStringProperty("state", tried.state().name().toLowerCase(java.util.Locale.ROOT));
      json.writeArrayPropertyStart("calls");
      tried.calls().forEach(call -> write(json, call));
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    comparison.ifPresent(found -> {
      json.writeBooleanProperty("equal", found.isEqual());
      json.writeArrayPropertyStart("differences");
      for (SandboxComparison.Difference each : found.differences()) {
        json.writeStartObject();
        json.writeStringProperty("abi", each.abi().abi().token());
        json.writeStringProperty("call", CallText.of(each.call().call()));
        json.writeStringProperty("sandbox", AnswerWords.of(each.call().answer()));
        json.writeStringProperty("policy", Actions.text(each.policy()));
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static void write(JsonGenerator json, TriedCall call) {
    json.writeStartObject();
    if (!call.name().isEmpty()) {
      json.writeStringProperty("call", call.name());
    }
    json.writeNumberProperty("nr", Integer.toUnsignedLong(call.call().number()));
    if (call.varied()) {
      json.writeStringProperty("text", CallText.of(call.call()));
    }
    json.writeStringProperty("answer", AnswerWords.of(call.answer()));
    json.writeEndObject();
  }
}
