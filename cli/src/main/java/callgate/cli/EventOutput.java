package callgate.cli;

import callgate.watch.EventFormat;
import callgate.watch.RotatingFile;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/** Where events go: standard output, or a file that is put aside when it has grown. */
final class EventOutput implements AutoCloseable {
  private static final int DEFAULT_KEPT = 5;

  private final EventFormat format;
  private final Terminal terminal;
  private final @Nullable RotatingFile file;

  private EventOutput(EventFormat format, Terminal terminal, @Nullable RotatingFile file) {
    this.format = format;
    this.terminal = terminal;
    this.file = file;
  }

  static EventOutput of(CommandLine line, EventFormat format, Terminal terminal)
      throws IOException {
    String name = line.getOptionValue("o", "-");
    if (ResultFile.isStandardOutput(name)) {
      if (line.hasOption("rotate")) {
        throw new UsageError("--rotate needs a file: -o FILE");
      }
      return new EventOutput(format, terminal, null);
    }
    long most =
        line.hasOption("rotate") ? SizeOption.parse(line.getOptionValue("rotate")) : Long.MAX_VALUE;
    return new EventOutput(format, terminal, new RotatingFile(Path.of(name), most, kept(line)));
  }

  private static int kept(CommandLine line) {
    String text = line.getOptionValue("keep", Integer.toString(DEFAULT_KEPT));
    try {
      int kept = Integer.parseInt(text);
      if (kept >= 0) {
        return kept;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageError("--keep is a number of files, not " + text);
  }

  /** The header is for people, who look at it now. */
  void start() {
    if (file == null && !format.header().isEmpty()) {
      terminal.out().println(format.header());
      terminal.out().flush();
    }
  }

  void line(String line) {
    if (file == null) {
      terminal.out().println(line);
    } else {
      file.line(line);
    }
  }

  void flush() {
    if (file == null) {
      terminal.out().flush();
    } else {
      file.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
