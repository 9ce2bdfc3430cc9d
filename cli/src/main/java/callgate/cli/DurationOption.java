package callgate.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something takes, as people write it: {@code 90}, {@code 30s}, {@code 10m}, {@code 1h}.
 */
final class DurationOption {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

  private DurationOption() {}

  /** {@return the duration; seconds where there is no unit} */
  static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UsageError("a duration is a number of s, m, h or d, such as 30s, not " + text);
    }
    long amount = Long.parseLong(form.group(1));
    String unit = form.group(2) == null ? "s" : form.group(2);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofSeconds(amount);
    };
  }
}
