package callgate.learn;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Files as another process names them: in its root and its working folder (proc_pid_root(5),
 * proc_pid_cwd(5)).
 */
final class ProgramFile {
  private ProgramFile() {}

  /** {@return whether a path of a thread is a file that can be executed} */
  static boolean exists(int thread, String path) {
    String process = "/proc/" + thread;
    try {
      Path file =
          Path.of(path.startsWith("/") ? process + "/root" + path : process + "/cwd/" + path);
      return Files.isRegularFile(file) && Files.isExecutable(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
