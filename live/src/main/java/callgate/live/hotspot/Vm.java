package callgate.live.hotspot;

import callgate.live.hotspot.VmTables.Field;
import org.jspecify.annotations.Nullable;

/** A VM's data at one moment. */
record Vm(VmTables tables, VmMemory memory) {
  /** {@return the value of a static field} */
  long get(String field) {
    return get(0, field);
  }

  /** {@return the value of a field of an object} */
  long get(long object, String field) {
    Field known = field(field);
    return memory.number(object + known.place(), known.bytes());
  }

  /** {@return the address of a field of an object} */
  long address(long object, String field) {
    return object + field(field).place();
  }

  boolean has(String field) {
    return tables.fields().containsKey(field);
  }

  int size(String type) {
    @Nullable Integer size = tables.sizes().get(type);
    if (size == null) {
      throw new UnknownVm("it has no type " + type);
    }
    return size;
  }

  private Field field(String name) {
    @Nullable Field known = tables.fields().get(name);
    if (known == null) {
      throw new UnknownVm("it has no field " + name);
    }
    return known;
  }
}
