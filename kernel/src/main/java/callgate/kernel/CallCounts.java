package callgate.kernel;

import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each call was made. Numbers below 1024 of this machine's ABIs are counted where machine
 * code does it too:
 *
 * <pre>
 * struct {
 *   u64 known : 1;     the sign bit: whether machine code may answer such calls
 *   u64 count : 63;
 * } slots[4][1024];    native arch, native arch with bit 30 of the number set, compat arch, the same
 * </pre>
 */
final class CallCounts {
  private static final int TABLE = 1024;
  private static final int TABLES = 4;
  private static final long KNOWN = Long.MIN_VALUE;

  private final Memory.Struct slots;
  private final long arches;
  private final int[] tableArches;
  private final Map<Long, Long> others = new HashMap<>();

  CallCounts(Memory memory, Abi host) {
    int compat =
        switch (host) {
          case X86_64 -> Abi.X86.auditArch();
          case AARCH64 -> Abi.ARM.auditArch();
          default -> 0;
        };
    slots = memory.longs(new long[TABLES * TABLE]);
    arches = ((long) compat << 32) | Integer.toUnsignedLong(host.auditArch());
    tableArches = new int[] {host.auditArch(), host.auditArch(), compat, compat};
  }

  long address() {
    return slots.address();
  }

  /** {@return the native arch in the low half, the compat arch in the high half} */
  long arches() {
    return arches;
  }

  /** Counts a call. */
  void add(int arch, int number) {
    int slot = slot(arch, number);
    if (slot < 0) {
      others.merge(((long) arch << 32) | Integer.toUnsignedLong(number), 1L, Long::sum);
    } else {
      set(slot, get(slot) + 1);
    }
  }

  /** From here on machine code answers and counts such calls, if it can. */
  void know(int arch, int number) {
    int slot = slot(arch, number);
    if (slot >= 0) {
      set(slot, get(slot) | KNOWN);
    }
  }

  /** {@return all calls that were made, by ABI and number} */
  List<CallCount> list() {
    List<CallCount> counts = new ArrayList<>();
    for (int slot = 0; slot < TABLES * TABLE; slot++) {
      long count = get(slot) & ~KNOWN;
      if (count > 0) {
        int number = (slot % TABLE) | (slot / TABLE % 2 == 0 ? 0 : Abi.X32_BIT);
        counts.add(new CallCount(tableArches[slot / TABLE], number, count));
      }
    }
    others.forEach(
        (call, count) -> counts.add(new CallCount((int) (call >>> 32), call.intValue(), count)));
    return counts;
  }

  private int slot(int arch, int number) {
    int plain = number & ~Abi.X32_BIT;
    if (plain < 0 || plain >= TABLE) {
      return -1;
    }
    int table = number == plain ? 0 : 1;
    if (arch == tableArches[0]) {
      return table * TABLE + plain;
    }
    return arch == tableArches[2] ? (2 + table) * TABLE + plain : -1;
  }

  private long get(int slot) {
    return slots.getLong(slot * Long.BYTES);
  }

  private void set(int slot, long value) {
    slots.putLong(slot * Long.BYTES, value);
  }
}
