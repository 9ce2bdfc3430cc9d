package callgate.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A filter of events")
class EventFilterTest {
  private static boolean wants(Sighting sighting, String... texts) {
    return EventFilter.of(List.of(texts)).wants(sighting);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "event=violation       | true",
        "event=filter          | false",
        "event=filter,violation| true",
        "call=ptrace           | true",
        "call=pt*              | true",
        "call!=ptrace          | false",
        "action=errno          | true",
        "action=kill_*         | false",
        "retval<0              | true",
        "retval>=0             | false",
        "retval=-1,-2          | true",
        "pid=4712              | true",
        "tid=4713              | true",
        "uid!=1000             | false",
        "comm=GDB              | true",
        "exec=/usr/*           | true",
        "exec=/usr/sbin/*      | false",
        "arch=x86_64           | true",
        "tree=4711             | true",
        "tree=4712             | true",
        "tree=99               | false",
        "tree!=99              | true",
        "container             | true",
        "!container            | false",
        "container=0123*       | true",
        "container=docker      | true",
        "cgroup=/docker/*      | true",
        "operation=1           | false",
      })
  @DisplayName("wants what its condition is about")
  void violation(String text, boolean wanted) {
    assertEquals(wanted, wants(Sightings.violation("gdb"), text.strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "operation=SECCOMP_SET_MODE_FILTER | true",
        "operation=set_mode_filter         | true",
        "operation=1                       | true",
        "operation=0                       | false",
        "flags=TSYNC                       | true",
        "flags=NEW_LISTENER                | false",
        "filter=docker*                    | true",
        "filter=1cc0*                      | true",
        "container                         | false",
        "seccomp.data.operation=1          | true",
        "seccomp.retval<0                  | false",
        "prctl.retval=0                    | false",
        "seccomp.scope.processName=nginx   | true",
      })
  @DisplayName("knows operations and flags of installed filters, and Tracee's ways to write them")
  void filterCall(String text, boolean wanted) {
    assertEquals(wanted, wants(Sightings.filter(0, "docker default"), text.strip()));
  }

  @Test
  @DisplayName("wants what all of its conditions hold of")
  void all() {
    assertEquals(true, wants(Sightings.violation("gdb"), "uid=1000", "call=ptrace"));
    assertEquals(false, wants(Sightings.violation("gdb"), "uid=1000", "call=bpf"));
    assertEquals(false, wants(Sightings.violation("gdb", Optional.empty()), "container"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ptrace     | a filter is a field, an operator and a value, such as call=ptrace or 'retval<0', not ptrace",
        "pid=x      | pid=x: x is no number",
        "comm<b     | comm<b: only = and != make sense here",
      })
  @DisplayName("that makes no sense is refused")
  void refused(String text, String message) {
    EventFilter.Unknown thrown =
        assertThrows(EventFilter.Unknown.class, () -> EventFilter.of(List.of(text.strip())));
    assertEquals(message.strip(), thrown.getMessage());
  }
}
