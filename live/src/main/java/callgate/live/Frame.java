package callgate.live;

import java.util.Optional;

/**
 * A place in a program.
 *
 * @param address where a function was called, or the call made
 * @param file that is mapped there; empty when it is not one
 * @param offset in that file, as its own tools count it
 * @param function that the place is in, where the file names it
 * @param into how far into that function
 * @param buildId of the file, where it has one
 */
public record Frame(
    long address,
    String file,
    long offset,
    Optional<String> function,
    long into,
    Optional<String> buildId) {
  /** {@return it as debuggers write it, such as {@code openat+0x14 in /lib/libc.so.6}} */
  public String text() {
    if (file.isEmpty()) {
      return "0x" + Long.toHexString(address) + " in no file: code made at run time";
    }
    String place =
        function
            .map(name -> Shown.plain(name) + "+0x" + Long.toHexString(into))
            .orElseGet(() -> "0x" + Long.toHexString(offset));
    return place + " in " + Shown.plain(file) + buildId.map(id -> " (" + id + ")").orElse("");
  }
}
