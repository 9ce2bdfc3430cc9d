package callgate.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import callgate.kernel.FilterWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same real events, as a kernel tells them that knows a filter, and one that does not. All
 * filters are tried at a time.
 */
@DisplayName("What the kernel tells")
class WatchScopeTest {
  private static final int BUFFER = 1 << 22;

  /** Waits for a line; the last program outlives the one that started it. */
  private static final String SCRIPT =
      """
      read line
      "$0" nnp errno fork
      "$0" bad
      "$0" prctl
      "$0" kill
      "$0" trap
      "$0" handled trap
      "$0" thread
      "$0" tsync
      (sh -c 'sleep 0.3; "$0" errno' "$0" &)
      setpriv --reuid 65534 setpriv --no-new-privs true
      setpriv --no-new-privs true
      sleep 1
      """;

  private static final List<String> EXACT =
      List.of(
          "event=violation",
          "event=filter",
          "event!=privileges",
          "event=priv*",
          "operation=SET_MODE_FILTER",
          "operation=PR_*",
          "operation!=1",
          "operation!=PR_SET_NO_NEW_PRIVS",
          "action=errno",
          "action=trap",
          "action=kill_*",
          "action!=kill_process",
          "call=getpriority",
          "call!=getpriority",
          "call=s*",
          "seccomp.retval<0",
          "retval<0",
          "retval=-7,-14",
          "retval!=0",
          "retval>=0",
          "retval>-8",
          "uid=65534",
          "uid!=65534",
          "comm=program",
          "comm=SETPRIV,nobody",
          "comm=prog*",
          "comm!=program",
          "comm=*",
          "tree=TREE",
          "tree!=4194305",
          "tree=TREE event=violation action!=errno",
          "uid=0 comm=program retval<0");

  /** The kernel tells more than these want. */
  private static final List<String> AT_LEAST =
      List.of(
          "flags=TSYNC",
          "flags!=TSYNC",
          "filter=allows*",
          "comm=*gram",
          "exec=*program",
          "arch=x*");

  @TempDir private static Path folder;
  private static int tree;
  private static final List<Sighting> ALL = new ArrayList<>();
  private static final List<Scoped> SCOPED = new ArrayList<>();

  /** A watch whose kernel knows a filter. */
  private record Scoped(
      String text, EventFilter filter, List<Sighting> told, FilterWatch watch, EbpfSource source) {
    static Scoped of(String text) {
      String known = text.replace("TREE", Integer.toString(tree));
      EventFilter filter = EventFilter.of(List.of(known.split(" ", -1)));
      List<Sighting> told = new ArrayList<>();
      return new Scoped(
          text, filter, told, FilterWatch.start(BUFFER, filter.scope()), sourceOf(told));
    }

    void drain() {
      watch.drain(source);
    }
  }

  private static EbpfSource sourceOf(List<Sighting> told) {
    return new EbpfSource(
        new Processes(), new FilterReader(), EventFilter.of(List.of()), told::add, _ -> {});
  }

  @BeforeAll
  static void watch() throws IOException, InterruptedException {
    FilterProgram.needsEbpf();
    Path program = FilterProgram.compiled(folder, "program", "-O1");
    Process shell = new ProcessBuilder("bash", "-c", SCRIPT, program.toString()).start();
    tree = (int) shell.pid();
    try (FilterWatch everything = FilterWatch.start(BUFFER, EventFilter.of(List.of()).scope())) {
      Stream.concat(EXACT.stream(), AT_LEAST.stream()).forEach(text -> SCOPED.add(Scoped.of(text)));
      EbpfSource source = sourceOf(ALL);
      everything.drain(source);
      shell.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
      shell.getOutputStream().close();
      while (shell.isAlive()) {
        everything.drain(source);
        SCOPED.forEach(Scoped::drain);
      }
      everything.drain(source);
      SCOPED.forEach(Scoped::drain);
    } finally {
      SCOPED.forEach(scoped -> scoped.watch().close());
    }
  }

  @TestFactory
  @DisplayName("is exactly what is wanted by")
  Stream<DynamicTest> exact() {
    return tests(EXACT, scoped -> texts(scoped.told()));
  }

  @TestFactory
  @DisplayName("leaves nothing out that is wanted by")
  Stream<DynamicTest> atLeast() {
    return tests(
        AT_LEAST, scoped -> texts(scoped.told().stream().filter(scoped.filter()::wants).toList()));
  }

  private interface Told {
    List<String> by(Scoped scoped);
  }

  private static Stream<DynamicTest> tests(List<String> filters, Told told) {
    return SCOPED.stream()
        .filter(scoped -> filters.contains(scoped.text()))
        .map(scoped ->
            dynamicTest(
                scoped.text(),
                () -> {
                  List<String> wanted = texts(ALL.stream().filter(scoped.filter()::wants).toList());
                  assertNotEquals(List.of(), wanted);
                  assertEquals(wanted, told.by(scoped));
                }));
  }

  /** {@return what was done by those whom the test started} */
  private static List<String> texts(List<Sighting> sightings) {
    List<Integer> started =
        ALL.stream()
            .map(Sighting::subject)
            .filter(subject -> Processes.isIn(subject, tree))
            .map(Subject::process)
            .toList();
    return sightings.stream()
        .filter(sighting -> started.contains(sighting.subject().process()))
        .map(sighting -> sighting.subject().thread() + " " + EventText.of(sighting.event()))
        .toList();
  }
}
