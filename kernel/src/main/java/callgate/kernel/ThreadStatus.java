package callgate.kernel;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/task/TID/status} says about a thread (proc_pid_status(5)).
 *
 * @param text the file
 */
record ThreadStatus(String text) {
  /** {@return the status of one thread of this process} */
  static ThreadStatus ofThread(long thread) {
    Path file = Path.of("/proc/self/task/" + thread + "/status");
    return read(file)
        .orElseThrow(() -> new NotSupported("can't read " + file + ": is /proc mounted?"));
  }

  /** {@return the status in that file, or nothing when the thread is gone} */
  static Optional<ThreadStatus> read(Path file) {
    // A channel, as Files opens one, takes three times as long, and there may be thousands.
    try (FileInputStream status = new FileInputStream(file.toString())) {
      return Optional.of(
          new ThreadStatus(new String(status.readAllBytes(), StandardCharsets.ISO_8859_1)));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** {@return a field's text, empty when this kernel doesn't have it} */
  String field(String name) {
    String label = name + ":\t";
    int start = text.startsWith(label) ? 0 : text.indexOf("\n" + label) + 1;
    if (start == 0 && !text.startsWith(label)) {
      return "";
    }
    start += label.length();
    return text.substring(start, text.indexOf('\n', start)).strip();
  }

  /** {@return whether the thread is over, and only its status is left to be waited for} */
  boolean hasEnded() {
    String state = field("State");
    return state.startsWith("Z") || state.startsWith("X");
  }

  /** {@return a field that is a mask in hexadecimal; 0 when this kernel doesn't have it} */
  long mask(String name) {
    String field = field(name);
    return field.isEmpty() ? 0 : Long.parseUnsignedLong(field, 16);
  }

  /** {@return a field that is a number; 0 when this kernel doesn't have it} */
  int number(String name) {
    String field = field(name);
    return field.isEmpty() ? 0 : Integer.parseInt(field);
  }
}
