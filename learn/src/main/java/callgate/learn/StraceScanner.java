package callgate.learn;

import callgate.policy.BadInput;
import callgate.policy.Position;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The inner loop over a log: finds lines and, on the common ones, the call's name. Nothing is
 * copied, and a name that its process used before is only counted; {@link StraceLines} does the
 * rest.
 */
final class StraceScanner {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int LONGEST_LINE_BYTES = 1 << 26;

  /** Behind the text, so that eight bytes can be read where the last one is. */
  private static final int PADDING_BYTES = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long NEWLINES = 0x0a0a0a0a0a0a0a0aL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final StraceLines lines;
  private final String name;
  private byte[] buffer = new byte[BUFFER_BYTES + PADDING_BYTES];

  StraceScanner(StraceLines lines, String name) {
    this.lines = lines;
    this.name = name;
  }

  /** {@return how many lines the log has} */
  long read(InputStream log) throws IOException {
    long count = 0;
    int kept = 0;
    int got;
    while ((got = log.read(buffer, kept, buffer.length - PADDING_BYTES - kept)) >= 0) {
      int end = kept + got;
      int whole = end;
      while (whole > kept && buffer[whole - 1] != '\n') {
        whole--;
      }
      if (whole == kept) {
        kept = end;
        makeRoom(kept, count);
        continue;
      }
      count = scan(whole, count);
      kept = end - whole;
      System.arraycopy(buffer, whole, buffer, 0, kept);
    }
    if (kept > 0) {
      lines.cutShort();
      buffer[kept] = '\n';
      count = scan(kept + 1, count);
    }
    return count;
  }

  private void makeRoom(int used, long lineCount) {
    if (used < buffer.length - PADDING_BYTES) {
      return;
    }
    if (used >= LONGEST_LINE_BYTES) {
      throw new BadInput(
          new Position(name, (int) (lineCount + 1), 0),
          "this line has more than " + LONGEST_LINE_BYTES + " bytes: is it a log?");
    }
    buffer = Arrays.copyOf(buffer, 2 * used + PADDING_BYTES);
  }

  /** Reads the lines in buffer[0, to), the last of which is complete. */
  private long scan(int to, long before) {
    byte[] bytes = buffer;
    NameTable names = lines.names();
    long count = before;
    int lastPid = -1;
    @Nullable Image image = null;
    int from = 0;
    while (from < to) {
      count++;
      int at = from;
      byte c = bytes[at];
      int pid = 0;
      while (c >= '0' && c <= '9') {
        pid = pid * 10 + c - '0';
        c = bytes[++at];
      }
      while (c == ' ') {
        c = bytes[++at];
      }
      boolean resumed = c == '<' && StracePrefix.startsWith(bytes, at, at + 5, "<... ");
      if (resumed) {
        at += 5;
        c = bytes[at];
      }
      int start = at;
      int hash = 0;
      while (NameTable.isNameByte(c)) {
        hash = NameTable.hash(hash, c);
        c = bytes[++at];
      }
      if (c == (resumed ? ' ' : '(') && at > start) {
        int id = names.find(bytes, start, at, hash);
        if (id >= 0 && lines.isPlain(id)) {
          if (pid != lastPid) {
            lastPid = pid;
            image = lines.image(pid);
          }
          if (image != null && (resumed ? image.has(id) : image.countKnown(id))) {
            from = newline(bytes, at) + 1;
            continue;
          }
        }
      }
      int end = newline(bytes, at);
      lines.take(bytes, from, end, count);
      lastPid = -1; // the line may have changed what its process is
      from = end + 1;
    }
    lines.endOfBuffer(bytes, to);
    return count;
  }

  /** {@return where the next newline is} There is one. */
  private static int newline(byte[] bytes, int from) {
    for (int at = from; ; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at) ^ NEWLINES;
      long found = (word - ONES) & ~word & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
  }
}
