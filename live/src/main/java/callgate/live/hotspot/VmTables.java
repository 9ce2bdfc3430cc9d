package callgate.live.hotspot;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Where a VM's data are, in its own words.
 *
 * @param fields by {@code Type::name}
 * @param sizes of types, in bytes
 */
record VmTables(Map<String, Field> fields, Map<String, Integer> sizes) {
  private static final int MOST_ENTRIES = 1 << 14;
  private static final long WORD = Long.BYTES;

  /**
   * A field of a type.
   *
   * @param place its offset in its object; of a static one, its address
   */
  record Field(long place, int bytes) {}

  /**
   * {@return the tables of a VM}
   *
   * @param exported gives the addresses of symbols
   * @throws UnknownVm where there are none
   */
  static VmTables read(VmMemory memory, ToLongFunction<String> exported) {
    Map<String, Field> fields = new HashMap<>();
    long stride = memory.word(exported.applyAsLong("gHotSpotVMStructEntryArrayStride"));
    long entry = memory.word(exported.applyAsLong("gHotSpotVMStructs"));
    // VMStructEntry: type name, field name, name of the field's type, is static, offset, address
    for (int i = 0; i < MOST_ENTRIES && memory.word(entry) != 0; i++, entry += stride) {
      String name = memory.text(memory.word(entry)) + "::" + memory.text(memory.word(entry + WORD));
      boolean isStatic = memory.s32(entry + 3 * WORD) != 0;
      fields.put(
          name,
          new Field(
              memory.word(entry + (isStatic ? 5 : 4) * WORD),
              bytes(memory.text(memory.word(entry + 2 * WORD)))));
    }
    return new VmTables(fields, sizes(memory, exported));
  }

  private static Map<String, Integer> sizes(VmMemory memory, ToLongFunction<String> exported) {
    Map<String, Integer> sizes = new HashMap<>();
    long stride = memory.word(exported.applyAsLong("gHotSpotVMTypeEntryArrayStride"));
    long place = memory.word(exported.applyAsLong("gHotSpotVMTypeEntrySizeOffset"));
    long entry = memory.word(exported.applyAsLong("gHotSpotVMTypes"));
    for (int i = 0; i < MOST_ENTRIES && memory.word(entry) != 0; i++, entry += stride) {
      sizes.put(memory.text(memory.word(entry)), (int) memory.word(entry + place));
    }
    return sizes;
  }

  private static int bytes(String type) {
    return switch (type) {
      case "u1", "bool" -> 1;
      case "u2", "int16_t" -> Short.BYTES;
      case "int", "u4", "jint", "uint32_t" -> Integer.BYTES;
      default -> Long.BYTES;
    };
  }
}
