package callgate.bpf;

/** Numbers in hexadecimal with all their digits. */
final class Hex {
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  /** {@return {@code 0x} and 2 digits} */
  static String code(int value) {
    return "0x" + digits(value, 2);
  }

  /** {@return {@code 0x} and 8 digits} */
  static String word(int value) {
    return "0x" + digits(value, 8);
  }

  /** {@return the low digits of a number} */
  static String digits(int value, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) {
      text.append(DIGITS.charAt(value >>> shift & 0xf));
    }
    return text.toString();
  }
}
