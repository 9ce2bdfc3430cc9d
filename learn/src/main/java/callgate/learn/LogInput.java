package callgate.learn;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A log to read: plain text, or compressed by gzip or zstd, which its first bytes tell.
 *
 * @param name what messages call it
 * @param stream its text
 */
public record LogInput(String name, InputStream stream) implements AutoCloseable {
  private static final int MAGIC_BYTES = 4;

  /**
   * {@return a log of that name}
   *
   * @param argument a file, or {@code -} for standard input
   */
  public static LogInput open(String argument) throws IOException {
    if (argument.equals("-")) {
      return of("<stdin>", System.in);
    }
    return of(argument, Files.newInputStream(Path.of(argument)));
  }

  /** {@return a log whose bytes a stream has, compressed or not} */
  public static LogInput of(String name, InputStream raw) throws IOException {
    PushbackInputStream stream = new PushbackInputStream(raw, MAGIC_BYTES);
    byte[] magic = stream.readNBytes(MAGIC_BYTES);
    stream.unread(magic);
    return new LogInput(name, decompressed(stream, magic));
  }

  private static InputStream decompressed(InputStream stream, byte[] magic) throws IOException {
    if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
      return new GZIPInputStream(stream, 1 << 16);
    }
    boolean zstd =
        magic.length == MAGIC_BYTES
            && magic[0] == 0x28
            && magic[1] == (byte) 0xb5
            && magic[2] == 0x2f
            && magic[3] == (byte) 0xfd;
    return zstd ? new ZstdInputStream(stream) : stream;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
