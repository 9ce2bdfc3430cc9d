package callgate.watch;

import callgate.explanation.Escaped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A table for people. */
final class TableFormat implements EventFormat {
  private static final long NANOS = 1_000_000_000L;
  private static final int COMMAND = 16;
  private static final int CONTAINER = 13;

  /** Time zones take long to load: not before there is a time to show. */
  private static final class LocalTime {
    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  }

  private final Repetition repetition = new Repetition();
  private long lastSecond = Long.MIN_VALUE;
  private String lastTime = "";

  @Override
  public String header() {
    StringBuilder line = new StringBuilder();
    column(line, "TIME", 13);
    column(line, "UID", 6);
    column(line, "PID", 8);
    column(line, "COMM", COMMAND);
    column(line, "CONTAINER", CONTAINER);
    column(line, "EVENT", 11);
    return line.append("WHAT").toString();
  }

  @Override
  public String line(Sighting sighting) {
    StringBuilder line = new StringBuilder(160);
    time(line, sighting.time());
    return line.append(repetition.text(sighting, TableFormat::untimed)).toString();
  }

  private static String untimed(Sighting sighting) {
    Subject subject = sighting.subject();
    StringBuilder line = new StringBuilder(160);
    column(line, subject.user() < 0 ? "-" : Long.toString(subject.user()), 6);
    column(line, Integer.toString(subject.process()), 8);
    column(line, Escaped.text(subject.command()), COMMAND);
    column(
        line,
        subject.container().map(container -> Escaped.text(container.shortId())).orElse("-"),
        CONTAINER);
    column(line, sighting.kind(), 11);
    return line.append(EventText.of(sighting.event())).toString();
  }

  private void time(StringBuilder line, long time) {
    long second = Math.floorDiv(time, NANOS);
    if (second != lastSecond) {
      lastSecond = second;
      lastTime = LocalTime.FORMAT.format(Instant.ofEpochSecond(second));
    }
    long milliseconds = Math.floorMod(time, NANOS) / 1_000_000;
    line.append(lastTime).append('.');
    line.append(milliseconds < 100 ? "0" : "").append(milliseconds < 10 ? "0" : "");
    line.append(milliseconds).append(' ');
  }

  static Instant instant(long time) {
    return Instant.ofEpochSecond(
        Math.floorDiv(time, 1_000_000_000L), Math.floorMod(time, 1_000_000_000L));
  }

  private static void column(StringBuilder line, String text, int width) {
    line.append(text).repeat(' ', Math.max(1, width - text.length()));
  }
}
