package callgate.learn.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Somebody asks for incidents")
class IncidentFilterTest {
  private static final Incident INCIDENT =
      new Incident(
          1_000_000_000L,
          "log:1",
          new Caller(7, "oidc-agent-serv", "/usr/bin/oidc-agent", "root", "oidc.service", ""),
          Optional.empty(),
          List.of(),
          false);

  private static IncidentFilter filter(
      Set<String> comms, Set<String> executables, Set<Integer> pids, Set<String> units) {
    return new IncidentFilter(comms, executables, pids, units, Long.MIN_VALUE);
  }

  @Test
  @DisplayName("by the name of a thread, of which the kernel keeps 15 bytes")
  void comm() {
    assertTrue(filter(Set.of("oidc-agent-serv"), Set.of(), Set.of(), Set.of()).wants(INCIDENT));
    assertTrue(filter(Set.of("oidc-agent-service"), Set.of(), Set.of(), Set.of()).wants(INCIDENT));
    assertFalse(filter(Set.of("oidc"), Set.of(), Set.of(), Set.of()).wants(INCIDENT));
  }

  @Test
  @DisplayName("by an executable's path, or its last part")
  void executable() {
    assertTrue(filter(Set.of(), Set.of("/usr/bin/oidc-agent"), Set.of(), Set.of()).wants(INCIDENT));
    assertTrue(filter(Set.of(), Set.of("oidc-agent"), Set.of(), Set.of()).wants(INCIDENT));
    assertFalse(filter(Set.of(), Set.of("bin/oidc-agent"), Set.of(), Set.of()).wants(INCIDENT));
  }

  @Test
  @DisplayName("by process and unit")
  void processAndUnit() {
    assertTrue(filter(Set.of(), Set.of(), Set.of(7), Set.of("oidc")).wants(INCIDENT));
    assertTrue(filter(Set.of(), Set.of(), Set.of(), Set.of("oidc.service")).wants(INCIDENT));
    assertFalse(filter(Set.of(), Set.of(), Set.of(8), Set.of()).wants(INCIDENT));
  }

  @Test
  @DisplayName("since a time")
  void since() {
    Instant now = Instant.parse("2026-11-25T20:16:05Z");
    long second = 1_000_000_000L;
    assertEquals(Optional.of((now.getEpochSecond() - 7200) * second), Since.parse("2h", now));
    assertEquals(Optional.of((now.getEpochSecond() - 7200) * second), Since.parse("-2h", now));
    for (String ago : List.of("2h ago", "2 hours ago", "1h60m", "120 min ago", "7200s")) {
      assertEquals(Since.parse("2h", now), Since.parse(ago, now), ago);
    }
    assertEquals(
        Since.parse("2026-11-25T18:16:05Z", now), Since.parse("2026-11-25 20:16:05+02:00", now));
    assertEquals(Since.parse(now.toString(), now), Since.parse("now", now));
    assertEquals(Optional.empty(), Since.parse("2 apples ago", now));
    assertEquals(Optional.of(5 * second), Since.parse("@5", now));
    assertEquals(Optional.of(now.getEpochSecond() * second), Since.parse(now.toString(), now));
    long midnight =
        now.atZone(ZoneId.systemDefault())
            .toLocalDate()
            .atStartOfDay(ZoneId.systemDefault())
            .toEpochSecond();
    assertEquals(Optional.of(midnight * second), Since.parse("today", now));
    assertEquals(Since.parse("2026-11-24", now), Since.parse("2026-11-24 00:00", now));
    assertEquals(Optional.empty(), Since.parse("soon", now));
    assertEquals(Optional.empty(), Since.parse("9999999999999999w", now));
    assertEquals(Optional.empty(), Since.parse("", now));
  }

  @Test
  @DisplayName("in a log with those that auditd put aside, the oldest first")
  void rotated(@TempDir Path directory) throws IOException {
    for (String name :
        List.of("audit.log", "audit.log.1", "audit.log.10.gz", "audit.log.2", "other.log.3")) {
      Files.writeString(directory.resolve(name), "");
    }
    assertEquals(
        List.of("audit.log.10.gz", "audit.log.2", "audit.log.1", "audit.log"),
        AuditFiles.with(directory.resolve("audit.log")).stream()
            .map(file -> file.getFileName().toString())
            .toList());
    assertEquals(List.of(), AuditFiles.with(directory.resolve("none/audit.log")));
  }
}
