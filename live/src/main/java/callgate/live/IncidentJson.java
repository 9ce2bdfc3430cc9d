package callgate.live;

import callgate.explanation.ExplanationJson;
import callgate.explanation.Violation;
import callgate.kernel.ExitStatus;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Tells programs what was stopped: a JSON object a line, with stable keys. */
public final class IncidentJson implements Incidents {
  private final PrintStream out;
  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * @param out gets the lines, while the program runs
   */
  public IncidentJson(PrintStream out) {
    this.out = out;
  }

  @Override
  public void happened(Incident incident) {
    count(incident.explanation().violation());
    line(
        JsonText.object(json -> {
          json.writeStringProperty("event", "violation");
          json.writeStringProperty("time", incident.time().toString());
          who(json, incident.caller());
          place(json, incident);
          json.writeName("explanation");
          json.writeRawValue(ExplanationJson.of(incident.explanation()));
        }));
  }

  @Override
  public void elsewhere(Incident incident) {
    count(incident.explanation().violation());
    line(
        JsonText.object(json -> {
          json.writeStringProperty("event", "elsewhere");
          json.writeStringProperty("time", incident.time().toString());
          who(json, incident.caller());
          place(json, incident);
        }));
  }

  private static void place(JsonGenerator json, Incident incident) {
    json.writeStringProperty("text", incident.text());
    json.writeArrayPropertyStart("stack");
    incident.frames().forEach(frame -> frame(json, frame));
    json.writeEndArray();
  }

  private static void who(JsonGenerator json, Who who) {
    json.writeNumberProperty("pid", who.process());
    json.writeNumberProperty("tid", who.thread());
    json.writeStringProperty("comm", who.name());
    json.writeStringProperty("exe", who.executable());
  }

  private static void frame(JsonGenerator json, Frame frame) {
    json.writeStartObject();
    switch (frame) {
      case NativeFrame code -> code(json, code);
      case JavaFrame java -> java(json, java.place());
      case UnseenFrames unseen -> json.writeStringProperty("unseen", unseen.why());
    }
    json.writeEndObject();
  }

  private static void java(JsonGenerator json, StackTraceElement place) {
    json.writeStringProperty("class", place.getClassName());
    json.writeStringProperty("method", place.getMethodName());
    if (place.getFileName() != null) {
      json.writeStringProperty("source", place.getFileName());
    }
    if (place.getLineNumber() > 0) {
      json.writeNumberProperty("line", place.getLineNumber());
    }
  }

  private static void code(JsonGenerator json, NativeFrame frame) {
    json.writeStringProperty("address", "0x" + Long.toHexString(frame.address()));
    json.writeStringProperty("file", frame.file());
    json.writeStringProperty("offset", "0x" + Long.toHexString(frame.offset()));
    frame
        .function()
        .ifPresent(name -> {
          json.writeStringProperty("function", name);
          json.writeNumberProperty("into", frame.into());
        });
    frame.buildId().ifPresent(id -> json.writeStringProperty("buildId", id));
  }

  @Override
  public void again(Violation call) {
    count(call);
  }

  private void count(Violation call) {
    String name = call.name().orElseGet(call::text);
    counts.merge(name, 1, Integer::sum);
  }

  @Override
  public void ended(Incident last, ExitStatus status) {
    if (status.signal() == 0) {
      return;
    }
    line(
        JsonText.object(json -> {
          json.writeStringProperty("event", "death");
          who(json, last.caller());
          json.writeNumberProperty("signal", status.signal());
          json.writeBooleanProperty("coreDumped", status.dumpedCore());
          json.writeStringProperty("lastStopped", last.text());
          json.writeBooleanProperty("because", last.isDeadly() || last.isTrap());
        }));
  }

  @Override
  public void end(ExitStatus status, boolean complete) {
    line(
        JsonText.object(json -> {
          json.writeStringProperty("event", "end");
          json.writeNumberProperty("status", status.forShell());
          json.writeBooleanProperty("complete", complete);
          json.writeArrayPropertyStart("calls");
          counts.forEach((name, count) -> {
            json.writeStartObject();
            json.writeStringProperty("call", name);
            json.writeNumberProperty("count", count);
            json.writeEndObject();
          });
          json.writeEndArray();
        }));
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }
}
