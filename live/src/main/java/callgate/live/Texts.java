package callgate.live;

import callgate.kernel.Caller;
import callgate.syscall.Abi;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts in a caller's memory. */
final class Texts {
  /** Stands for those that are left out. */
  static final String MORE = "...";

  private static final int MOST = 12;

  private Texts() {}

  static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** {@return bytes as numbers of the machine} */
  static ByteBuffer words(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** {@return the texts that a null-terminated array of pointers names, as execve(2) takes them} */
  static List<String> list(Caller caller, long address, Abi abi) {
    int size = abi.argumentBits() / 8;
    ByteBuffer pointers = words(caller.memory(address, (MOST + 1) * size));
    List<String> texts = new ArrayList<>();
    while (pointers.remaining() >= size) {
      long pointer = size == 4 ? pointers.getInt() & 0xffffffffL : pointers.getLong();
      if (pointer == 0) {
        return texts;
      }
      if (texts.size() == MOST) {
        texts.add(MORE);
        return texts;
      }
      texts.add(caller.string(pointer).orElse("?"));
    }
    return texts;
  }
}
