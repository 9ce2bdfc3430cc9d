package callgate.live;

import callgate.syscall.Abi;
import callgate.syscall.Constants;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Shows a {@code struct sockaddr}: the family in the first two bytes, then what the family wants
 * (ip(7), ipv6(7), unix(7), netlink(7)).
 */
final class SocketAddress {
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int START = 2;

  private SocketAddress() {}

  /** {@return the address, such as {@code {AF_INET, 127.0.0.1:80}}; nothing without a family} */
  static Optional<String> text(byte[] bytes, Abi abi) {
    if (bytes.length < START) {
      return Optional.empty();
    }
    int family = Texts.words(bytes).getShort() & 0xffff;
    String name = Constants.text(abi, "socket", 0, family);
    return Optional.of("{" + name + rest(family, bytes) + "}");
  }

  private static String rest(int family, byte[] bytes) {
    if (family == AF_UNIX) {
      return bytes.length > START ? ", " + path(bytes) : "";
    }
    if (family == AF_INET && bytes.length >= 8) {
      return ", " + host(Arrays.copyOfRange(bytes, 4, 8)) + ":" + port(bytes);
    }
    if (family == AF_INET6 && bytes.length >= 24) {
      return ", [" + host(Arrays.copyOfRange(bytes, 8, 24)) + "]:" + port(bytes);
    }
    return bytes.length > START ? ", ..." : "";
  }

  /** A zero byte in front marks a name that is not in the file system: it is shown as @. */
  private static String path(byte[] bytes) {
    boolean named = bytes[START] == 0;
    int end = named ? bytes.length : START;
    while (!named && end < bytes.length && bytes[end] != 0) {
      end++;
    }
    int start = named ? START + 1 : START;
    String text = Texts.of(Arrays.copyOfRange(bytes, start, Math.max(start, end)));
    return Shown.quoted(named ? "@" + text : text);
  }

  private static int port(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).getShort(START) & 0xffff;
  }

  private static String host(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException impossible) { // of 4 or 16 bytes
      return "?";
    }
  }
}
