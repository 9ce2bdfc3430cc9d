package callgate.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many bytes something has, as people write it: {@code 4096}, {@code 64K}, {@code 100M}. */
final class SizeOption {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([KMG]?)B?");
  private static final int SMALLEST_BUFFER = 1 << 16;
  private static final int LARGEST_BUFFER = 1 << 30;

  private SizeOption() {}

  static long parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
      throw new UsageError("a size is a number of bytes, K, M or G, such as 100M, not " + text);
    }
    return Long.parseLong(form.group(1))
        << switch (form.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
  }

  /** {@return the smallest power of two that is at least as large, as buffers have to be} */
  static int powerOfTwo(@Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    long size = parse(text);
    if (size > LARGEST_BUFFER) {
      throw new UsageError("a buffer has at most 1G, not " + text);
    }
    int wanted = (int) Math.max(size, SMALLEST_BUFFER);
    int floor = Integer.highestOneBit(wanted);
    return floor == wanted ? floor : floor << 1;
  }
}
