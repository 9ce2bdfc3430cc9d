package callgate.watch;

import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import java.util.Map;
import java.util.TreeMap;

/** Counts events, for those who only want numbers: the text format of Prometheus. */
public final class Counters {
  private final Map<String, Long> filterCalls = new TreeMap<>();
  private final Map<String, Long> violations = new TreeMap<>();
  private long lost;

  /** Starts with nothing. */
  public Counters() {}

  /** Counts an event. */
  public synchronized void add(Sighting sighting) {
    switch (sighting.event()) {
      case FilterCall call ->
          filterCalls.merge(
              labels("operation", known(call.operation()), "result", result(call)), 1L, Long::sum);
      case Blocked blocked ->
          violations.merge(
              labels("call", known(blocked.name()), "action", blocked.action()), 1L, Long::sum);
    }
  }

  /** Numbers without a name are as many as a program likes to make counters of. */
  private static String known(String name) {
    return name.startsWith("0x") || name.startsWith("#") ? "unknown" : name;
  }

  private static String result(FilterCall call) {
    if (FilterCallReader.succeeded(call)) {
      return "ok";
    }
    return call.retval() > 0 ? "thread refused" : call.result();
  }

  /** Notes how many events were lost up to now. */
  public synchronized void lost(long events) {
    lost = events;
  }

  /** {@return all counters} */
  public synchronized String text() {
    StringBuilder text = new StringBuilder();
    counter(
        text,
        "callgate_filter_calls_total",
        "Calls that install filters or give up new privileges.",
        filterCalls);
    counter(
        text,
        "callgate_violations_total",
        "Calls that a filter did not simply let through.",
        violations);
    counter(
        text,
        "callgate_events_lost_total",
        "Events that came faster than they were taken.",
        Map.of("", lost));
    return text.toString();
  }

  private static void counter(
      StringBuilder text, String name, String help, Map<String, Long> values) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" counter\n");
    values.forEach(
        (labels, value) -> text.append(name).append(labels).append(' ').append(value).append('\n'));
  }

  /** Values are names of Callgate's own tables: nothing to escape. */
  private static String labels(String name, String value, String other, String otherValue) {
    return "{" + name + "=\"" + value + "\"," + other + "=\"" + otherValue + "\"}";
  }
}
