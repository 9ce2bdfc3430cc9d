package callgate.live;

import java.util.Optional;

/**
 * A place in machine code.
 *
 * @param address where a function was called, or the call made
 * @param file that is mapped there; empty when it is not one
 * @param offset in that file, as its own tools count it
 * @param function that the place is in, where the file names it
 * @param into how far into that function
 * @param buildId of the file, where it has one
 * @param found how
 */
public record NativeFrame(
    long address,
    String file,
    long offset,
    Optional<String> function,
    long into,
    Optional<String> buildId,
    Found found)
    implements Frame {
  /** So many digits of a build id tell it from others. */
  private static final int SHOWN_DIGITS = 8;

  /** How a frame was found, from certain to doubtful. */
  public enum Found {
    /** It is where the thread is. */
    REGISTERS(""),
    /** By the file's own tables. */
    TABLES(""),
    /** By a frame pointer, which code need not keep. */
    POINTER("by frame pointers from here on"),
    /** By what is on top of the stack. */
    TOP("guessed");

    private final String words;

    Found(String words) {
      this.words = words;
    }
  }

  @Override
  public String text() {
    return place() + (found.words.isEmpty() ? "" : " [" + found.words + "]");
  }

  /** {@return it without a word about how it was found} */
  String place() {
    if (file.isEmpty()) {
      return "0x" + Long.toHexString(address) + " in code made at run time";
    }
    String place =
        function
            .map(name -> Shown.plain(name) + "+0x" + Long.toHexString(into))
            .orElseGet(() -> "0x" + Long.toHexString(offset));
    return place
        + " in "
        + Shown.plain(file)
        + buildId
            .map(id -> " (" + id.substring(0, Math.min(SHOWN_DIGITS, id.length())) + ")")
            .orElse("");
  }
}
