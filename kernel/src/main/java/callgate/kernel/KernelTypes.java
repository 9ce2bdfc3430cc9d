package callgate.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the running kernel keeps the members of its structures, from the type information that it
 * carries (Documentation/bpf/btf.rst), so that one program fits every kernel.
 *
 * <pre>
 * struct btf_header { u16 magic; u8 version, flags; u32 hdr_len, type_off, type_len, str_off, ... };
 * struct btf_type   { u32 name_off; u32 info: vlen 0..15, kind 24..28, kind_flag 31; u32 size_or_type; };
 * </pre>
 */
final class KernelTypes {
  private static final Path FILE = Path.of("/sys/kernel/btf/vmlinux");
  private static final int TYPE_BYTES = 12;
  private static final int MEMBER_BYTES = 12;
  private static final int STRUCT = 4;
  private static final int UNION = 5;
  private static final int ENUM = 6;
  private static final int ENUMERATOR_BYTES = 8;
  private static final int TYPEDEF = 8;

  /** Bytes after each kind of type: that many, and that many for each of its {@code vlen} parts. */
  private static final int[] MORE = {0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0};

  private static final int[] EACH = {
    0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12
  };

  private static @Nullable KernelTypes known;

  private final ByteBuffer bytes;
  private final int strings;
  private final int[] types;

  /** By kind and name, those that were asked for: there are a hundred thousand. */
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  private KernelTypes(ByteBuffer bytes) {
    this.bytes = bytes;
    int header = bytes.getInt(4);
    strings = header + bytes.getInt(16);
    int[] found = new int[1 << 16];
    int count = 1; // 0 is void
    int end = header + bytes.getInt(8) + bytes.getInt(12);
    for (int at = header + bytes.getInt(8); at < end; ) {
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      found[count++] = at;
      int kind = kind(at);
      at += TYPE_BYTES + MORE[kind] + EACH[kind] * parts(at);
    }
    types = Arrays.copyOf(found, count);
  }

  /**
   * {@return those of this kernel}
   *
   * @throws NotSupported when it carries none
   */
  static synchronized KernelTypes ofThisKernel() {
    KernelTypes types = known;
    if (types == null) {
      try {
        types =
            new KernelTypes(
                ByteBuffer.wrap(Files.readAllBytes(FILE)).order(ByteOrder.nativeOrder()));
      } catch (IOException e) {
        throw new NotSupported(
            "can't read " + FILE + ": eBPF needs a kernel with CONFIG_DEBUG_INFO_BTF", e);
      } catch (IndexOutOfBoundsException newer) {
        throw new NotSupported(FILE + " has kinds of types that are not known here", newer);
      }
      known = types;
    }
    return types;
  }

  /** {@return whether this kernel carries them} */
  static boolean areThere() {
    return Files.isReadable(FILE);
  }

  /**
   * {@return how many bytes a member is away from the start of its structure}
   *
   * @param path names, divided by dots where a member is a structure itself
   * @throws NotSupported when this kernel has no such member
   */
  int offset(String structure, String path) {
    int type = structure(structure);
    int bits = 0;
    for (String name : path.split("\\.", -1)) {
      int member = type < 0 ? -1 : member(type, ascii(name), 0);
      if (member < 0) {
        throw new NotSupported("this kernel's struct " + structure + " has no " + path);
      }
      bits += foundBits;
      type = resolved(bytes.getInt(member + 4));
    }
    return bits / Byte.SIZE;
  }

  /**
   * {@return the id of what a name stands for}
   *
   * @throws NotSupported when this kernel has no such name
   */
  int typedef(String name) {
    int type = named(TYPEDEF, name);
    if (type == 0) {
      throw new NotSupported("this kernel has no tracepoint " + name.replace("btf_trace_", ""));
    }
    return type;
  }

  /** {@return whether a structure has a member} */
  boolean has(String structure, String member) {
    return member(structure(structure), ascii(member), 0) >= 0;
  }

  /**
   * {@return the value of a name of an enumeration; empty when this kernel has no such name}
   *
   * @throws NotSupported when it has no such enumeration
   */
  OptionalInt enumerator(String enumeration, String name) {
    int type = named(ENUM, enumeration);
    if (type == 0) {
      throw new NotSupported("this kernel has no enum " + enumeration);
    }
    byte[] wanted = ascii(name);
    for (int part = 0; part < parts(types[type]); part++) {
      int at = types[type] + TYPE_BYTES + part * ENUMERATOR_BYTES;
      if (isNamed(bytes.getInt(at), wanted)) {
        return OptionalInt.of(bytes.getInt(at + 4));
      }
    }
    return OptionalInt.empty();
  }

  private int foundBits;

  /** {@return where a member is described, also one of an unnamed part, or -1} */
  private int member(int type, byte[] name, int base) {
    boolean bitfields = bytes.getInt(type + 4) < 0;
    for (int i = 0; i < parts(type); i++) {
      int at = type + TYPE_BYTES + i * MEMBER_BYTES;
      int offset = bytes.getInt(at + 8);
      int bits = base + (bitfields ? offset & 0xffffff : offset);
      if (bytes.getInt(at) == 0) {
        int inner = resolved(bytes.getInt(at + 4));
        int found = inner < 0 ? -1 : member(inner, name, bits);
        if (found >= 0) {
          return found;
        }
      } else if (isNamed(bytes.getInt(at), name)) {
        foundBits = bits;
        return at;
      }
    }
    return -1;
  }

  /** {@return the structure or union behind names and qualifiers, or -1} */
  private int resolved(int id) {
    while (id > 0) {
      int at = types[id];
      switch (kind(at)) {
        case STRUCT, UNION -> {
          return at;
        }
        case TYPEDEF, 9, 10, 11, 18 ->
            id = bytes.getInt(at + 8); // typedef, volatile, const, restrict, tag
        default -> {
          return -1;
        }
      }
    }
    return -1;
  }

  private int structure(String name) {
    int type = named(STRUCT, name);
    if (type == 0) {
      throw new NotSupported("this kernel has no struct " + name);
    }
    return types[type];
  }

  /** {@return the id of the first type of that kind and name, or 0} */
  private int named(int kind, String name) {
    return ids.computeIfAbsent(kind + name, _ -> find(kind, ascii(name)));
  }

  private int find(int kind, byte[] name) {
    for (int i = 1; i < types.length; i++) {
      if (kind(types[i]) == kind && isNamed(bytes.getInt(types[i]), name)) {
        return i;
      }
    }
    return 0;
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private boolean isNamed(int offset, byte[] wanted) {
    int at = strings + offset;
    for (byte each : wanted) {
      if (bytes.get(at++) != each) {
        return false;
      }
    }
    return bytes.get(at) == 0;
  }

  private int kind(int at) {
    return bytes.getInt(at + 4) >>> 24 & 0x1f;
  }

  private int parts(int at) {
    return bytes.getInt(at + 4) & 0xffff;
  }
}
