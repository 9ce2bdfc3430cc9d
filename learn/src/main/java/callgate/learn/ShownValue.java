package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Constants;
import java.util.OptionalLong;

/**
 * What a value means that strace shows:
 *
 * <pre>
 * 0x5401   TCGETS   O_RDONLY|O_CLOEXEC   CLONE_VM|SIGCHLD   -1   0644
 * _IOC(_IOC_READ|_IOC_WRITE, 0x94, 0x9, 0x38)               a request without a name (ioctl(2))
 * SNDCTL_TMR_TIMEBASE or TCGETS                             names for one value
 * </pre>
 */
final class ShownValue {
  private static final String REQUEST = "_IOC(";
  private static final String PRIVATE = "_PRIVATE";
  private static final long FUTEX_PRIVATE_FLAG = 0x80;

  private ShownValue() {}

  /** {@return the number; empty when a part of it is unknown} */
  static OptionalLong of(Abi abi, String shown) {
    if (shown.startsWith(REQUEST) && shown.endsWith(")")) {
      return request(abi, shown.substring(REQUEST.length(), shown.length() - 1));
    }
    for (int from = 0; from >= 0; ) {
      int or = shown.indexOf(" or ", from);
      OptionalLong value = combined(abi, shown.substring(from, or < 0 ? shown.length() : or));
      if (value.isPresent()) {
        return value;
      }
      from = or < 0 ? -1 : or + " or ".length();
    }
    return OptionalLong.empty();
  }

  private static OptionalLong combined(Abi abi, String shown) {
    long value = 0;
    for (int from = 0; from <= shown.length(); ) {
      int bar = shown.indexOf('|', from);
      int to = bar < 0 ? shown.length() : bar;
      OptionalLong part = part(abi, shown.substring(from, to).strip());
      if (part.isEmpty()) {
        return OptionalLong.empty();
      }
      value |= part.getAsLong();
      from = to + 1;
    }
    return OptionalLong.of(value);
  }

  private static OptionalLong part(Abi abi, String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    char first = text.charAt(0);
    if (Character.isDigit(first) || first == '-') {
      return number(text);
    }
    return switch (text) {
      case "_IOC_NONE" -> OptionalLong.of(0);
      case "_IOC_WRITE" -> OptionalLong.of(1);
      case "_IOC_READ" -> OptionalLong.of(2);
      default -> constant(abi, text);
    };
  }

  /** Names of several constants together (include/uapi/linux/futex.h), or of none (stat.h). */
  private static OptionalLong constant(Abi abi, String name) {
    if (name.startsWith("FUTEX_") && name.endsWith(PRIVATE)) {
      OptionalLong operation =
          Constants.value(abi, name.substring(0, name.length() - PRIVATE.length()));
      return operation.isPresent()
          ? OptionalLong.of(operation.getAsLong() | FUTEX_PRIVATE_FLAG)
          : operation;
    }
    return name.equals("AT_STATX_SYNC_AS_STAT") ? OptionalLong.of(0) : Constants.value(abi, name);
  }

  private static OptionalLong number(String text) {
    try {
      if (text.startsWith("0x")) {
        return OptionalLong.of(Long.parseUnsignedLong(text, 2, text.length(), 16));
      }
      int shift = text.indexOf("<<");
      if (shift > 0) {
        long value = Long.parseLong(text, 0, shift, 10);
        return OptionalLong.of(value << Integer.parseInt(text.substring(shift + 2)));
      }
      boolean octal = text.length() > 1 && text.startsWith("0");
      return OptionalLong.of(Long.parseLong(text, octal ? 8 : 10));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** include/uapi/asm-generic/ioctl.h: 8 bits of number, 8 of type, 14 of size, 2 of direction. */
  private static OptionalLong request(Abi abi, String parts) {
    long request = 0;
    int[] shifts = {30, 8, 0, 16};
    int from = 0;
    for (int shift : shifts) {
      int comma = parts.indexOf(',', from);
      int to = comma < 0 ? parts.length() : comma;
      OptionalLong part =
          from > parts.length() ? OptionalLong.empty() : combined(abi, parts.substring(from, to));
      if (part.isEmpty()) {
        return OptionalLong.empty();
      }
      request |= part.getAsLong() << shift;
      from = to + 1;
    }
    return OptionalLong.of(request);
  }
}
