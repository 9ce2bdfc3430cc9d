package callgate.lint;

import callgate.policy.Position;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Findings as programs read them. The keys are stable. */
public final class JsonReport {
  private static final int ARGUMENTS = 6;

  private JsonReport() {}

  /** {@return an object on one line: how many findings of each severity there are, and which} */
  public static String of(List<Finding> findings) {
    return JsonText.object(json -> write(json, findings));
  }

  /** {@return an object on one line: the codes, and what each means} */
  public static String codes() {
    return JsonText.object(json -> {
      json.writeArrayPropertyStart("codes");
      for (Code code : Code.values()) {
        json.writeStartObject();
        json.writeStringProperty("code", code.id());
        json.writeStringProperty("name", code.slug());
        json.writeStringProperty("severity", code.severity().word());
        json.writeStringProperty("text", code.title());
        json.writeStringProperty("fix", code.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static void write(JsonGenerator json, List<Finding> findings) {
    for (Severity severity : Severity.values()) {
      long count = findings.stream().filter(finding -> finding.severity() == severity).count();
      json.writeNumberProperty(severity.word() + "s", count);
    }
    json.writeArrayPropertyStart("findings");
    findings.forEach(finding -> finding(json, finding));
    json.writeEndArray();
  }

  private static void finding(JsonGenerator json, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("code", finding.code().id());
    json.writeStringProperty("name", finding.code().slug());
    json.writeStringProperty("severity", finding.severity().word());
    Position position = finding.position();
    json.writeStringProperty("file", position.file());
    if (position.line() > 0) {
      json.writeNumberProperty("line", position.line());
    }
    if (position.column() > 0) {
      json.writeNumberProperty("column", position.column());
    }
    json.writeStringProperty("text", finding.text());
    json.writeStringProperty("why", finding.why());
    json.writeStringProperty("fix", finding.fix());
    finding.witness().ifPresent(witness -> witness(json, witness));
    json.writeEndObject();
  }

  private static void witness(JsonGenerator json, Witness witness) {
    json.writeObjectPropertyStart("witness");
    json.writeStringProperty("arch", witness.abi().token());
    json.writeNumberProperty("number", Integer.toUnsignedLong(witness.call().number()));
    json.writeArrayPropertyStart("arguments");
    for (int i = 0; i < ARGUMENTS; i++) {
      json.writeString("0x" + Long.toHexString(witness.call().argument(i)));
    }
    json.writeEndArray();
    json.writeStringProperty("call", witness.text());
    json.writeStringProperty("action", witness.action().toString());
    json.writeEndObject();
  }
}
