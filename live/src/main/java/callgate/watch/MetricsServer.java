package callgate.watch;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Lets Prometheus fetch {@link Counters}: {@code GET /metrics}. */
public final class MetricsServer implements AutoCloseable {
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_ALLOWED = 405;
  private static final int NO_BODY = -1;

  private final HttpServer server;

  private MetricsServer(HttpServer server) {
    this.server = server;
  }

  /**
   * {@return a server that listens}
   *
   * @throws IOException when the address is taken, or not this machine's
   */
  public static MetricsServer start(InetSocketAddress address, Counters counters)
      throws IOException {
    HttpServer server = create(address);
    server.createContext(
        "/metrics",
        exchange -> {
          try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
              exchange.sendResponseHeaders(NOT_ALLOWED, NO_BODY);
              return;
            }
            byte[] body = counters.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", TYPE);
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    return new MetricsServer(server);
  }

  private static HttpServer create(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, 0);
    } catch (BindException taken) {
      throw new IOException(
          "can't serve metrics at "
              + address.getAddress().getHostAddress()
              + ", port "
              + address.getPort()
              + ": "
              + taken.getMessage(),
          taken);
    }
  }

  /** {@return where it listens; the port was chosen if none was asked for} */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
