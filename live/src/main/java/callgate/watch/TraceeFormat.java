package callgate.watch;

import callgate.syscall.Abi;
import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import callgate.watch.Subject.Ancestor;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/**
 * The shape of Tracee's {@code v1beta1.Event} as its JSON output has it (api/v1beta1/event.proto
 * and event_json.go), for what reads that already: the events {@code seccomp} and {@code prctl}
 * with the arguments that Tracee gives them, and their names and the filter beside; and {@code
 * seccomp_violation}, which Tracee has no event for and whose id is that of no event.
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
      json.writeNumberProperty("id", id(sighting));
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
            json.writeBooleanProperty("started", true);
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

  /** The numbers of Tracee's {@code EventId}. */
  private static int id(Sighting sighting) {
    return switch (name(sighting)) {
      case "seccomp" -> 318;
      case "prctl" -> 158;
      default -> 0;
    };
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
    ids(json, "host_pid", "pid", subject.process(), subject.container().isPresent());
    if (subject.user() >= 0) {
      json.writeObjectPropertyStart("real_user");
      json.writeNumberProperty("id", subject.user());
      json.writeEndObject();
    }
    json.writeObjectPropertyStart("thread");
    json.writeStringProperty("name", subject.command());
    if (subject.thread() > 0) {
      ids(json, "host_tid", "tid", subject.thread(), subject.container().isPresent());
    }
    json.writeStringProperty("syscall", call(sighting));
    if (isForeign(sighting)) {
      json.writeBooleanProperty("compat", true);
    }
    json.writeEndObject();
    json.writeArrayPropertyStart("ancestors");
    for (Ancestor ancestor : subject.ancestors()) {
      json.writeStartObject();
      executable(json, ancestor.executable());
      json.writeNumberProperty("host_pid", ancestor.process());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** In a container processes have other ids, which are not known here. */
  private static void ids(
      JsonGenerator json, String host, String own, int id, boolean inContainer) {
    json.writeNumberProperty(host, id);
    if (!inContainer) {
      json.writeNumberProperty(own, id);
    }
  }

  private static String call(Sighting sighting) {
    return switch (sighting.event()) {
      case FilterCall call -> call.name();
      case Blocked blocked -> blocked.name();
    };
  }

  private static boolean isForeign(Sighting sighting) {
    int arch =
        switch (sighting.event()) {
          case FilterCall call -> call.call().arch();
          case Blocked blocked -> blocked.violation().arch();
        };
    return arch != Abi.host().auditArch();
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
      int option = (int) arguments[0];
      value(json, "option", option);
      for (int i = 1; i < arguments.length; i++) {
        value(json, "arg" + (i + 1), arguments[i]);
      }
      value(json, "option_name", call.operation());
    } else {
      value(json, "operation", arguments[0] & 0xffffffffL);
      value(json, "flags", arguments[1] & 0xffffffffL);
      value(json, "args", arguments[2]);
      value(json, "operation_name", call.operation());
      value(json, "flag_names", String.join("|", call.flags()));
    }
    call.facts()
        .ifPresent(facts -> {
          value(json, "filter_id", facts.id());
          value(json, "filter_instructions", facts.length());
          value(json, "filter_summary", facts.summary());
        });
    signed(json, "returnValue", call.retval());
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
    signed(json, "returnValue", blocked.result());
  }

  private static void value(JsonGenerator json, String name, String value) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("value", value);
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, String name, long unsigned) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeNumberProperty("value", new BigInteger(Long.toUnsignedString(unsigned)));
    json.writeEndObject();
  }

  private static void signed(JsonGenerator json, String name, long value) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeNumberProperty("value", value);
    json.writeEndObject();
  }
}
