package callgate.learn.incident;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A time as people give it: {@code 2026-11-25}, {@code 2026-11-25 20:16}, {@code 20:16}, {@code
 * today}, {@code yesterday}, {@code 30m}, {@code 2h}, {@code 3d}, {@code -2h}, {@code @1795302896}.
 */
public final class Since {
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
    if (text.endsWith("Z")) {
      return Instant.parse(text.replace(' ', 'T'));
    }
    if (text.length() > 1
        && text.indexOf(':') < 0
        && Character.isLetter(text.charAt(text.length() - 1))) {
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
    int start = text.startsWith("-") ? 1 : 0;
    long count = Long.parseLong(text.substring(start, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(count);
      case 'm' -> Duration.ofMinutes(count);
      case 'h' -> Duration.ofHours(count);
      case 'd' -> Duration.ofDays(count);
      case 'w' -> Duration.ofDays(Math.multiplyExact(count, 7));
      default -> throw new DateTimeException("no unit of time: " + text);
    };
  }

  private static long nanoseconds(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
