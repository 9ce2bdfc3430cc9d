package callgate.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An event")
class EventFormatTest {
  private static String line(String format, Sighting sighting) {
    return EventFormat.named(format).orElseThrow().line(sighting);
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json", "ecs", "tracee"})
  @DisplayName(
      "is one line without anything that a terminal obeys, whatever a program calls itself")
  void hostile(String format) {
    String line = line(format, Sightings.violation(Sightings.HOSTILE, Optional.empty()));
    assertEquals(
        "",
        line.replaceAll("[\\x20-\\x7e]", ""),
        () -> "characters that may do something: " + line);
    assertTrue(line.contains("[31m"), line);
  }

  @Test
  @DisplayName("is a row of the table, with the call as a program writes it")
  void table() {
    String line = line("table", Sightings.violation("gdb"));
    assertTrue(
        line.endsWith(
            " 1000  4712    gdb             0123456789ab violation  "
                + "ptrace(PTRACE_ATTACH, 1, NULL, 0): EPERM"),
        line);
    String filter = line("table", Sightings.filter(0, "docker default, tighter by 3 calls"));
    assertTrue(
        filter.endsWith(
            " -            filter     seccomp(SECCOMP_SET_MODE_FILTER, TSYNC|LOG) = 0: 14"
                + " instructions: docker default, tighter by 3 calls"),
        filter);
  }

  @Test
  @DisplayName("says in the table that a thread refused to be synchronised")
  void refusedThread() {
    String line = line("table", Sightings.filter(4799, "docker default"));
    assertTrue(line.contains("= thread 4799 refused: "), line);
  }

  @Test
  @DisplayName("is JSON with stable keys")
  void json() {
    String line = line("json", Sightings.violation("gdb", Optional.empty()));
    assertEquals(
        "{\"time\":\"2026-11-21T23:14:56.780Z\",\"event\":\"violation\",\"pid\":4712,\"tid\":4713,"
            + "\"uid\":1000,\"command\":\"gdb\",\"executable\":\"/usr/bin/gdb\",\"ancestors\":"
            + "[{\"pid\":4711,\"executable\":\"/usr/bin/sh\"},{\"pid\":1,\"executable\":"
            + "\"/sbin/init\"}],\"cgroup\":\"/docker/0123\",\"arch\":\"x86_64\",\"call\":\"ptrace\","
            + "\"number\":101,\"arguments\":[\"0x10\",\"0x1\",\"0x0\",\"0x0\",\"0x0\",\"0x0\"],"
            + "\"text\":\"ptrace(PTRACE_ATTACH, 1, NULL, 0)\",\"action\":\"errno\",\"retval\":-1,"
            + "\"result\":\"EPERM\"}",
        line);
    String filter = line("json", Sightings.filter(0, "docker default"));
    assertTrue(
        filter.endsWith(
            "\"operation\":\"SECCOMP_SET_MODE_FILTER\",\"flags\":[\"TSYNC\",\"LOG\"],\"retval\":0,"
                + "\"result\":\"0\",\"filter\":{\"id\":\"1cc0aa52eda3\",\"instructions\":14,"
                + "\"summary\":\"docker default\",\"recognised\":true,\"from\":\"kernel\"}}"),
        filter);
  }

  @Test
  @DisplayName("is what Auditbeat makes of an audit record, with the name of the call")
  void ecs() {
    String line = line("ecs", Sightings.violation("gdb"));
    assertTrue(line.startsWith("{\"@timestamp\":\"2026-11-21T23:14:56.780Z\",\"ecs\":{"), line);
    assertTrue(
        line.contains("\"action\":\"violated-seccomp-policy\",\"outcome\":\"failure\""), line);
    assertTrue(line.contains("\"primary\":\"ptrace\""), line);
    assertTrue(line.contains("\"process\":{\"pid\":4712,\"name\":\"gdb\","), line);
    assertTrue(line.contains("\"container\":{\"id\":\"0123456789ab"), line);
    assertTrue(
        line("ecs", Sightings.filter(0, "x")).contains("\"action\":\"installed-seccomp-policy\""));
  }

  @Test
  @DisplayName("is what reads Tracee's events can read")
  void tracee() {
    String line = line("tracee", Sightings.filter(0, "docker default"));
    assertTrue(line.contains("\"name\":\"seccomp\",\"policies\":{\"matched\":[]}"), line);
    assertTrue(
        line.contains(
            "\"real_user\":{\"id\":1000},\"thread\":{\"name\":\"nginx\",\"host_tid\":4713"),
        line);
    assertTrue(
        line.contains(
            "\"data\":[{\"name\":\"operation\",\"value\":\"SECCOMP_SET_MODE_FILTER\"},"
                + "{\"name\":\"flags\",\"value\":\"TSYNC|LOG\"},{\"name\":\"args\",\"value\":4096},"),
        line);
    assertTrue(line.endsWith("{\"name\":\"returnValue\",\"value\":0}]}"), line);
  }
}
