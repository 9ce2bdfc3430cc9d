package callgate.explanation;

import callgate.decision.CallText;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.simulation.Decision;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** An explanation as programs read it. The keys are stable. */
public final class ExplanationJson {
  private ExplanationJson() {}

  /** {@return an object on one line: first the call, then what is known about its reasons} */
  public static String of(Explanation explanation) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      write(json, explanation);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Explanation explanation) {
    violation(json, explanation.violation());
    if (!explanation.policy().isEmpty()) {
      json.writeStringProperty("policy", explanation.policy());
    }
    json.writeArrayPropertyStart("decidedBy");
    explanation.deciding().forEach(part -> deciding(json, part));
    json.writeEndArray();
    text(json, "doubt", explanation.doubt());
    text(json, "allowedWhen", explanation.allowedWhen());
    explanation
        .nearest()
        .ifPresent(nearest -> json.writeStringProperty("nearest", CallText.of(nearest)));
    texts(json, "relatives", explanation.relatives());
    json.writeArrayPropertyStart("suggestions");
    explanation.suggestions().forEach(suggestion -> suggestion(json, suggestion));
    json.writeEndArray();
    texts(json, "notes", explanation.notes());
  }

  private static void violation(JsonGenerator json, Violation violation) {
    json.writeStringProperty("call", violation.text());
    violation.name().ifPresent(name -> json.writeStringProperty("name", name));
    json.writeNumberProperty("number", Integer.toUnsignedLong(violation.number()));
    violation.abi().ifPresent(abi -> json.writeStringProperty("abi", abi.token()));
    json.writeStringProperty("arch", "0x" + Integer.toHexString(violation.arch()));
    json.writeArrayPropertyStart("arguments");
    for (OptionalLong argument : violation.arguments()) {
      if (argument.isPresent()) {
        json.writeString("0x" + Long.toHexString(argument.getAsLong()));
      } else {
        json.writeNull();
      }
    }
    json.writeEndArray();
    if (violation.instructionPointer().isPresent()) {
      String address = Long.toHexString(violation.instructionPointer().getAsLong());
      json.writeStringProperty("instructionPointer", "0x" + address);
    }
    violation
        .received()
        .ifPresent(received -> {
          json.writeArrayPropertyStart("received");
          received.kinds().stream().sorted().forEach(kind -> json.writeString(kind.name()));
          json.writeEndArray();
          if (received.data().isPresent()) {
            json.writeNumberProperty("receivedData", received.data().getAsInt());
          }
        });
  }

  private static void deciding(JsonGenerator json, Deciding part) {
    json.writeStartObject();
    json.writeStringProperty("by", part.kind());
    json.writeStringProperty("action", part.action().toString());
    text(json, "when", part.when());
    json.writeStringProperty("example", CallText.of(part.example()));
    if (part.decision() instanceof Decision.ByRule(Rule rule)) {
      Position position = rule.position();
      json.writeStringProperty("file", position.file());
      json.writeNumberProperty("line", position.line());
      json.writeNumberProperty("column", position.column());
      text(json, "reason", rule.reason());
    }
    json.writeEndObject();
  }

  private static void suggestion(JsonGenerator json, Suggestion suggestion) {
    json.writeStartObject();
    json.writeStringProperty("title", suggestion.title());
    json.writeStringProperty("entry", suggestion.entry());
    text(json, "because", suggestion.because());
    texts(json, "letsThrough", suggestion.lets());
    texts(json, "risks", suggestion.risks());
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String key, String text) {
    if (!text.isEmpty()) {
      json.writeStringProperty(key, text);
    }
  }

  private static void texts(JsonGenerator json, String key, List<String> texts) {
    json.writeArrayPropertyStart(key);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
