package callgate.cli;

import callgate.explanation.Escaped;
import callgate.explanation.Explainer;
import callgate.explanation.Explanation;
import callgate.explanation.ExplanationJson;
import callgate.explanation.ExplanationText;
import callgate.explanation.Violation;
import callgate.learn.incident.Caller;
import callgate.learn.incident.Incident;
import callgate.learn.incident.IncidentGroup;
import callgate.learn.incident.IncidentGroups;
import callgate.learn.incident.IncidentReading;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Says which calls were stopped, whose they were, and why. */
record IncidentReport(
    Terminal terminal,
    Explainer explainer,
    IncidentGroups groups,
    IncidentReading reading,
    long notAskedFor) {
  private static final long NANOSECONDS = 1_000_000_000L;
  private static final String INDENT = "      ";

  void print() {
    if (terminal.json()) {
      JsonResult.print(terminal, this::write);
    } else {
      for (IncidentGroup group : groups.all()) {
        terminal.out().println(text(group));
      }
    }
    terminal.message(counts());
  }

  private String counts() {
    if (groups.count() == 0 && notAskedFor > 0) {
      return "no call that is asked for; --comm, --exe, --pid, --unit and --since leave out all "
          + notAskedFor
          + " that these logs have";
    }
    if (groups.count() == 0) {
      return "no call that a filter stopped in "
          + reading.lines()
          + (reading.lines() == 1 ? " line" : " lines")
          + "; errors that a filter gives are logged only where it has the flag log, and a"
          + " trap never is";
    }
    int kinds = groups.all().size();
    String counts = groups.count() + (groups.count() == 1 ? " call stopped" : " calls stopped");
    String left =
        groups.leftOut() == 0
            ? ""
            : "; " + groups.leftOut() + " of other kinds are left out: --comm or --since help";
    String rule =
        explainer.policy().isPresent() ? "" : "; --policy POLICY tells by which rule, and the fix";
    return counts + (kinds == 1 ? "" : ", of " + kinds + " kinds") + left + rule;
  }

  private String text(IncidentGroup group) {
    Incident incident = group.first();
    StringBuilder text = new StringBuilder(who(incident.caller())).append(": ");
    Optional<Explanation> explanation = incident.violation().map(explainer::explain);
    text.append(
            explanation
                .map(known -> what(known.violation()))
                .orElse(incident.details().isEmpty() ? UNKNOWN : "a call was stopped or logged"))
        .append('\n');
    text.append(INDENT).append(seen(group)).append('\n');
    for (String detail : incident.details()) {
      text.append(INDENT).append(Escaped.text(detail)).append('\n');
    }
    if (incident.suspected() && explainer.policy().isEmpty()) {
      text.append(INDENT)
          .append("a filter may have done that, or the kernel itself: --policy POLICY tells\n");
    }
    explanation.map(ExplanationText::of).ifPresent(text::append);
    return text.toString();
  }

  private static final String UNKNOWN =
      "died of SIGSYS, and no record says by which call: a trap is not logged; a core dump, or"
          + " callgate explain -- PROGRAM, tells it";

  private static String what(Violation violation) {
    return violation.text()
        + violation.abi().map(abi -> " on " + abi.token()).orElse("")
        + violation.received().map(received -> ": " + received.text()).orElse("");
  }

  private static String who(Caller caller) {
    List<String> more = new ArrayList<>();
    String name = caller.comm();
    if (name.isEmpty()) {
      name = caller.exe().substring(caller.exe().lastIndexOf('/') + 1);
    }
    if (!caller.exe().isEmpty()) {
      more.add(caller.exe());
    }
    if (caller.pid() != 0) {
      more.add("pid " + caller.pid());
    }
    if (!caller.user().isEmpty()) {
      more.add("user " + caller.user());
    }
    if (!caller.unit().isEmpty()) {
      more.add(caller.unit());
    }
    String who = name.isEmpty() ? "a program" : name;
    return Escaped.text(more.isEmpty() ? who : who + " (" + String.join(", ", more) + ")");
  }

  private static String seen(IncidentGroup group) {
    String place = "at " + Escaped.text(group.first().place());
    String first = time(group.first().time());
    if (group.count() == 1) {
      return first.isEmpty() ? place : first + ", " + place;
    }
    String last = time(group.last());
    return group.count()
        + " times"
        + (first.isEmpty() ? "" : ", first " + first + ", last " + last)
        + ", first "
        + place;
  }

  private static String time(long nanoseconds) {
    if (nanoseconds == Incident.NO_TIME) {
      return "";
    }
    Instant instant = Instant.ofEpochSecond(nanoseconds / NANOSECONDS);
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
    return time.toLocalDate()
        + " "
        + twoDigits(time.getHour())
        + ":"
        + twoDigits(time.getMinute())
        + ":"
        + twoDigits(time.getSecond());
  }

  /** A {@code DateTimeFormatter} takes longer to make than all else that a short report needs. */
  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private void write(JsonGenerator json) {
    json.writeNumberProperty("violations", groups.count());
    json.writeNumberProperty("leftOut", groups.leftOut());
    json.writeNumberProperty("lines", reading.lines());
    json.writeArrayPropertyStart("remarks");
    reading.remarks().forEach(remark -> json.writeString(remark.toString()));
    json.writeEndArray();
    json.writeArrayPropertyStart("kinds");
    for (IncidentGroup group : groups.all()) {
      json.writeStartObject();
      write(json, group);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, IncidentGroup group) {
    Incident incident = group.first();
    Caller caller = incident.caller();
    json.writeNumberProperty("count", group.count());
    json.writeStringProperty("place", incident.place());
    if (incident.time() != Incident.NO_TIME) {
      json.writeStringProperty("first", iso(incident.time()));
      json.writeStringProperty("last", iso(group.last()));
    }
    json.writeNumberProperty("pid", caller.pid());
    json.writeStringProperty("comm", caller.comm());
    json.writeStringProperty("exe", caller.exe());
    json.writeStringProperty("user", caller.user());
    json.writeStringProperty("unit", caller.unit());
    json.writeStringProperty("command", caller.command());
    json.writeBooleanProperty("suspected", incident.suspected());
    json.writeArrayPropertyStart("details");
    incident.details().forEach(json::writeString);
    json.writeEndArray();
    incident
        .violation()
        .ifPresent(violation -> {
          json.writeName("explanation");
          json.writeRawValue(ExplanationJson.of(explainer.explain(violation)));
        });
  }

  private static String iso(long nanoseconds) {
    return Instant.ofEpochSecond(nanoseconds / NANOSECONDS, nanoseconds % NANOSECONDS).toString();
  }
}
