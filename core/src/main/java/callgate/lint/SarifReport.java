package callgate.lint;

import callgate.policy.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Findings as code scanners read them: SARIF 2.1.0 (OASIS). */
public final class SarifReport {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private SarifReport() {}

  /**
   * {@return a log with one run, on one line}
   *
   * @param version of Callgate
   */
  public static String of(String version, List<Finding> findings) {
    return JsonText.object(json -> write(json, version, findings));
  }

  private static void write(JsonGenerator json, String version, List<Finding> findings) {
    json.writeStringProperty("$schema", SCHEMA);
    json.writeStringProperty("version", "2.1.0");
    json.writeArrayPropertyStart("runs");
    json.writeStartObject();
    json.writeObjectPropertyStart("tool");
    driver(json, version);
    json.writeEndObject();
    json.writeStringProperty("columnKind", "unicodeCodePoints");
    json.writeArrayPropertyStart("results");
    findings.forEach(finding -> result(json, finding));
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void driver(JsonGenerator json, String version) {
    json.writeObjectPropertyStart("driver");
    json.writeStringProperty("name", "Callgate");
    json.writeStringProperty("version", version);
    json.writeArrayPropertyStart("rules");
    for (Code code : Code.values()) {
      json.writeStartObject();
      json.writeStringProperty("id", code.id());
      json.writeStringProperty("name", code.slug());
      text(json, "shortDescription", code.title());
      text(json, "fullDescription", code.title() + ".");
      text(json, "help", "Fix: " + code.remedy() + ".");
      json.writeObjectPropertyStart("defaultConfiguration");
      json.writeStringProperty("level", code.severity().word());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void result(JsonGenerator json, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("ruleId", finding.code().id());
    json.writeNumberProperty("ruleIndex", finding.code().ordinal());
    json.writeStringProperty("level", finding.severity().word());
    text(
        json,
        "message",
        finding.text()
            + ". "
            + finding.why()
            + finding.witness().map(witness -> " For example " + witness + ".").orElse("")
            + " Fix: "
            + finding.fix()
            + ".");
    json.writeArrayPropertyStart("locations");
    json.writeStartObject();
    json.writeObjectPropertyStart("physicalLocation");
    location(json, finding.position());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes where; scanners show nothing without a line, so a whole file has its first. */
  private static void location(JsonGenerator json, Position position) {
    json.writeObjectPropertyStart("artifactLocation");
    json.writeStringProperty("uri", uri(position.file()));
    json.writeEndObject();
    json.writeObjectPropertyStart("region");
    json.writeNumberProperty("startLine", Math.max(1, position.line()));
    if (position.column() > 0) {
      json.writeNumberProperty("startColumn", position.column());
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, String text) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("text", text);
    json.writeEndObject();
  }

  /** {@return a reference (RFC 3986, RFC 8089) to what messages call a file} */
  private static String uri(String file) {
    StringBuilder uri = new StringBuilder(file.startsWith("/") ? "file://" : "");
    for (byte b : file.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || isMark(b);
      if (plain) {
        uri.append((char) b);
      } else {
        uri.append('%');
        uri.append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)));
        uri.append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
      }
    }
    return uri.toString();
  }

  private static boolean isMark(byte b) {
    return b == '-' || b == '.' || b == '_' || b == '~' || b == '/';
  }
}
