package callgate.cli;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code ADDRESS:PORT}, where metrics are served. */
final class MetricsAddress {
  private static final int LAST_PORT = 65_535;

  private MetricsAddress() {}

  static Optional<InetSocketAddress> of(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= LAST_PORT) {
        String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (!address.isUnresolved()) {
          return Optional.of(address);
        }
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageError("--metrics is an address and a port, such as 127.0.0.1:9464, not " + text);
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
