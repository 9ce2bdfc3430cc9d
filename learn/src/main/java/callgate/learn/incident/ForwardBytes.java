package callgate.learn.incident;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a stream forward only, and knows where it is. */
final class ForwardBytes {
  private final InputStream in;
  private long position;

  ForwardBytes(InputStream in) {
    this.in = in;
  }

  /** {@return whether the stream reaches an offset that is not behind} */
  boolean skipTo(long offset) throws IOException {
    if (offset < position) {
      return false;
    }
    try {
      in.skipNBytes(offset - position);
    } catch (java.io.EOFException e) {
      return false;
    }
    position = offset;
    return true;
  }

  /** {@return the next bytes: fewer where the stream ends} */
  ByteBuffer read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    position += bytes.length;
    return ByteBuffer.wrap(bytes);
  }
}
