package callgate.cli;

import callgate.bpf.Disassembly;
import callgate.bpf.Disassembly.Line;
import callgate.bpf.Opcode;
import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.policy.Rule;
import callgate.simulation.Decision;
import callgate.simulation.Judge;
import callgate.simulation.Outcome;
import callgate.syscall.Abi;
import java.util.BitSet;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Says what happens to a call, and why. */
final class SimulationReport {
  private SimulationReport() {}

  static void print(Terminal terminal, Abi abi, Call call, Judge judge) {
    Outcome outcome = judge.outcome(call);
    if (terminal.json()) {
      JsonResult.print(terminal, json -> write(json, abi, call, judge, outcome));
      return;
    }
    terminal.out().println(outcome.action());
    if (!terminal.quiet()) {
      terminal.out().print(text(abi, call, judge, outcome));
    }
  }

  private static String text(Abi abi, Call call, Judge judge, Outcome outcome) {
    StringBuilder text = new StringBuilder("call: ");
    text.append(CallText.of(call)).append(" on ").append(abi.token());
    text.append("\nwhy:  ").append(reason(outcome.decision()));
    text.append("\npath: ").append(outcome.trace().executed()).append(" of ");
    text.append(judge.program().size()).append(" instructions\n");
    List<Line> lines = Disassembly.of(judge.program()).lines();
    BitSet visited = outcome.trace().visited();
    for (int pc = visited.nextSetBit(0); pc >= 0; pc = visited.nextSetBit(pc + 1)) {
      String index = Integer.toString(pc);
      text.append(" ".repeat(Math.max(0, 6 - index.length()))).append(index).append("  ");
      text.append(lines.get(pc).text());
      int next = visited.nextSetBit(pc + 1);
      if (lines.get(pc).instruction().opcode().kind() == Opcode.Kind.BRANCH && next >= 0) {
        text.append("  -> ").append(next);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String reason(Decision decision) {
    if (decision instanceof Decision.ByRule(Rule rule)) {
      return "the rule at "
          + rule.position()
          + (rule.reason().isEmpty() ? "" : " (" + rule.reason() + ")");
    }
    if (decision instanceof Decision.ByAge) {
      return "no rule; the call is newer than the policy";
    }
    if (decision instanceof Decision.ByDefault) {
      return "no rule; the default action";
    }
    return decision instanceof Decision.ByForeignAbi
        ? "the policy is not about calls of this ABI"
        : "the filter, which has no policy with it";
  }

  private static void write(JsonGenerator json, Abi abi, Call call, Judge judge, Outcome outcome) {
    json.writeStringProperty("action", outcome.action().toString());
    json.writeStringProperty("arch", abi.token());
    json.writeStringProperty("call", CallText.of(call));
    json.writeNumberProperty("number", Integer.toUnsignedLong(call.number()));
    json.writeArrayPropertyStart("arguments");
    for (int i = 0; i < 6; i++) {
      json.writeString("0x" + Long.toHexString(call.argument(i)));
    }
    json.writeEndArray();
    json.writeStringProperty("decidedBy", kind(outcome.decision()));
    if (outcome.decision() instanceof Decision.ByRule(Rule rule)) {
      json.writeObjectPropertyStart("rule");
      json.writeStringProperty("file", rule.position().file());
      json.writeNumberProperty("line", rule.position().line());
      json.writeNumberProperty("column", rule.position().column());
      json.writeStringProperty("reason", rule.reason());
      json.writeEndObject();
    }
    json.writeNumberProperty("instructions", judge.program().size());
    json.writeNumberProperty("executed", outcome.trace().executed());
    json.writeArrayPropertyStart("path");
    outcome.trace().visited().stream().forEach(json::writeNumber);
    json.writeEndArray();
  }

  private static String kind(Decision decision) {
    return switch (decision) {
      case Decision.ByRule _ -> "rule";
      case Decision.ByAge _ -> "newer";
      case Decision.ByDefault _ -> "default";
      case Decision.ByForeignAbi _ -> "foreign";
      case Decision.ByFilter _ -> "filter";
    };
  }
}
