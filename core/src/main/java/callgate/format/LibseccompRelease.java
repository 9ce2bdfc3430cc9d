package callgate.format;

import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Releases of libseccomp, and the last kernel whose calls they know (its CHANGELOG; Debian's own
 * for its packages). A container runtime silently leaves out every name of a profile that the
 * library it was linked with doesn't know.
 */
public final class LibseccompRelease {
  /** What stands before a kernel's version where somebody names that instead. */
  private static final String KERNEL = "linux-";

  /** Oldest first: a release that is not listed knows what the one before it does. */
  private static final List<LibseccompRelease> RELEASES =
      List.of(
          new LibseccompRelease("2.3.0", 4, 5),
          new LibseccompRelease("2.3.2", 4, 10),
          new LibseccompRelease("2.3.3", 4, 15),
          new LibseccompRelease("2.4.0", 5, 0),
          new LibseccompRelease("2.4.2", 5, 4),
          new LibseccompRelease("2.5.0", 5, 8),
          new LibseccompRelease("2.5.2", 5, 14),
          new LibseccompRelease("2.5.3", 5, 15),
          new LibseccompRelease("2.5.4", 5, 17),
          new LibseccompRelease("2.5.4-1+deb12u1", 6, 7),
          new LibseccompRelease("2.5.5", 6, 7),
          new LibseccompRelease("2.5.6", 6, 13),
          new LibseccompRelease("2.6.0", 6, 13),
          new LibseccompRelease("2.6.1", 7, 1));

  private final String version;
  private final KernelVersion kernel;

  private LibseccompRelease(String version, int major, int minor) {
    this.version = version;
    this.kernel = new KernelVersion(major, minor);
  }

  /** {@return how the release is called, such as {@code 2.5.4-1+deb12u1}} */
  public String version() {
    return version;
  }

  /** {@return the last kernel all of whose calls it knows} */
  public KernelVersion kernel() {
    return kernel;
  }

  /** {@return the releases whose tables differ, newest first, but for those that know all} */
  public static List<LibseccompRelease> all() {
    List<LibseccompRelease> releases = new ArrayList<>(RELEASES.reversed());
    releases.removeIf(release -> release.kernel.compareTo(Syscalls.newest()) >= 0);
    return releases;
  }

  /**
   * {@return the last kernel whose calls a release knows, which may be written as a package's
   * version or as {@code linux-6.7}; empty when that is no version, or one before 2.3.0}
   */
  public static Optional<KernelVersion> kernel(String written) {
    if (written.startsWith(KERNEL)) {
      return KernelVersion.parse(written.substring(KERNEL.length()));
    }
    KernelVersion kernel = null;
    for (LibseccompRelease release : RELEASES) {
      if (written.equals(release.version)) {
        return Optional.of(release.kernel);
      }
      int[] numbers = numbers(written);
      if (numbers.length == 3
          && isAtMost(numbers(release.version), numbers)
          && isUpstream(release)) {
        kernel = release.kernel;
      }
    }
    return Optional.ofNullable(kernel);
  }

  private static boolean isUpstream(LibseccompRelease release) {
    return release.version.indexOf('-') < 0;
  }

  private static boolean isAtMost(int[] left, int[] right) {
    return Arrays.compare(left, right) <= 0;
  }

  /** {@return the three numbers that a version starts with, or fewer when it doesn't} */
  private static int[] numbers(String version) {
    String upstream = version.replaceFirst("[-+~].*", "");
    return upstream.matches("[0-9]{1,4}(\\.[0-9]{1,4}){2}")
        ? Arrays.stream(upstream.split("\\.", -1)).mapToInt(Integer::parseInt).toArray()
        : new int[0];
  }
}
