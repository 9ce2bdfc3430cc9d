package callgate.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * One argument of a system call.
 *
 * @param name as the kernel's prototype calls it, such as {@code filename}
 * @param kind what its value means
 * @param bits how many low bits of the register the kernel reads: 32 or 64
 * @param constants the set of {@link Constants} that its value is made of; empty when it has none
 */
public record Argument(String name, Kind kind, int bits, String constants) {
  private static final Kind[] KINDS = Kind.values();

  /** What the value of an argument means. */
  public enum Kind {
    /** A signed number. */
    INT("int"),
    /** An unsigned number. */
    UNSIGNED("unsigned"),
    /** An address in the caller's memory. */
    POINTER("pointer"),
    /** The address of a path. */
    PATH("path"),
    /** The address of a text that is not a path. */
    STRING("string"),
    /** A file descriptor. */
    DESCRIPTOR("descriptor"),
    /** Bits that can be combined. */
    FLAGS("flags"),
    /** One value of a list, which often decides what the other arguments mean. */
    COMMAND("command"),
    /** A number of bytes or of elements. */
    SIZE("size"),
    /** Permission bits of a file. */
    MODE("mode"),
    /** A process, thread or process group. */
    PROCESS("process"),
    /** A user or group. */
    USER("user"),
    /** A signal's number. */
    SIGNAL("signal"),
    /** A position in a file, or a file's length. */
    OFFSET("offset");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** {@return the kind in one word, as people read it} */
    public String word() {
      return word;
    }

    /** {@return whether the value is an address: what it points to is out of a filter's reach} */
    public boolean isAddress() {
      return this == POINTER || this == PATH || this == STRING;
    }
  }

  /**
   * {@return the arguments that a table describes: {@code name:kind:bits} or {@code
   * name:kind:bits:constants}, divided by spaces}
   */
  static List<Argument> parse(String text, int mostBits) {
    List<Argument> arguments = new ArrayList<>(6);
    for (int start = 0; start < text.length(); ) {
      int space = text.indexOf(' ', start);
      int end = space < 0 ? text.length() : space;
      int kind = text.indexOf(':', start) + 1;
      int bits = text.indexOf(':', kind) + 1;
      int constants = text.indexOf(':', bits) + 1;
      boolean hasConstants = constants > 0 && constants < end;
      arguments.add(
          new Argument(
              text.substring(start, kind - 1),
              kind(text, kind, bits - 1),
              Math.min(mostBits, text.charAt(bits) == '3' ? 32 : 64),
              hasConstants ? text.substring(constants, end) : ""));
      start = end + 1;
    }
    return List.copyOf(arguments);
  }

  private static Kind kind(String text, int start, int end) {
    for (Kind kind : KINDS) {
      if (kind.word.length() == end - start && text.startsWith(kind.word, start)) {
        return kind;
      }
    }
    throw new IllegalStateException("a table has an unknown kind of argument: " + text);
  }
}
