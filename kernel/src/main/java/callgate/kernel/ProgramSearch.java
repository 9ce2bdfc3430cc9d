package callgate.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the file of a program as {@code execvp} does. It looks before anything is executed, since
 * under a filter it may be too late to find out.
 */
final class ProgramSearch {
  private static final String DEFAULT_PATH = "/bin:/usr/bin";
  private static final int AT_FDCWD = -100;
  private static final int X_OK = 1;
  private static final int STATX_TYPE = 1;
  private static final int STATX_BYTES = 256;
  private static final int STX_MODE = 28;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;
  private static final int O_CLOEXEC = 0x80000;

  private ProgramSearch() {}

  /**
   * {@return the file that a name stands for}
   *
   * @throws CannotExecute when there is none, or none that may be executed
   */
  static byte[] find(byte[] name, List<byte[]> environment) {
    long error = Errors.ENOENT;
    for (byte[] candidate : candidates(name, environment)) {
      long problem = problem(candidate);
      if (problem == 0) {
        return candidate;
      }
      if (problem != Errors.ENOENT && problem != Errors.ENOTDIR) {
        error = problem;
      }
    }
    throw CannotExecute.of(new String(name, Executable.charset()), error);
  }

  /**
   * {@return whether the kernel knows what to do with a file: an ELF file or a script that names
   * its interpreter}
   */
  static boolean isExecutableFormat(byte[] path) {
    try (Memory memory = Memory.ofThread()) {
      long file = SystemCall.OPENAT.call(AT_FDCWD, memory.string(path), O_CLOEXEC);
      if (file < 0) {
        return true; // executable but not readable: the kernel will see
      }
      Memory.Struct start = memory.struct(4);
      long read = SystemCall.READ.call(file, start.address(), 4);
      SystemCall.CLOSE.call(file);
      boolean elf = read == 4 && start.bytes().get(0) == 0x7f && start.bytes().get(1) == 'E';
      boolean script = read >= 2 && start.bytes().get(0) == '#' && start.bytes().get(1) == '!';
      return elf || script;
    }
  }

  private static List<byte[]> candidates(byte[] name, List<byte[]> environment) {
    String latin = latin(name);
    if (latin.isEmpty() || latin.indexOf('/') >= 0) {
      return List.of(name);
    }
    String path = DEFAULT_PATH;
    for (byte[] variable : environment) {
      if (latin(variable).startsWith("PATH=")) {
        path = latin(variable).substring("PATH=".length());
      }
    }
    List<byte[]> files = new ArrayList<>();
    for (String folder : path.split(":", -1)) {
      String file = folder.isEmpty() ? latin : folder.concat("/").concat(latin);
      files.add(file.getBytes(StandardCharsets.ISO_8859_1));
    }
    return files;
  }

  /** {@return 0 when a file may be executed, or the error that executing it would give} */
  private static long problem(byte[] path) {
    try (Memory memory = Memory.ofThread()) {
      long file = memory.string(path);
      Memory.Struct statx = memory.struct(STATX_BYTES);
      long result = SystemCall.STATX.call(AT_FDCWD, file, 0, STATX_TYPE, statx.address());
      if (result < 0 && result != Errors.ENOSYS) {
        return result;
      }
      if (result == 0 && (statx.bytes().getShort(STX_MODE) & S_IFMT) != S_IFREG) {
        return Errors.EACCES;
      }
      return SystemCall.FACCESSAT.call(AT_FDCWD, file, X_OK);
    }
  }

  /** {@return bytes as characters one to one, so that they can be searched and split} */
  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
