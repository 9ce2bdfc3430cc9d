package callgate.watch;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes a JSON object on one line, in which nothing is left that a terminal would obey. */
final class JsonLine {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonLine() {}

  static String of(Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    return text.toString().replace("\u007f", "\\u007f"); // which JSON allows as it is
  }

  /**
   * {@return an object whose first member is a time}
   *
   * @param key the name of that member
   * @param rest an object with the others
   */
  static String timed(String key, long time, String rest) {
    return "{\"" + key + "\":\"" + TableFormat.instant(time) + "\"," + rest.substring(1);
  }

  static void array(JsonGenerator json, String name, Iterable<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  static String hexadecimal(long value) {
    return "0x" + Long.toHexString(value);
  }
}
