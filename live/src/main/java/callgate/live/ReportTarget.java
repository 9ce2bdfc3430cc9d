package callgate.live;

import callgate.kernel.AppendedFile;
import callgate.kernel.Datagrams;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where reports go, one at a time. */
public sealed interface ReportTarget extends AutoCloseable {
  /**
   * Lines for people or programs: standard error, or a file that is added to. A program goes on
   * where its reports can't be written: they are counted.
   */
  final class Lines implements ReportTarget {
    private final OutputStream stream;
    private String problem = "";
    private long lost;

    Lines(OutputStream stream) {
      this.stream = stream;
    }

    void line(String text) {
      try {
        stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        stream.flush();
      } catch (IOException e) {
        problem = String.valueOf(e.getMessage());
        lost++;
      }
    }

    @Override
    public String losses() {
      return lost == 0 ? "" : problem + "; reports that are lost: " + lost;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** A syslog daemon (RFC 3164 as syslog(3) writes it). */
  record Syslog(Datagrams socket) implements ReportTarget {
    /** Facility user, severity warning. */
    private static final int PRIORITY = 1 << 3 | 4;

    void line(String text) {
      String message = "<" + PRIORITY + ">callgate[" + ProcessHandle.current().pid() + "]: " + text;
      socket.send(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** systemd's journal, in its own protocol: a field a line. */
  record Journal(Datagrams socket) implements ReportTarget {
    void fields(String fields) {
      String all = fields + "PRIORITY=4\nSYSLOG_IDENTIFIER=callgate\n";
      socket.send(all.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /**
   * {@return the target of that name: {@code stderr}, {@code syslog}, {@code journal}, or a file}
   *
   * @throws callgate.kernel.NotSupported when there is no such daemon
   */
  static ReportTarget of(String name, PrintStream error) throws IOException {
    return switch (name) {
      case "stderr" -> new Lines(new Unclosed(error));
      case "syslog" -> new Syslog(Datagrams.to("/dev/log"));
      case "journal" -> new Journal(Datagrams.to("/run/systemd/journal/socket"));
      default -> new Lines(AppendedFile.open(name));
    };
  }

  /** {@return what could not be told, and why; empty when all was} */
  default String losses() {
    return "";
  }

  @Override
  void close() throws IOException;
}
