package callgate.syscall;

import java.util.Optional;

/** A release of Linux, such as 6.12. */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
  /** {@return the version at the start of a text such as {@code 6.12.3-amd64}} */
  public static Optional<KernelVersion> parse(String text) {
    int dot = text.indexOf('.');
    if (dot <= 0) {
      return Optional.empty();
    }
    int end = dot + 1;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    try {
      return Optional.of(
          new KernelVersion(
              Integer.parseInt(text.substring(0, dot)),
              Integer.parseInt(text.substring(dot + 1, end))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** {@return the release that this JVM runs on, but at most the newest that the tables know} */
  public static KernelVersion running() {
    KernelVersion newest = Syscalls.newest();
    return parse(System.getProperty("os.version"))
        .filter(running -> running.compareTo(newest) < 0)
        .orElse(newest);
  }

  @Override
  public int compareTo(KernelVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
