package callgate.syscall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The constants that one kind of argument is made of, on one ABI: flags, a list of which one is
 * chosen, or both, such as the flags of {@code open} with the access mode in the lowest two bits.
 */
final class ConstantSet {
  private record Constant(String name, long value) {}

  /** Which bits of a value hold one name of a list; all for a list, none for flags. */
  private final long listMask;

  private final Map<Long, String> list = new HashMap<>();

  /** Those of several bits first, so that {@code O_SYNC} is not taken for {@code O_DSYNC}. */
  private final List<Constant> flags = new ArrayList<>();

  ConstantSet(long listMask) {
    this.listMask = listMask;
  }

  /**
   * Adds a constant.
   *
   * @param shown whether it stands for its value where another has the same
   */
  void add(String name, long value, boolean shown) {
    long bits = value & 0xffffffffL;
    if (!shown) {
      return;
    }
    if ((bits & ~listMask) == 0) {
      list.putIfAbsent(bits, name);
    } else if ((bits & listMask) == 0) {
      int place = 0;
      while (place < flags.size()
          && Long.bitCount(flags.get(place).value()) >= Long.bitCount(bits)) {
        place++;
      }
      flags.add(place, new Constant(name, bits));
    }
  }

  /**
   * {@return a value in names, joined by {@code |}, or null when it can't be said in names}
   *
   * @param partly whether bits without a name may remain, as one hexadecimal number
   */
  @Nullable String text(long value, boolean partly) {
    List<Constant> matching = new ArrayList<>();
    long listed = value & listMask;
    long rest = value & ~listMask;
    for (Constant flag : flags) {
      if ((rest & flag.value()) == flag.value()) {
        matching.add(flag);
        rest &= ~flag.value();
      }
    }
    matching.sort(Comparator.comparingLong(Constant::value));
    List<String> parts = new ArrayList<>();
    for (Constant flag : matching) {
      parts.add(flag.name());
    }
    String chosen = list.get(listed);
    if (chosen == null) {
      rest |= listed;
    } else if (listMask != 0 || (parts.isEmpty() && rest == 0)) {
      parts.addFirst(chosen);
    }
    if (rest != 0) {
      if (!partly || parts.isEmpty()) {
        return null;
      }
      parts.add("0x" + Long.toHexString(rest));
    }
    return parts.isEmpty() ? null : String.join("|", parts);
  }
}
