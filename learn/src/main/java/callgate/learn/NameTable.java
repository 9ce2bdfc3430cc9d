package callgate.learn;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names of calls that a log uses, found by their bytes without making a text of them. A name's
 * id is the order in which it was added.
 */
final class NameTable {
  private static final int INITIAL_SLOTS = 1 << 12;

  private final List<String> names = new ArrayList<>();
  private byte[][] keys = new byte[INITIAL_SLOTS][];
  private int[] ids = new int[INITIAL_SLOTS];

  /** {@return whether this byte can stand in the name of a call} */
  static boolean isNameByte(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }

  /** Continues the hash of a name with its next byte; it starts with 0. */
  static int hash(int hash, byte c) {
    return hash * 31 + c;
  }

  /** {@return the id of the name in bytes[from, to), or -1} */
  int find(byte[] bytes, int from, int to, int hash) {
    byte[][] table = keys;
    int mask = table.length - 1;
    for (int slot = hash & mask; ; slot = slot + 1 & mask) {
      byte[] key = table[slot];
      if (key == null) {
        return -1;
      }
      if (Arrays.equals(key, 0, key.length, bytes, from, to)) {
        return ids[slot];
      }
    }
  }

  int find(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    return find(bytes, 0, bytes.length, hash(bytes));
  }

  /** {@return the id of a name, which is added if it is new} */
  int findOrAdd(String name) {
    int id = find(name);
    if (id >= 0) {
      return id;
    }
    if (names.size() * 2 > keys.length) {
      grow();
    }
    names.add(name);
    put(name.getBytes(StandardCharsets.US_ASCII), names.size() - 1);
    return names.size() - 1;
  }

  String name(int id) {
    return names.get(id);
  }

  int size() {
    return names.size();
  }

  private void put(byte[] key, int id) {
    int mask = keys.length - 1;
    int slot = hash(key) & mask;
    while (keys[slot] != null) {
      slot = slot + 1 & mask;
    }
    keys[slot] = key;
    ids[slot] = id;
  }

  private void grow() {
    keys = new byte[keys.length * 2][];
    ids = new int[keys.length];
    for (int id = 0; id < names.size(); id++) {
      put(names.get(id).getBytes(StandardCharsets.US_ASCII), id);
    }
  }

  private static int hash(byte[] name) {
    int hash = 0;
    for (byte c : name) {
      hash = hash(hash, c);
    }
    return hash;
  }
}
