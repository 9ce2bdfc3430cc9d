package callgate.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A standard stream that does not swallow errors, as {@link PrintStream} alone would: a full disk
 * is an error, and a reader that went away ends the command.
 */
final class Output extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 13;

  private final FileOutputStream target;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;

  private Output(FileOutputStream target) {
    this.target = target;
  }

  /** {@return a buffered stream of UTF-8 text, whatever the locale says} */
  static PrintStream buffered(FileOutputStream target) {
    return new PrintStream(new Output(target), false, StandardCharsets.UTF_8);
  }

  /** The reader of this stream is gone, or the disk is full. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException problem;

    Failed(IOException problem) {
      super(problem);
      this.problem = problem;
    }

    IOException problem() {
      return problem;
    }
  }

  @Override
  public void write(int value) {
    if (used == buffer.length) {
      flush();
    }
    buffer[used++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (length > buffer.length - used) {
      flush();
    }
    if (length > buffer.length) {
      send(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, used, length);
      used += length;
    }
  }

  @Override
  public void flush() {
    int pending = used;
    used = 0; // what could not be sent once is not tried again
    if (pending > 0) {
      send(buffer, 0, pending);
    }
  }

  private void send(byte[] bytes, int offset, int length) {
    try {
      target.write(bytes, offset, length);
    } catch (IOException failure) {
      throw new Failed(failure);
    }
  }
}
