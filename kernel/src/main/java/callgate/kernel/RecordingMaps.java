package callgate.kernel;

import callgate.kernel.EbpfMap.Kind;
import java.util.List;

/**
 * What the programs of a recording count in.
 *
 * @param counts of calls, by {@link CallSlots slot}
 * @param seen whether a slot's first call was shown
 * @param plan what of a slot's arguments to look at: bits 0 to 5 those that point to texts, bits 8
 *     to 13 those whose values matter
 * @param others counts of calls with other numbers, by number | 32-bit call &lt;&lt; 32
 * @param values how often an argument had a value: {@code {u32 slot << 3 | argument; u32 0; u64
 *     value;}}
 * @param distinct how many values an argument had, by {@code slot << 3 | argument}
 * @param lost how many events found no room
 * @param ring the events
 */
record RecordingMaps(
    EbpfMap counts,
    EbpfMap seen,
    EbpfMap plan,
    EbpfMap others,
    EbpfMap values,
    EbpfMap distinct,
    EbpfMap lost,
    EbpfMap ring)
    implements AutoCloseable {
  static final int RING_BYTES = 1 << 22;
  static final int VALUE_KEY_BYTES = 16;
  private static final int OTHERS = 1024;
  private static final int VALUES = 1 << 15;

  static RecordingMaps create() {
    return new RecordingMaps(
        EbpfMap.longs(Kind.ARRAY_PER_PROCESSOR, "calls", CallSlots.ALL),
        EbpfMap.longs(Kind.ARRAY, "seen", CallSlots.ALL),
        EbpfMap.longs(Kind.ARRAY, "plan", CallSlots.ALL),
        EbpfMap.of(Kind.HASH, "others", Long.BYTES, Long.BYTES, OTHERS),
        EbpfMap.of(Kind.HASH, "values", VALUE_KEY_BYTES, Long.BYTES, VALUES),
        EbpfMap.longs(Kind.ARRAY, "distinct", CallSlots.ALL << 3),
        EbpfMap.longs(Kind.ARRAY, "lost", 1),
        EbpfMap.ring("events", RING_BYTES));
  }

  @Override
  public void close() {
    List.of(counts, seen, plan, others, values, distinct, lost, ring).forEach(EbpfMap::close);
  }
}
