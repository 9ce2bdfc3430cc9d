package callgate.kernel;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a socket in the file system (unix(7)), which Java can't. A reader that is slow
 * is not waited for: what it can't take is lost.
 */
public final class Datagrams implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
  private static final int ADDRESS_BYTES = 110;

  private final Memory memory = Memory.ofProcess();
  private final long descriptor;
  private final long address;

  private Datagrams(long descriptor, byte[] path) {
    this.descriptor = descriptor;
    Memory.Struct sockaddr = memory.struct(ADDRESS_BYTES);
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    sockaddr.bytes().put(little ? 0 : 1, (byte) AF_UNIX);
    sockaddr.bytes().put(2, path);
    address = sockaddr.address();
  }

  /**
   * {@return a way to a socket}
   *
   * @throws NotSupported when nobody listens there
   */
  public static Datagrams to(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > ADDRESS_BYTES - 3) {
      throw new NotSupported(path + ": the path of a socket has at most 107 bytes");
    }
    long descriptor = SystemCall.SOCKET.call(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    if (descriptor < 0) {
      throw new NotSupported("can't open a socket: " + Errors.describe(descriptor));
    }
    Datagrams datagrams = new Datagrams(descriptor, bytes);
    long sent = datagrams.connect();
    if (sent < 0) {
      datagrams.close();
      throw new NotSupported("nobody listens at " + path + ": " + Errors.describe(sent));
    }
    return datagrams;
  }

  private long connect() {
    return SystemCall.CONNECT.call(descriptor, address, ADDRESS_BYTES);
  }

  /** {@return whether a datagram was taken} */
  public boolean send(byte[] datagram) {
    try (Memory own = Memory.ofThread()) {
      long sent =
          SystemCall.SENDTO.call(
              descriptor, own.bytes(datagram), datagram.length, MSG_DONTWAIT_NOSIGNAL);
      return sent == datagram.length;
    }
  }

  @Override
  public void close() {
    SystemCall.CLOSE.call(descriptor);
    memory.close();
  }
}
