package callgate.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.kernel.KernelFeatures;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs that install filters and violate them, while the machine is watched. */
@DisplayName("Watching")
class WatchTest {
  private static final int BUFFER = 1 << 24;

  @TempDir private static Path folder;
  private static Path program;

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    FilterProgram.needsEbpf();
    program = FilterProgram.compiled(folder, "program", "-O1");
  }

  /**
   * {@return what a program did that is no child of this JVM, whose own wait for children takes
   * away what a tracer waits for}
   */
  private static List<String> seenByAudit(Path file, String... actions)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-c", "\"$0\" \"$@\" & wait"));
    arguments.add(file.toString());
    arguments.addAll(List.of(actions));
    return seen(Watch.Via.AUDIT, Path.of("/bin/sh"), arguments.toArray(String[]::new));
  }

  /** {@return what a program did, in the words of the table} */
  private static List<String> seen(Watch.Via via, Path file, String... actions)
      throws IOException, InterruptedException {
    return sightings(via, file, actions).stream().map(s -> EventText.of(s.event())).toList();
  }

  private static List<Sighting> sightings(Watch.Via via, Path file, String... actions)
      throws IOException, InterruptedException {
    List<Sighting> all = new ArrayList<>();
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(Arrays.asList(actions));
    long pid;
    try (Watch watch = Watch.start(via, BUFFER, EventFilter.of(List.of()), all::add)) {
      Process process = new ProcessBuilder(command).start();
      pid = process.pid();
      watch.run(() -> !process.isAlive(), () -> {});
      long end = System.nanoTime() + 300_000_000L;
      watch.run(() -> System.nanoTime() > end, () -> {});
      assertEquals(0, watch.lost());
    }
    return all.stream().filter(sighting -> Processes.isIn(sighting.subject(), (int) pid)).toList();
  }

  @Test
  @DisplayName("sees a filter being installed, what it means, and each call that it answers")
  void errno() throws IOException, InterruptedException {
    assertEquals(
        List.of(
            "prctl(PR_SET_NO_NEW_PRIVS, 1) = 0",
            "seccomp(SECCOMP_SET_MODE_FILTER) = 0: 4 instructions: allows all but getpriority"
                + " (E2BIG)",
            "getpriority(PRIO_PGRP, 2): E2BIG",
            "getpriority(PRIO_PGRP, 2): E2BIG"),
        seen(Watch.Via.EBPF, program, "nnp", "errno"));
  }

  @Test
  @DisplayName("sees a filter that prctl installed")
  void prctl() throws IOException, InterruptedException {
    assertEquals(
        List.of(
            "prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER) = 0: 4 instructions: allows all but"
                + " getpriority (E2BIG)"),
        seen(Watch.Via.EBPF, program, "prctl"));
  }

  @Test
  @DisplayName("sees what the kernel refused, and a thread that refused to be synchronised")
  void refused() throws IOException, InterruptedException {
    assertEquals(
        List.of("seccomp(SECCOMP_SET_MODE_FILTER) = EFAULT"), seen(Watch.Via.EBPF, program, "bad"));
    List<String> synchronised = seen(Watch.Via.EBPF, program, "tsync");
    assertTrue(
        synchronised
            .getLast()
            .matches("seccomp\\(SECCOMP_SET_MODE_FILTER, TSYNC\\) = thread \\d+ refused: .*"),
        synchronised::toString);
  }

  @Test
  @DisplayName("sees whom a filter killed, and with which call")
  void killed() throws IOException, InterruptedException {
    assertEquals(
        "getpriority(PRIO_PGRP, 2): killed the process",
        seen(Watch.Via.EBPF, program, "kill").getLast());
    assertEquals(
        "getpriority(PRIO_PGRP, 2): killed the thread",
        seen(Watch.Via.EBPF, program, "thread").getLast());
    assertEquals(
        "getpriority(PRIO_PGRP, 2): killed the process (SIGSYS, no handler)",
        seen(Watch.Via.EBPF, program, "trap").getLast());
    assertEquals(
        "getpriority(PRIO_PGRP, 2): got SIGSYS",
        seen(Watch.Via.EBPF, program, "handled", "trap").getLast());
  }

  @Test
  @DisplayName("sees children of a filtered program, and that fork itself was not denied")
  void children() throws IOException, InterruptedException {
    List<Sighting> all = sightings(Watch.Via.EBPF, program, "errno", "fork");
    assertEquals(4, all.size());
    Subject child = all.getLast().subject();
    assertEquals(program.toString(), child.ancestors().getFirst().executable());
    assertEquals(program.toString(), child.executable());
    assertEquals("program", child.command());
  }

  @Test
  @DisplayName("counts as lost what it has no time to tell when it ends")
  void untold() throws IOException, InterruptedException {
    AtomicLong told = new AtomicLong();
    SightingSink slow =
        _ -> {
          told.incrementAndGet();
          LockSupport.parkNanos(1_000_000);
        };
    try (Watch watch =
        Watch.start(Watch.Via.EBPF, BUFFER, EventFilter.of(List.of("call=getpriority")), slow)) {
      Process process = new ProcessBuilder(program.toString(), "errno", "many").start();
      process.waitFor();
      watch.finish(() -> {});
      assertTrue(told.get() > 0 && told.get() < 9002, told::toString);
      assertEquals(9002, told.get() + watch.lost());
    }
  }

  @Test
  @DisplayName("tells 32-bit calls from others")
  void narrow() throws IOException, InterruptedException {
    assumeTrue(Abi.host() == Abi.X86_64, "written for x86_64");
    Path narrow = FilterProgram.compiled(folder, "narrow", "-m32");
    assertEquals(
        List.of(
            "seccomp(SECCOMP_SET_MODE_FILTER) [x86] = 0: 4 instructions: allows all but getpriority"
                + " (E2BIG)",
            "getpriority(PRIO_PGRP, 2) [x86]: E2BIG",
            "getpriority(PRIO_PGRP, 2) [x86]: E2BIG"),
        seen(Watch.Via.EBPF, narrow, "errno"));
  }

  @Test
  @DisplayName("knows from the audit system what is only logged, and what strict mode kills")
  void audit() throws IOException, InterruptedException {
    needsAudit();
    assertEquals(
        List.of("prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) = 0", "getpriority: killed the thread"),
        seen(Watch.Via.AUTO, program, "strict"));
    assertTrue(
        seen(Watch.Via.AUTO, program, "log").contains("getpriority: let through, and logged"));
    assertTrue(seen(Watch.Via.AUDIT, program, "kill").contains("getpriority: killed the process"));
  }

  @Test
  @DisplayName(
      "knows from the audit system alone who installs which filter, while its process runs")
  void auditInstalls() throws IOException, InterruptedException {
    needsAudit();
    assertEquals(
        List.of(
            "prctl(PR_SET_NO_NEW_PRIVS, 1) = 0",
            "seccomp(SECCOMP_SET_MODE_FILTER) = 0: 4 instructions: allows all but getpriority"
                + " (E2BIG)",
            "prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER) = 0: 4 instructions: allows all but"
                + " getpriority (E2BIG)",
            "seccomp(SECCOMP_SET_MODE_FILTER) = EFAULT: its filter could not be read afterwards"),
        seenByAudit(program, "nnp", "errno", "prctl", "bad", "wait"));
    assertEquals(
        List.of("seccomp(SECCOMP_SET_MODE_FILTER) = 0: its filter could not be read afterwards"),
        seenByAudit(program, "errno"));
  }

  @Test
  @DisplayName("knows from the audit system alone what 32-bit programs install")
  void narrowAuditInstalls() throws IOException, InterruptedException {
    needsAudit();
    assumeTrue(Abi.host() == Abi.X86_64, "written for x86_64");
    Path narrow = FilterProgram.compiled(folder, "narrow", "-m32");
    assertEquals(
        List.of(
            "prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER) [x86] = 0: 4 instructions: allows all but"
                + " getpriority (E2BIG)"),
        seenByAudit(narrow, "prctl", "wait"));
  }

  private static void needsAudit() {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(f -> f.name().equals("audit records") && f.available()),
        "needs CAP_AUDIT_READ: run the tests as root");
  }
}
