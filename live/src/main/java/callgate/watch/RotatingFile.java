package callgate.watch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines that is put aside when it has grown: {@code FILE} becomes {@code FILE.1}, that
 * {@code FILE.2}, and so on; the last one goes. Lines are never divided.
 */
public final class RotatingFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final long most;
  private final int kept;
  private OutputStream out;
  private long size;

  /**
   * @param most how many bytes a file may have; one line may exceed it
   * @param kept how many files are put aside at most
   */
  public RotatingFile(Path file, long most, int kept) throws IOException {
    this.file = file;
    this.most = most;
    this.kept = kept;
    size = Files.exists(file) ? Files.size(file) : 0;
    out = open();
  }

  /** Adds a line. */
  public void line(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      if (size > 0 && size + bytes.length > most) {
        rotate();
      }
      out.write(bytes);
      size += bytes.length;
    } catch (IOException e) {
      throw problem(e);
    }
  }

  /** Writes what was added to the disk. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw problem(e);
    }
  }

  private UncheckedIOException problem(IOException e) {
    return new UncheckedIOException(
        new IOException(file + " can't be written: " + e.getMessage(), e));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private OutputStream open() throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
        BUFFER_BYTES);
  }

  private void rotate() throws IOException {
    out.close();
    for (int i = kept; i > 0; i--) {
      Path from = i == 1 ? file : aside(i - 1);
      if (Files.exists(from)) {
        Files.move(from, aside(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (kept == 0) {
      Files.delete(file);
    }
    out = open();
    size = 0;
  }

  private Path aside(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }
}
