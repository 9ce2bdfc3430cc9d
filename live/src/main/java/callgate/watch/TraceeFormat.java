package callgate.watch;

import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import callgate.watch.Subject.Ancestor;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/**
 * The shape of Tracee's {@code v1beta1.Event}, for what reads that already: the events {@code
 * seccomp} and {@code prctl} with the arguments that Tracee gives them, and the filter beside; and
 * {@code seccomp_violation}, which Tracee has no event for.
 */
final class TraceeFormat implements EventFormat {
  private final Repetition repetition = new Repetition();

  @Override
  public String line(Sighting sighting) {
    return JsonLine.timed(
        "timestamp", sighting.time(), repetition.text(sighting, TraceeFormat::untimed));
  }

  private static String untimed(Sighting sighting) {
    return JsonLine.of(json -> {
      json.writeStringProperty("id", name(sighting));
      json.writeStringProperty("name", name(sighting));
      json.writeObjectPropertyStart("policies");
      JsonLine.array(json, "matched", List.of());
      json.writeEndObject();
      json.writeObjectPropertyStart("workload");
      process(json, sighting);
      sighting
          .subject()
          .container()
          .ifPresent(container -> {
            json.writeObjectPropertyStart("container");
            json.writeStringProperty("id", container.id());
            json.writeStringProperty("name", "");
            json.writeEndObject();
          });
      json.writeEndObject();
      json.writeArrayPropertyStart("data");
      switch (sighting.event()) {
        case FilterCall call -> filterCall(json, call);
        case Blocked blocked -> blocked(json, blocked);
      }
      json.writeEndArray();
    });
  }

  private static String name(Sighting sighting) {
    return switch (sighting.event()) {
      case FilterCall call -> call.name();
      case Blocked _ -> "seccomp_violation";
    };
  }

  private static void process(JsonGenerator json, Sighting sighting) {
    Subject subject = sighting.subject();
    json.writeObjectPropertyStart("process");
    executable(json, subject.executable());
    json.writeNumberProperty("host_pid", subject.process());
    json.writeNumberProperty("pid", subject.process());
    if (subject.user() >= 0) {
      json.writeObjectPropertyStart("real_user");
      json.writeNumberProperty("id", subject.user());
      json.writeEndObject();
    }
    json.writeObjectPropertyStart("thread");
    json.writeStringProperty("name", subject.command());
    json.writeNumberProperty("host_tid", subject.thread());
    json.writeNumberProperty("tid", subject.thread());
    json.writeEndObject();
    json.writeArrayPropertyStart("ancestors");
    for (Ancestor ancestor : subject.ancestors()) {
      json.writeStartObject();
      executable(json, ancestor.executable());
      json.writeNumberProperty("host_pid", ancestor.process());
      json.writeNumberProperty("pid", ancestor.process());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void executable(JsonGenerator json, String path) {
    json.writeObjectPropertyStart("executable");
    json.writeStringProperty("path", path);
    json.writeEndObject();
  }

  private static void filterCall(JsonGenerator json, FilterCall call) {
    long[] arguments = new long[5];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = call.call().argument(i);
    }
    if (call.name().equals("prctl")) {
      value(json, "option", call.operation());
      for (int i = 1; i < arguments.length; i++) {
        value(json, "arg" + (i + 1), arguments[i]);
      }
    } else {
      value(json, "operation", call.operation());
      value(json, "flags", String.join("|", call.flags()));
      value(json, "args", arguments[2]);
    }
    call.facts()
        .ifPresent(facts -> {
          value(json, "filter_id", facts.id());
          value(json, "filter_instructions", facts.length());
          value(json, "filter_summary", facts.summary());
        });
    value(json, "returnValue", call.retval());
  }

  private static void blocked(JsonGenerator json, Blocked blocked) {
    value(json, "syscall", blocked.name());
    value(json, "arch", blocked.arch());
    value(json, "action", blocked.action());
    int index = 0;
    for (OptionalLong argument : blocked.violation().arguments()) {
      if (argument.isPresent()) {
        value(json, "arg" + index, argument.getAsLong());
      }
      index++;
    }
    value(json, "returnValue", blocked.result());
  }

  private static void value(JsonGenerator json, String name, String value) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("value", value);
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, String name, long value) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeNumberProperty("value", value);
    json.writeEndObject();
  }
}
