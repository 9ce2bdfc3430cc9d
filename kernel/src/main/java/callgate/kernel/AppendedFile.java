package callgate.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;

/**
 * A file that is added to, and that no program which this process starts gets to see: those that
 * Java opens are inherited.
 */
public final class AppendedFile extends OutputStream {
  private static final int AT_FDCWD = -100;
  private static final int O_WRONLY_CREAT_APPEND_CLOEXEC = 1 | 0x40 | 0x400 | 0x80000;
  private static final int MODE = 0666;

  private final String name;
  private final long descriptor;

  private AppendedFile(String name, long descriptor) {
    this.name = name;
    this.descriptor = descriptor;
  }

  /** {@return the file of that name, made where there is none} */
  public static AppendedFile open(String name) throws IOException {
    try (Memory memory = Memory.ofThread()) {
      long path = memory.string(Executable.encoded(name));
      long descriptor = SystemCall.OPENAT.call(AT_FDCWD, path, O_WRONLY_CREAT_APPEND_CLOEXEC, MODE);
      if (descriptor < 0) {
        throw new FileSystemException(
            name, null, "can't be written: " + Errors.describe(descriptor));
      }
      return new AppendedFile(name, descriptor);
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try (Memory memory = Memory.ofThread()) {
      long address = memory.bytes(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
      for (long done = 0; done < length; ) {
        long written = SystemCall.WRITE.call(descriptor, address + done, length - done);
        if (written < 0 && written != Errors.EINTR) {
          throw new FileSystemException(
              name, null, "can't be written: " + Errors.describe(written));
        }
        done += Math.max(0, written);
      }
    }
  }

  @Override
  public void close() {
    SystemCall.CLOSE.call(descriptor);
  }
}
