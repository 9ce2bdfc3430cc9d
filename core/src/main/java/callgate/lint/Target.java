package callgate.lint;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a policy is going to be used.
 *
 * @param releases of the software there; empty when nothing is known
 */
public record Target(Map<Software, Release> releases) {
  /** Nothing is known: every release is expected. */
  public static final Target ANY = new Target(Map.of());

  public Target {
    releases = Map.copyOf(releases);
  }

  /**
   * {@return the target that a text such as {@code glibc=2.41,kernel=6.12,jdk=25} names}
   *
   * @throws IllegalArgumentException where it names none; the message says what is wrong
   */
  public static Target parse(String text) {
    Map<Software, Release> releases = new EnumMap<>(Software.class);
    for (int start = 0; start <= text.length(); ) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      add(releases, text.substring(start, end).strip());
      start = end + 1;
    }
    return new Target(releases);
  }

  private static void add(Map<Software, Release> releases, String part) {
    int equals = part.indexOf('=');
    Optional<Software> software =
        equals < 0 ? Optional.empty() : Software.of(part.substring(0, equals).strip());
    Optional<Release> release =
        equals < 0 ? Optional.empty() : Release.parse(part.substring(equals + 1).strip());
    if (software.isEmpty() || release.isEmpty()) {
      throw new IllegalArgumentException(
          "a target looks like glibc=2.41,kernel=6.12,jdk=25 (also musl, gnulib, wine), not "
              + (part.isEmpty() ? "nothing" : part));
    }
    if (releases.put(software.get(), release.get()) != null) {
      throw new IllegalArgumentException("a target has one release of " + software.get().word());
    }
  }

  public boolean isAny() {
    return releases.isEmpty();
  }

  /** {@return the release of some software there} */
  public Optional<Release> release(Software software) {
    return Optional.ofNullable(releases.get(software));
  }
}
