package callgate.learn.audit;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The time of a record. */
final class AuditTime {
  private static final long NANOSECONDS = 1_000_000_000L;

  /** Years with two digits are of this century. */
  private static final int CENTURY = 2000;

  private AuditTime() {}

  /** {@return the time of seconds with a fraction, such as {@code 1795302896.780}} */
  static long ofSeconds(String text) {
    int dot = text.indexOf('.');
    long seconds = Long.parseLong(dot < 0 ? text : text.substring(0, dot));
    if (seconds < 0 || seconds > Long.MAX_VALUE / NANOSECONDS - 1) {
      throw new NumberFormatException("no time: " + text);
    }
    String fraction = dot < 0 ? "" : text.substring(dot + 1);
    long nanoseconds = Long.parseLong((fraction + "000000000").substring(0, 9));
    return seconds * NANOSECONDS + nanoseconds;
  }

  /**
   * {@return the time of a date in whatever order a locale has it, such as {@code 11/25/26
   * 20:16:05.086}; {@link AuditRecord#NO_TIME} where that can't be told}
   */
  static long ofDate(String text) {
    List<Integer> numbers = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean digit = i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
      if (digit && start < 0) {
        start = i;
      } else if (!digit && start >= 0) {
        numbers.add(i - start > 9 ? 0 : Integer.parseInt(text, start, i, 10));
        start = -1;
      }
    }
    if (numbers.size() < 6) {
      return AuditRecord.NO_TIME;
    }
    int a = numbers.get(0);
    int b = numbers.get(1);
    int c = numbers.get(2);
    boolean yearFirst = a > 31;
    boolean dayFirst = !yearFirst && (text.indexOf('/') < 0 || a > 12);
    int year = yearFirst ? a : c < 100 ? CENTURY + c : c;
    int month = yearFirst || dayFirst ? b : a;
    int day = yearFirst ? c : dayFirst ? a : b;
    try {
      LocalDateTime date =
          LocalDateTime.of(year, month, day, numbers.get(3), numbers.get(4), numbers.get(5));
      long milliseconds = numbers.size() > 6 ? numbers.get(6) : 0;
      return date.atZone(ZoneId.systemDefault()).toEpochSecond() * NANOSECONDS
          + milliseconds * 1_000_000;
    } catch (DateTimeException e) {
      return AuditRecord.NO_TIME;
    }
  }
}
