package callgate.live.hotspot;

import callgate.kernel.Caller;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The memory of a process, while one of its threads stands still: each page is read once. */
final class VmMemory {
  private static final int PAGE = 4096;
  private static final int LONGEST_TEXT = 256;

  private final Caller caller;
  private final Map<Long, byte[]> pages = new HashMap<>();

  VmMemory(Caller caller) {
    this.caller = caller;
  }

  int u8(long address) {
    byte[] page = pages.computeIfAbsent(address & -PAGE, start -> caller.memory(start, PAGE));
    int place = (int) (address & (PAGE - 1));
    if (place >= page.length) {
      throw new UnknownVm("memory at 0x" + Long.toHexString(address) + " can't be read");
    }
    return page[place] & 0xff;
  }

  int u16(long address) {
    return (int) number(address, Short.BYTES);
  }

  int s32(long address) {
    return (int) number(address, Integer.BYTES);
  }

  long word(long address) {
    return number(address, Long.BYTES);
  }

  long number(long address, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) u8(address + i) << (8 * i);
    }
    return value;
  }

  String text(long address, int length) {
    byte[] bytes = new byte[Math.min(length, LONGEST_TEXT)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) u8(address + i);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** {@return a text that ends with a zero byte; nothing for a null pointer} */
  String text(long address) {
    int length = 0;
    while (address != 0 && length < LONGEST_TEXT && u8(address + length) != 0) {
      length++;
    }
    return text(address, length);
  }
}
