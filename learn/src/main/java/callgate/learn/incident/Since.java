package callgate.learn.incident;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people give it: {@code 2026-11-25}, {@code 2026-11-25 20:16}, {@code 20:16}, {@code
 * today}, {@code yesterday}, {@code now}, {@code 30m}, {@code 2h}, {@code 1h30m}, {@code 10 min
 * ago}, {@code -2h}, {@code 2026-11-25T20:16:06+01:00}, {@code @1795302896}.
 */
public final class Since {
  private static final Pattern WITH_ZONE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T][0-9:.]+(Z|[-+]\\d\\d:\\d\\d)");
  private static final Pattern PART = Pattern.compile("(\\d+) *([a-z]+)");
  private static final Pattern SPAN = Pattern.compile("-?(\\d+ *[a-z]+ *)+?( ago)?");

  private Since() {}

  /**
   * {@return nanoseconds since 1970; empty when the text is no time}
   *
   * @param now what times are relative to
   */
  public static Optional<Long> parse(String text, Instant now) {
    ZoneId zone = ZoneId.systemDefault();
    LocalDate today = LocalDate.ofInstant(now, zone);
    try {
      return switch (text) {
        case "today" -> Optional.of(nanoseconds(today.atStartOfDay(zone).toInstant()));
        case "now" -> Optional.of(nanoseconds(now));
        case "yesterday" ->
            Optional.of(nanoseconds(today.minusDays(1).atStartOfDay(zone).toInstant()));
        default -> Optional.of(nanoseconds(instant(text, now, today, zone)));
      };
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(String text, Instant now, LocalDate today, ZoneId zone) {
    if (text.startsWith("@")) {
      return Instant.ofEpochSecond(Long.parseLong(text.substring(1)));
    }
    if (WITH_ZONE.matcher(text).matches()) {
      return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    }
    if (SPAN.matcher(text).matches()) {
      return now.minus(span(text));
    }
    if (text.indexOf('-') < 0) {
      return LocalTime.parse(text).atDate(today).atZone(zone).toInstant();
    }
    String iso = text.replace(' ', 'T');
    LocalDateTime date =
        iso.indexOf('T') < 0 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
    return date.atZone(zone).toInstant();
  }

  private static Duration span(String text) {
    Duration sum = Duration.ZERO;
    for (Matcher part = PART.matcher(text); part.find(); ) {
      long count = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "s", "sec", "secs", "second", "seconds" -> Duration.ofSeconds(count);
                case "m", "min", "mins", "minute", "minutes" -> Duration.ofMinutes(count);
                case "h", "hr", "hour", "hours" -> Duration.ofHours(count);
                case "d", "day", "days" -> Duration.ofDays(count);
                case "w", "week", "weeks" -> Duration.ofDays(Math.multiplyExact(count, 7));
                default -> throw new DateTimeException("no unit of time: " + part.group(2));
              });
    }
    return sum;
  }

  private static long nanoseconds(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
