package callgate.format;

import java.util.OptionalLong;

/**
 * Numbers of up to 64 bits: decimal, {@code 0x}, {@code 0b}, and octal with {@code 0o} or a leading
 * 0 as in C.
 */
public final class Numbers {
  private Numbers() {}

  /** {@return the bits of a number without sign; empty when the text is none} */
  public static OptionalLong parse(String text) {
    try {
      if (text.startsWith("0x") || text.startsWith("0X")) {
        return OptionalLong.of(Long.parseUnsignedLong(text, 2, text.length(), 16));
      }
      if (text.startsWith("0b") || text.startsWith("0B")) {
        return OptionalLong.of(Long.parseUnsignedLong(text, 2, text.length(), 2));
      }
      if (text.startsWith("0o")) {
        return OptionalLong.of(Long.parseUnsignedLong(text, 2, text.length(), 8));
      }
      if (text.startsWith("+") || text.startsWith("-")) {
        return OptionalLong.empty();
      }
      int radix = text.length() > 1 && text.startsWith("0") ? 8 : 10;
      return OptionalLong.of(Long.parseUnsignedLong(text, radix));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
