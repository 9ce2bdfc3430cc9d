package callgate.cli;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Prints a result as one JSON document on one line. */
final class JsonResult {
  private JsonResult() {}

  /**
   * Prints an object.
   *
   * @param members writes its members
   */
  static void print(Terminal terminal, Consumer<JsonGenerator> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    terminal.out().println(text);
  }
}
