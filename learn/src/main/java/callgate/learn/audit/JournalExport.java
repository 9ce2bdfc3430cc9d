package callgate.learn.audit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a journal as {@code journalctl -o export} writes them (Journal Export Formats of
 * systemd): fields as {@code NAME=VALUE} lines, or, where a value has more than one line, the name,
 * its size as 64 bits little-endian, and the value. An empty line ends an entry. The sizes have to
 * be minded, since values are what programs chose.
 */
public final class JournalExport {
  /** What such a journal starts with. */
  public static final String START = "__CURSOR=";

  /** Of a longer value no more is kept: no record is as long. */
  private static final int LONGEST = 1 << 16;

  private final InputStream in;
  private long lines;

  public JournalExport(InputStream in) {
    this.in = in;
  }

  /** {@return how many lines were read} */
  public long lines() {
    return lines;
  }

  /** {@return the next entry, or null} */
  public @Nullable JournalEntry next() throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty() && !fields.isEmpty()) {
        return new JournalEntry(fields);
      }
      int equals = line.indexOf('=');
      if (equals > 0) {
        fields.put(line.substring(0, equals), line.substring(equals + 1));
      } else if (!line.isEmpty()) {
        fields.put(line, value());
      }
    }
    return fields.isEmpty() ? null : new JournalEntry(fields);
  }

  private @Nullable String line() throws IOException {
    byte[] bytes = new byte[256];
    int count = 0;
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (count < LONGEST) {
        bytes = count == bytes.length ? java.util.Arrays.copyOf(bytes, 2 * count) : bytes;
        bytes[count++] = (byte) next;
      }
    }
    lines++;
    return new String(bytes, 0, count, StandardCharsets.UTF_8);
  }

  private String value() throws IOException {
    byte[] size = in.readNBytes(Long.BYTES);
    if (size.length < Long.BYTES) {
      throw new EOFException("a value ends too early");
    }
    long length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] kept = in.readNBytes(Math.clamp(length, 0, LONGEST));
    for (long left = length - kept.length; left > 0; ) {
      long skipped = in.skip(left);
      if (skipped <= 0 && in.read() < 0) {
        throw new EOFException("a value ends too early");
      }
      left -= Math.max(1, skipped);
    }
    int end = in.read();
    if (end >= 0 && end != 0x0a) {
      throw new EOFException("a value has another size");
    }
    return new String(kept, StandardCharsets.UTF_8);
  }
}
