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
    String line = line(format, Sightings.violationBy(Sightings.HOSTILE));
    assertEquals(
        "",
        line.replaceAll("[\\x20-\\x7e\ufffd]", ""),
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
  @DisplayName("is what Auditbeat makes of an audit record, and what that does not tell")
  void ecs() {
    assertEquals(
        "{\"@timestamp\":\"2026-11-21T23:14:56.780Z\",\"ecs\":{\"version\":\"8.11.0\"},\"event\":"
            + "{\"kind\":\"event\",\"module\":\"auditd\",\"provider\":\"callgate\",\"category\":"
            + "[\"process\"],\"type\":[\"info\"],\"action\":\"violated-seccomp-policy\",\"outcome\":"
            + "\"failure\"},\"service\":{\"type\":\"auditd\"},\"process\":{\"pid\":4712,\"name\":\"gdb\","
            + "\"executable\":\"/usr/bin/gdb\",\"thread\":{\"id\":4713},\"parent\":{\"pid\":4711,"
            + "\"executable\":\"/usr/bin/sh\"}},\"user\":{\"id\":\"1000\"},\"container\":{\"id\":"
            + "\"0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab0123\",\"runtime\":"
            + "\"docker\"},\"auditd\":{\"message_type\":\"seccomp\",\"result\":\"fail\",\"summary\":"
            + "{\"actor\":{\"secondary\":\"1000\"},\"object\":{\"type\":\"process\",\"primary\":\"ptrace\"},"
            + "\"how\":\"/usr/bin/gdb\"},\"data\":{\"syscall\":\"ptrace\",\"arch\":\"x86_64\",\"compat\":"
            + "\"0\",\"code\":\"0x50000\",\"sig\":\"0\",\"a0\":\"10\",\"a1\":\"1\",\"a2\":\"0\",\"a3\":\"0\","
            + "\"a4\":\"0\",\"a5\":\"0\",\"exit\":\"EPERM\",\"action\":\"errno\"}},\"message\":"
            + "\"ptrace(PTRACE_ATTACH, 1, NULL, 0): EPERM\"}",
        line("ecs", Sightings.violation("gdb")));
  }

  @Test
  @DisplayName("is a call in the Elastic Common Schema when a filter was installed")
  void ecsFilter() {
    String line = line("ecs", Sightings.filter(-22, "docker default"));
    assertTrue(
        line.contains("\"action\":\"installed-seccomp-policy\",\"outcome\":\"failure\"}"), line);
    assertTrue(line.contains("\"message_type\":\"syscall\",\"result\":\"fail\","), line);
    assertTrue(
        line.contains(
            "\"a5\":\"0\",\"exit\":\"EINVAL\",\"operation\":\"SECCOMP_SET_MODE_FILTER\",\"flags\":"
                + "\"TSYNC|LOG\",\"filter_id\":\"1cc0aa52eda3\",\"filter\":\"14 instructions: docker"
                + " default\"}}"),
        line);
  }

  @Test
  @DisplayName("is an event as Tracee writes it, with names and the filter beside")
  void tracee() {
    assertEquals(
        "{\"timestamp\":\"2026-11-21T23:14:56.780Z\",\"id\":318,\"name\":\"seccomp\",\"policies\":"
            + "{\"matched\":[]},\"workload\":{\"process\":{\"executable\":{\"path\":"
            + "\"/usr/bin/nginx\"},\"host_pid\":4712,\"pid\":4712,\"real_user\":{\"id\":1000},"
            + "\"thread\":{\"name\":\"nginx\",\"host_tid\":4713,\"tid\":4713,\"syscall\":\"seccomp\"},"
            + "\"ancestors\":[{\"executable\":{\"path\":\"/usr/bin/sh\"},\"host_pid\":4711},"
            + "{\"executable\":{\"path\":\"/sbin/init\"},\"host_pid\":1}]}},\"data\":["
            + "{\"name\":\"operation\",\"value\":1},{\"name\":\"flags\",\"value\":3},"
            + "{\"name\":\"args\",\"value\":4096},"
            + "{\"name\":\"operation_name\",\"value\":\"SECCOMP_SET_MODE_FILTER\"},"
            + "{\"name\":\"flag_names\",\"value\":\"TSYNC|LOG\"},"
            + "{\"name\":\"filter_id\",\"value\":\"1cc0aa52eda3\"},"
            + "{\"name\":\"filter_instructions\",\"value\":14},"
            + "{\"name\":\"filter_summary\",\"value\":\"docker default\"},"
            + "{\"name\":\"returnValue\",\"value\":0}]}",
        line("tracee", Sightings.filter(0, "docker default")));
  }

  @Test
  @DisplayName("is none of Tracee's own where a filter stopped something, in a container's numbers")
  void traceeViolation() {
    String line = line("tracee", Sightings.violation("gdb"));
    assertTrue(line.contains("\"id\":0,\"name\":\"seccomp_violation\","), line);
    assertTrue(
        line.contains(
            "\"host_pid\":4712,\"real_user\":{\"id\":1000},\"thread\":{\"name\":\"gdb\","
                + "\"host_tid\":4713,\"syscall\":\"ptrace\"}"),
        line);
    assertTrue(
        line.contains(
            "\"container\":{\"id\":\"0123456789ab0123456789ab0123456789ab0123456789ab0123456789ab"
                + "0123\",\"name\":\"\",\"started\":true}"),
        line);
    assertTrue(line.endsWith("{\"name\":\"returnValue\",\"value\":-1}]}"), line);
  }
}
