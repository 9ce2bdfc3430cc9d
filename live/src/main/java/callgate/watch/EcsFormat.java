package callgate.watch;

import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import callgate.watch.Subject.Ancestor;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * The Elastic Common Schema, with the fields that Auditbeat fills for a SECCOMP record, and those
 * that its record doesn't tell: names of calls, ancestors, containers.
 */
final class EcsFormat implements EventFormat {
  private static final String VERSION = "8.11.0";

  private final Repetition repetition = new Repetition();

  @Override
  public String line(Sighting sighting) {
    return JsonLine.timed(
        "@timestamp", sighting.time(), repetition.text(sighting, EcsFormat::untimed));
  }

  private static String untimed(Sighting sighting) {
    return JsonLine.of(json -> {
      json.writeObjectPropertyStart("ecs");
      json.writeStringProperty("version", VERSION);
      json.writeEndObject();
      event(json, sighting);
      process(json, sighting.subject());
      if (sighting.subject().user() >= 0) {
        json.writeObjectPropertyStart("user");
        json.writeStringProperty("id", Long.toString(sighting.subject().user()));
        json.writeEndObject();
      }
      sighting
          .subject()
          .container()
          .ifPresent(container -> {
            json.writeObjectPropertyStart("container");
            json.writeStringProperty("id", container.id());
            json.writeStringProperty("runtime", container.runtime());
            json.writeEndObject();
          });
      audit(json, sighting);
      json.writeStringProperty("message", EventText.of(sighting.event()));
    });
  }

  private static void event(JsonGenerator json, Sighting sighting) {
    json.writeObjectPropertyStart("event");
    json.writeStringProperty("kind", "event");
    json.writeStringProperty("module", "auditd");
    json.writeStringProperty("provider", "callgate");
    JsonLine.array(json, "category", List.of("process"));
    JsonLine.array(
        json, "type", List.of(sighting.event() instanceof Blocked ? "denied" : "change"));
    switch (sighting.event()) {
      case Blocked blocked -> {
        json.writeStringProperty("action", "violated-seccomp-policy");
        json.writeStringProperty("outcome", blocked.action().equals("log") ? "success" : "failure");
      }
      case FilterCall call -> {
        json.writeStringProperty(
            "action", call.isPrivileges() ? "gave-up-new-privileges" : "installed-seccomp-policy");
        json.writeStringProperty(
            "outcome", FilterCallReader.succeeded(call) ? "success" : "failure");
      }
    }
    json.writeEndObject();
  }

  private static void process(JsonGenerator json, Subject subject) {
    json.writeObjectPropertyStart("process");
    json.writeNumberProperty("pid", subject.process());
    json.writeStringProperty("name", subject.command());
    json.writeStringProperty("executable", subject.executable());
    json.writeObjectPropertyStart("thread");
    json.writeNumberProperty("id", subject.thread());
    json.writeEndObject();
    if (!subject.ancestors().isEmpty()) {
      Ancestor parent = subject.ancestors().getFirst();
      json.writeObjectPropertyStart("parent");
      json.writeNumberProperty("pid", parent.process());
      json.writeStringProperty("executable", parent.executable());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Where Auditbeat puts what an audit record tells. */
  private static void audit(JsonGenerator json, Sighting sighting) {
    json.writeObjectPropertyStart("auditd");
    json.writeStringProperty("message_type", "seccomp");
    json.writeObjectPropertyStart("summary");
    json.writeObjectPropertyStart("object");
    json.writeStringProperty("type", "process");
    json.writeStringProperty("primary", name(sighting));
    json.writeEndObject();
    json.writeStringProperty("how", sighting.subject().executable());
    json.writeEndObject();
    json.writeObjectPropertyStart("data");
    json.writeStringProperty("syscall", name(sighting));
    switch (sighting.event()) {
      case Blocked blocked -> {
        json.writeStringProperty("arch", blocked.arch());
        json.writeStringProperty("action", blocked.action());
        json.writeStringProperty("result", blocked.outcome());
      }
      case FilterCall call -> {
        json.writeStringProperty("arch", call.arch());
        json.writeStringProperty("operation", call.operation());
        json.writeStringProperty("flags", String.join("|", call.flags()));
        json.writeStringProperty("result", call.result());
        call.facts()
            .ifPresent(facts -> {
              json.writeStringProperty("filter_id", facts.id());
              json.writeStringProperty("filter", facts.text());
            });
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String name(Sighting sighting) {
    return switch (sighting.event()) {
      case Blocked blocked -> blocked.name();
      case FilterCall call -> call.name();
    };
  }
}
