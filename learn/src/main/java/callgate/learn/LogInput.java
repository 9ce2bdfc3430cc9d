package callgate.learn;

import callgate.policy.BadInput;
import callgate.policy.Position;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A log to read: plain text, or compressed by gzip or zstd, which its first bytes tell. */
public final class LogInput implements AutoCloseable {
  private static final int MAGIC_BYTES = 4;

  /** How much of a log is looked at to tell its kind. */
  private static final int PEEKED_BYTES = 1 << 16;

  private static final int GZIP_BUFFER_BYTES = 1 << 16;

  private final String name;
  private final PushbackInputStream stream;

  private LogInput(String name, PushbackInputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  /**
   * {@return a log of that name}
   *
   * @param argument a file, or {@code -} for standard input
   * @throws BadInput when it can't be a log
   */
  public static LogInput open(String argument) throws IOException {
    if (argument.equals("-")) {
      return of("<stdin>", System.in);
    }
    Path file = Path.of(argument);
    if (Files.isDirectory(file)) {
      throw new BadInput(Position.of(argument), "this is a directory; a log is a file");
    }
    return of(argument, Files.newInputStream(file));
  }

  /**
   * {@return a log whose bytes a stream has, compressed or not}
   *
   * @param name what messages call it
   */
  public static LogInput of(String name, InputStream raw) throws IOException {
    PushbackInputStream stream = new PushbackInputStream(raw, PEEKED_BYTES);
    byte[] magic = stream.readNBytes(MAGIC_BYTES);
    stream.unread(magic);
    try {
      if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
        InputStream text = new GZIPInputStream(stream, GZIP_BUFFER_BYTES);
        return new LogInput(name, new PushbackInputStream(text, PEEKED_BYTES));
      }
    } catch (EOFException | ZipException broken) {
      throw broken(name, broken);
    }
    return new LogInput(
        name,
        isZstd(magic)
            ? new PushbackInputStream(new ZstdInputStream(stream), PEEKED_BYTES)
            : stream);
  }

  private static boolean isZstd(byte[] magic) {
    return magic.length == MAGIC_BYTES
        && magic[0] == 0x28
        && magic[1] == (byte) 0xb5
        && magic[2] == 0x2f
        && magic[3] == (byte) 0xfd;
  }

  /** {@return what to tell about a compressed log that ends too early or is damaged} */
  static BadInput broken(String name, IOException problem) {
    return new BadInput(Position.of(name), "broken or cut short: " + problem.getMessage());
  }

  /** {@return what messages call it} */
  public String name() {
    return name;
  }

  /** {@return its text} */
  public InputStream stream() {
    return stream;
  }

  /** {@return whether its text starts with a byte, which is not taken from it} */
  public boolean startsWith(char wanted) throws IOException {
    try {
      int first = stream.read();
      if (first >= 0) {
        stream.unread(first);
      }
      return first == wanted;
    } catch (EOFException | ZipException broken) {
      throw broken(name, broken);
    }
  }

  /** {@return the lines at its start, which are not taken from it; the last may be cut} */
  public List<String> firstLines() throws IOException {
    try {
      byte[] start = stream.readNBytes(PEEKED_BYTES);
      stream.unread(start);
      return new String(start, StandardCharsets.UTF_8).lines().toList();
    } catch (EOFException | ZipException broken) {
      throw broken(name, broken);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
