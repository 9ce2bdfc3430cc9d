package callgate.learn;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a log. Longer ones than any record is are cut, so that no log fills the memory. */
public final class LogLines {
  private static final int LONGEST = 1 << 17;

  private final Reader reader;
  private final char[] buffer = new char[1 << 15];
  private int at;
  private int end;

  /** Reads UTF-8; what is none becomes a mark that shows it. */
  public LogLines(InputStream in) {
    this.reader = new InputStreamReader(in, StandardCharsets.UTF_8);
  }

  /** {@return the next line without its end, or null} */
  public @Nullable String next() throws IOException {
    StringBuilder line = null;
    while (true) {
      if (at == end) {
        end = reader.read(buffer);
        at = 0;
        if (end <= 0) {
          end = 0;
          return line == null ? null : line.toString();
        }
      }
      int start = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      boolean ended = at < end;
      if (line == null && ended) {
        int to = at > start && buffer[at - 1] == '\r' ? at - 1 : at;
        at++;
        return new String(buffer, start, to - start);
      }
      line = line == null ? new StringBuilder() : line;
      line.append(buffer, start, Math.min(at - start, LONGEST - line.length()));
      if (ended) {
        at++;
        return line.toString();
      }
    }
  }
}
