package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.kernel.KernelFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("callgate watch")
class WatchCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--format xml         | --format is table, json, ecs, tracee, not xml",
        "--via strace         | --via is auto, ebpf or audit, not strace",
        "--count 0            | --count is a number of events, not 0",
        "--for long           | a duration is a number of s, m, h or d, such as 30s, not long",
        "--rotate 1M          | --rotate needs a file: -o FILE",
        "--metrics here       | --metrics is an address and a port, such as 127.0.0.1:9464, not here",
        "pid=x                | pid=x: x is no number",
      })
  @DisplayName("refuses what makes no sense")
  void refused(String arguments, String message) {
    Ran ran = Ran.callgate(("watch " + arguments.strip()).split(" ", -1));
    assertEquals(2, ran.status());
    assertEquals("callgate: " + message.strip() + "\n", ran.err());
  }

  @Test
  @DisplayName("writes what it sees to a file, and ends after as many events as asked for")
  void file() throws IOException, InterruptedException {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(feature -> feature.name().equals("eBPF") && feature.available()),
        "needs eBPF: run the tests as root, on a kernel with CONFIG_DEBUG_INFO_BTF");
    Path events = folder.resolve("events");
    Process other =
        new ProcessBuilder("sh", "-c", "while :; do setpriv --no-new-privs true; sleep 0.1; done")
            .start();
    try {
      Ran ran =
          Ran.callgate(
              "watch",
              "--for",
              "30s",
              "--count",
              "2",
              "--json",
              "-o",
              events.toString(),
              "event=privileges",
              "tree=" + other.pid());
      assertEquals(0, ran.status());
      assertEquals("", ran.out());
      assertTrue(ran.err().endsWith("callgate: 2 events, 0 lost\n"), ran.err());
      List<String> lines = Files.readAllLines(events);
      assertEquals(2, lines.size());
      assertTrue(lines.getFirst().contains("\"command\":\"setpriv\""), lines.getFirst());
    } finally {
      other.destroy();
    }
  }
}
