package callgate.watch;

import callgate.explanation.Violation;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;
import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import callgate.watch.Subject.Ancestor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/**
 * The Elastic Common Schema, with the fields and values that Auditbeat's module {@code auditd}
 * makes of records SECCOMP and SYSCALL, and what those don't tell: whether the call failed,
 * ancestors, containers, filters.
 */
final class EcsFormat implements EventFormat {
  private static final String VERSION = "8.11.0";

  /** A trap has no signal in its record (kernel/seccomp.c, seccomp_log). */
  private static final Set<Kind> DEADLY = Set.of(Kind.KILL_PROCESS, Kind.KILL_THREAD);

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
      json.writeObjectPropertyStart("service");
      json.writeStringProperty("type", "auditd");
      json.writeEndObject();
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
            if (!container.runtime().isEmpty()) {
              json.writeStringProperty("runtime", container.runtime());
            }
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
    JsonLine.array(json, "type", List.of(sighting.event() instanceof Blocked ? "info" : "change"));
    json.writeStringProperty("action", action(sighting.event()));
    json.writeStringProperty("outcome", succeeded(sighting.event()) ? "success" : "failure");
    json.writeEndObject();
  }

  private static String action(Sighting.Event event) {
    return switch (event) {
      case Blocked _ -> "violated-seccomp-policy";
      case FilterCall call ->
          call.isPrivileges() ? "gave-up-new-privileges" : "installed-seccomp-policy";
    };
  }

  private static boolean succeeded(Sighting.Event event) {
    return switch (event) {
      case Blocked blocked -> blocked.action().equals("log");
      case FilterCall call -> FilterCallReader.succeeded(call);
    };
  }

  private static void process(JsonGenerator json, Subject subject) {
    json.writeObjectPropertyStart("process");
    json.writeNumberProperty("pid", subject.process());
    json.writeStringProperty("name", subject.command());
    json.writeStringProperty("executable", subject.executable());
    if (subject.thread() > 0) {
      json.writeObjectPropertyStart("thread");
      json.writeNumberProperty("id", subject.thread());
      json.writeEndObject();
    }
    if (!subject.ancestors().isEmpty()) {
      Ancestor parent = subject.ancestors().getFirst();
      json.writeObjectPropertyStart("parent");
      json.writeNumberProperty("pid", parent.process());
      json.writeStringProperty("executable", parent.executable());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Where Auditbeat puts what an audit record tells, all of it as text. */
  private static void audit(JsonGenerator json, Sighting sighting) {
    Sighting.Event event = sighting.event();
    Subject subject = sighting.subject();
    json.writeObjectPropertyStart("auditd");
    json.writeStringProperty("message_type", event instanceof Blocked ? "seccomp" : "syscall");
    json.writeStringProperty("result", succeeded(event) ? "success" : "fail");
    json.writeObjectPropertyStart("summary");
    if (subject.user() >= 0) {
      json.writeObjectPropertyStart("actor");
      json.writeStringProperty("secondary", Long.toString(subject.user()));
      json.writeEndObject();
    }
    json.writeObjectPropertyStart("object");
    json.writeStringProperty("type", "process");
    json.writeStringProperty("primary", name(sighting));
    json.writeEndObject();
    json.writeStringProperty("how", subject.executable());
    json.writeEndObject();
    json.writeObjectPropertyStart("data");
    json.writeStringProperty("syscall", name(sighting));
    switch (event) {
      case Blocked blocked -> blocked(json, blocked);
      case FilterCall call -> filterCall(json, call);
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void blocked(JsonGenerator json, Blocked blocked) {
    Violation violation = blocked.violation();
    arch(json, violation.arch());
    kind(blocked)
        .ifPresent(kind -> {
          json.writeStringProperty("code", "0x" + Integer.toHexString(kind.value()));
          json.writeStringProperty("sig", DEADLY.contains(kind) ? "SIGSYS" : "0");
        });
    violation
        .instructionPointer()
        .ifPresent(address -> {
          if (address != 0) {
            json.writeStringProperty("ip", JsonLine.hexadecimal(address));
          }
        });
    arguments(json, violation.arguments());
    if (blocked.result() != 0) {
      json.writeStringProperty("exit", blocked.outcome());
    }
    json.writeStringProperty("action", blocked.action());
  }

  private static void filterCall(JsonGenerator json, FilterCall call) {
    arch(json, call.call().arch());
    arguments(json, Violation.of(call.call()).arguments());
    json.writeStringProperty("exit", FilterCallReader.result(call.retval()));
    json.writeStringProperty("operation", call.operation());
    json.writeStringProperty("flags", String.join("|", call.flags()));
    call.facts()
        .ifPresent(facts -> {
          json.writeStringProperty("filter_id", facts.id());
          json.writeStringProperty("filter", facts.text());
        });
  }

  /** x32 has the same value, and i386 another name than in policies. */
  private static void arch(JsonGenerator json, int arch) {
    String name =
        arch == Abi.X86.auditArch()
            ? "i386"
            : Stream.of(Abi.values())
                .filter(abi -> abi.auditArch() == arch)
                .map(Abi::token)
                .findFirst()
                .orElseGet(() -> Integer.toHexString(arch));
    json.writeStringProperty("arch", name);
    json.writeStringProperty("compat", arch == Abi.host().auditArch() ? "0" : "1");
  }

  private static void arguments(JsonGenerator json, List<OptionalLong> arguments) {
    int index = 0;
    for (OptionalLong argument : arguments) {
      if (argument.isPresent()) {
        json.writeStringProperty("a" + index, Long.toHexString(argument.getAsLong()));
      }
      index++;
    }
  }

  private static Optional<Kind> kind(Blocked blocked) {
    return switch (blocked.action()) {
      case "kill_process" -> Optional.of(Kind.KILL_PROCESS);
      case "kill_thread" -> Optional.of(Kind.KILL_THREAD);
      case "trap" -> Optional.of(Kind.TRAP);
      case "errno" -> Optional.of(Kind.ERRNO);
      case "notify" -> Optional.of(Kind.USER_NOTIF);
      case "trace" -> Optional.of(Kind.TRACE);
      case "log" -> Optional.of(Kind.LOG);
      default -> Optional.empty();
    };
  }

  private static String name(Sighting sighting) {
    return switch (sighting.event()) {
      case Blocked blocked -> blocked.name();
      case FilterCall call -> call.name();
    };
  }
}
