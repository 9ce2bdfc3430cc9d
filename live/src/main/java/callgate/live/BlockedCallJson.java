package callgate.live;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.format.Actions;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.simulation.Decision;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Writes the members of a JSON object about a blocked call; their names are stable. */
final class BlockedCallJson {
  private BlockedCallJson() {}

  static void write(JsonGenerator json, BlockedCall blocked, String policy) {
    Call call = blocked.call();
    Optional<Abi> abi = CallText.abi(call);
    json.writeStringProperty("time", blocked.time().toString());
    json.writeNumberProperty("pid", blocked.caller().process());
    json.writeNumberProperty("tid", blocked.caller().thread());
    json.writeStringProperty("comm", blocked.caller().name());
    json.writeStringProperty("exe", blocked.caller().executable());
    json.writeStringProperty(
        "arch", abi.map(Abi::token).orElseGet(() -> "0x" + Integer.toHexString(call.arch())));
    json.writeNumberProperty("nr", call.number());
    abi.flatMap(known -> Syscalls.name(known, call.number()))
        .ifPresent(name -> json.writeStringProperty("call", name));
    json.writeStringProperty("text", blocked.text());
    json.writeArrayPropertyStart("arguments");
    for (int i = 0; i < 6; i++) {
      json.writeString("0x" + Long.toHexString(call.argument(i)));
    }
    json.writeEndArray();
    json.writeStringProperty("action", Actions.text(blocked.outcome().action()));
    json.writeStringProperty("policy", policy);
    decision(json, blocked.outcome().decision());
  }

  private static void decision(JsonGenerator json, Decision decision) {
    json.writeStringProperty(
        "decision",
        switch (decision) {
          case Decision.ByRule _ -> "rule";
          case Decision.ByAge _ -> "newer";
          case Decision.ByDefault _ -> "default";
          case Decision.ByForeignAbi _ -> "foreign";
          case Decision.ByFilter _ -> "filter";
        });
    if (decision instanceof Decision.ByRule(Rule rule)) {
      Position position = rule.position();
      json.writeStringProperty("file", position.file());
      json.writeNumberProperty("line", position.line());
      json.writeNumberProperty("column", position.column());
    }
  }
}
