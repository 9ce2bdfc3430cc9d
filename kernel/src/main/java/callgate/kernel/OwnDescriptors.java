package callgate.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors that the JVM opened for itself. It leaves some open for the programs that it
 * executes: its modules and the jars. They are low ones when this process was started without
 * standard input, output or error.
 */
final class OwnDescriptors {
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private OwnDescriptors() {}

  /** Makes the next {@code execve} close them. Those that this process was given stay open. */
  static void closeOnExecve() {
    List<Path> own = ownFolders();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        int number = Integer.parseInt(descriptor.getFileName().toString());
        if (isIn(own, descriptor)) {
          SystemCall.FCNTL.call(number, F_SETFD, FD_CLOEXEC);
        }
      }
    } catch (IOException e) {
      throw new NotSupported("can't read /proc/self/fd: is /proc mounted?", e);
    }
  }

  /** {@return the folders of the JVM and of the jars on its command line, where others are too} */
  private static List<Path> ownFolders() {
    List<Path> folders = new ArrayList<>();
    folders.add(Path.of(System.getProperty("java.home"), "lib"));
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      for (String entry : System.getProperty(property, "").split(":", -1)) {
        if (entry.endsWith(".jar")) {
          folders.add(Path.of(entry).toAbsolutePath().resolveSibling(""));
        }
      }
    }
    return folders;
  }

  private static boolean isIn(List<Path> folders, Path descriptor) {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      return folders.stream().anyMatch(file::startsWith);
    } catch (IOException closed) {
      return false;
    }
  }
}
