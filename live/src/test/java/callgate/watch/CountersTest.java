package callgate.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Counters of events")
class CountersTest {
  private static final String TEXT =
      """
      # HELP callgate_filter_calls_total Calls that install filters or give up new privileges.
      # TYPE callgate_filter_calls_total counter
      callgate_filter_calls_total{operation="SECCOMP_SET_MODE_FILTER",result="EACCES"} 1
      callgate_filter_calls_total{operation="SECCOMP_SET_MODE_FILTER",result="ok"} 1
      # HELP callgate_violations_total Calls that a filter did not simply let through.
      # TYPE callgate_violations_total counter
      callgate_violations_total{call="ptrace",action="errno"} 2
      # HELP callgate_events_lost_total Events that came faster than they were taken.
      # TYPE callgate_events_lost_total counter
      callgate_events_lost_total 7
      """;

  @Test
  @DisplayName("are few, however many numbers without a name a program makes up")
  void few() {
    Counters counters = new Counters();
    for (int i = 0; i < 1000; i++) {
      counters.add(Sightings.unknownCall(100_000 + i));
      counters.add(Sightings.filter(4000 + i, "x"));
    }
    assertTrue(
        counters
            .text()
            .contains("\ncallgate_violations_total{call=\"unknown\",action=\"errno\"} 1000\n"),
        counters::text);
    assertTrue(
        counters
            .text()
            .contains(
                "callgate_filter_calls_total{operation=\"SECCOMP_SET_MODE_FILTER\",result=\"thread"
                    + " refused\"} 1000\n"),
        counters::text);
  }

  @Test
  @DisplayName("are text that Prometheus reads, served to who asks")
  void served() throws IOException {
    Counters counters = new Counters();
    counters.add(Sightings.violation(Sightings.HOSTILE));
    counters.add(Sightings.violation("gdb"));
    counters.add(Sightings.filter(0, "x"));
    counters.add(Sightings.filter(-13, "x"));
    counters.lost(7);
    assertEquals(TEXT, counters.text());
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MetricsServer server = MetricsServer.start(address, counters)) {
      URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics");
      try (InputStream answer = uri.toURL().openStream()) {
        assertEquals(TEXT, new String(answer.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  @DisplayName("are not served where somebody else serves already, which is said")
  void taken() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MetricsServer server = MetricsServer.start(any, new Counters())) {
      IOException thrown =
          assertThrows(
              IOException.class, () -> MetricsServer.start(server.address(), new Counters()));
      assertEquals(
          "can't serve metrics at 127.0.0.1, port "
              + server.address().getPort()
              + ": Address already in use",
          thrown.getMessage());
    }
  }
}
