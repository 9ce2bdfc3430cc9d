package callgate.learn.audit;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * One entry of a journal as {@code journalctl -o json} writes it: an object on a line. Only entries
 * that journald itself took from the kernel count; what programs logged does not.
 *
 * @param fields those that are text; bytes that are none come as lists of numbers
 */
public record JournalEntry(Map<String, String> fields) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final long NANOSECONDS = 1000;

  public JournalEntry {
    fields = Map.copyOf(fields);
  }

  /** {@return whether a line is an entry of a journal, and no other JSON} */
  public static boolean recognises(String line) {
    return line.startsWith("{") && line.contains("\"__REALTIME_TIMESTAMP\"");
  }

  /** {@return the entry on a line; empty when that is no JSON object} */
  public static Optional<JournalEntry> parse(String line) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
          fields.put(name, bytes(parser));
        } else if (token == JsonToken.START_OBJECT) {
          parser.skipChildren();
        } else {
          fields.put(name, String.valueOf(parser.getString()));
        }
      }
    } catch (StreamReadException | JacksonIOException e) {
      return Optional.empty();
    }
    return Optional.of(new JournalEntry(fields));
  }

  private static String bytes(JsonParser parser) {
    byte[] bytes = new byte[1 << 12];
    int count = 0;
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.END_ARRAY) {
      if (token == JsonToken.VALUE_NUMBER_INT && count < bytes.length) {
        bytes[count++] = (byte) parser.getIntValue();
      }
      parser.skipChildren();
      token = parser.nextToken();
    }
    return new String(bytes, 0, count, StandardCharsets.UTF_8);
  }

  /** {@return the audit record that it holds} */
  public Optional<AuditRecord> record() {
    String message = fields.getOrDefault("MESSAGE", "");
    return switch (fields.getOrDefault("_TRANSPORT", "")) {
      case "kernel" -> AuditRecord.parse(message);
      case "audit" -> audit(message);
      default -> Optional.empty();
    };
  }

  /** Journald leaves the time and the number of the event out of the message. */
  private Optional<AuditRecord> audit(String message) {
    String name = fields.getOrDefault("_AUDIT_TYPE_NAME", "");
    String rest = message.startsWith(name + " ") ? message.substring(name.length() + 1) : message;
    String id = fields.getOrDefault("_AUDIT_ID", "0");
    String type = fields.getOrDefault("_AUDIT_TYPE", "");
    if (!isNumber(id) || !isNumber(type)) {
      return Optional.empty();
    }
    long time = time();
    String seconds = time == AuditRecord.NO_TIME ? "0.0" : Long.toString(time / 1_000_000_000L);
    return AuditRecord.ofMessage(
            Integer.parseInt(type), "audit(" + seconds + ":" + id + "): " + rest)
        .map(record ->
            new AuditRecord(
                record.type(), time, record.serial(), "", record.interpreted(), record.fields()));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 9
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private long time() {
    String source =
        fields.getOrDefault(
            "_SOURCE_REALTIME_TIMESTAMP", fields.getOrDefault("__REALTIME_TIMESTAMP", ""));
    try {
      return Math.multiplyExact(Long.parseLong(source), NANOSECONDS);
    } catch (NumberFormatException | ArithmeticException e) {
      return AuditRecord.NO_TIME;
    }
  }

  /** {@return the systemd unit of the program; empty if not known} */
  public String unit() {
    return fields.getOrDefault("_SYSTEMD_UNIT", "");
  }
}
