package callgate.watch;

import callgate.explanation.Violation;
import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import callgate.watch.Subject.Ancestor;
import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/** Callgate's own JSON lines, with all that is known. */
final class JsonFormat implements EventFormat {
  private final Repetition repetition = new Repetition();

  @Override
  public String line(Sighting sighting) {
    return JsonLine.timed("time", sighting.time(), repetition.text(sighting, JsonFormat::untimed));
  }

  private static String untimed(Sighting sighting) {
    return JsonLine.of(json -> {
      json.writeStringProperty("event", sighting.kind());
      subject(json, sighting.subject());
      switch (sighting.event()) {
        case FilterCall call -> filterCall(json, call);
        case Blocked blocked -> blocked(json, blocked);
      }
    });
  }

  private static void subject(JsonGenerator json, Subject subject) {
    json.writeNumberProperty("pid", subject.process());
    if (subject.thread() > 0) {
      json.writeNumberProperty("tid", subject.thread());
    }
    if (subject.user() >= 0) {
      json.writeNumberProperty("uid", subject.user());
    }
    json.writeStringProperty("command", subject.command());
    json.writeStringProperty("executable", subject.executable());
    json.writeArrayPropertyStart("ancestors");
    for (Ancestor ancestor : subject.ancestors()) {
      json.writeStartObject();
      json.writeNumberProperty("pid", ancestor.process());
      json.writeStringProperty("executable", ancestor.executable());
      json.writeEndObject();
    }
    json.writeEndArray();
    subject
        .container()
        .ifPresent(container -> {
          json.writeObjectPropertyStart("container");
          json.writeStringProperty("id", container.id());
          json.writeStringProperty("runtime", container.runtime());
          json.writeEndObject();
        });
    json.writeStringProperty("cgroup", subject.group());
  }

  private static void filterCall(JsonGenerator json, FilterCall call) {
    json.writeStringProperty("arch", call.arch());
    json.writeStringProperty("call", call.name());
    json.writeNumberProperty("number", call.call().number());
    json.writeStringProperty("operation", call.operation());
    JsonLine.array(json, "flags", call.flags());
    json.writeNumberProperty("retval", call.retval());
    json.writeStringProperty("result", call.result());
    call.facts()
        .ifPresent(facts -> {
          json.writeObjectPropertyStart("filter");
          json.writeStringProperty("id", facts.id());
          if (facts.length() > 0) {
            json.writeNumberProperty("instructions", facts.length());
          }
          json.writeStringProperty("summary", facts.summary());
          json.writeBooleanProperty("recognised", facts.recognised());
          json.writeStringProperty("from", facts.origin().name().toLowerCase(Locale.ROOT));
          json.writeEndObject();
        });
  }

  private static void blocked(JsonGenerator json, Blocked blocked) {
    Violation violation = blocked.violation();
    json.writeStringProperty("arch", blocked.arch());
    json.writeStringProperty("call", blocked.name());
    json.writeNumberProperty("number", violation.number());
    if (violation.hasArguments()) {
      json.writeArrayPropertyStart("arguments");
      for (OptionalLong argument : violation.arguments()) {
        if (argument.isPresent()) {
          json.writeString(JsonLine.hexadecimal(argument.getAsLong()));
        } else {
          json.writeNull();
        }
      }
      json.writeEndArray();
    }
    json.writeStringProperty("text", violation.text());
    json.writeStringProperty("action", blocked.action());
    json.writeNumberProperty("retval", blocked.result());
    json.writeStringProperty("result", blocked.outcome());
  }
}
