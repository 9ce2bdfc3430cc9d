package callgate.lint;

import java.util.Optional;

/** A release of some software, such as 2.41, 1.2.5 or 25: three numbers, the last ones may be 0. */
public record Release(int major, int minor, int patch) implements Comparable<Release> {
  private static final int MOST_DIGITS = 6;

  /** {@return the release that a text names: up to three numbers with dots between them} */
  public static Optional<Release> parse(String text) {
    int[] numbers = new int[3];
    int count = 0;
    for (int start = 0; start <= text.length() && count < 3; count++) {
      int end = digits(text, start);
      boolean ends = end == text.length();
      if (end == start || !(ends || text.charAt(end) == '.')) {
        return Optional.empty();
      }
      numbers[count] = Integer.parseInt(text.substring(start, end));
      start = ends ? text.length() + 1 : end + 1;
    }
    return Optional.of(new Release(numbers[0], numbers[1], numbers[2]));
  }

  private static int digits(String text, int start) {
    int end = start;
    while (end < text.length()
        && end < start + MOST_DIGITS
        && text.charAt(end) >= '0'
        && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  @Override
  public int compareTo(Release other) {
    int order = Integer.compare(major, other.major);
    order = order != 0 ? order : Integer.compare(minor, other.minor);
    return order != 0 ? order : Integer.compare(patch, other.patch);
  }

  /** {@return as {@link #parse} reads it; zeros at the end are left out} */
  @Override
  public String toString() {
    if (patch != 0) {
      return major + "." + minor + "." + patch;
    }
    return minor == 0 ? Integer.toString(major) : major + "." + minor;
  }
}
