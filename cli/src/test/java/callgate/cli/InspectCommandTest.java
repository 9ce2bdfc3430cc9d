package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.bpf.FilterCompiler;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.kernel.Executable;
import callgate.kernel.Filter;
import callgate.kernel.KernelFeatures;
import callgate.kernel.ProcessSeccomp;
import callgate.kernel.SpawnedProcess;
import callgate.kernel.Spawner;
import callgate.syscall.KernelVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("callgate inspect and ps")
class InspectCommandTest {
  private static final int SIGKILL = 9;

  /** Does something while a process runs under Docker's default, in a container that may more. */
  private static void underDocker(Set<String> more, Consumer<SpawnedProcess> check) {
    Set<String> capabilities = new HashSet<>(ReadOptions.DOCKER_CAPABILITIES);
    capabilities.addAll(more);
    KernelVersion kernel = KernelVersion.parse(System.getProperty("os.version")).orElseThrow();
    Source source =
        PolicySource.read("builtin:docker", ReadOptions.on(kernel).withCapabilities(capabilities));
    Filter filter = Filter.of(FilterCompiler.compile(((Source.Written) source).policy()));
    SpawnedProcess process = Spawner.spawn(Executable.find(List.of("sleep", "1000")), filter);
    try {
      check.accept(process);
    } finally {
      process.signal(SIGKILL);
      process.await();
    }
  }

  private static void needsPrivileges() {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(f -> f.name().equals("filters of processes") && f.available()),
        "needs CAP_SYS_ADMIN: run the tests as root");
  }

  @Test
  @DisplayName("recognise Docker's default by what it means, and write it down")
  void recognised() {
    needsPrivileges();
    underDocker(
        Set.of(),
        process -> {
          Ran ran = Ran.callgate("inspect", Integer.toString(process.pid()));
          assertEquals("", ran.err());
          assertTrue(
              ran.out().contains("): seccomp filter, filters: ")
                  && ran.out().contains("threads: 1, all alike\n")
                  && ran.out().contains("\nthis is builtin:docker\n\ncallgate: 1\n"),
              ran.out());
          assertEquals(0, ran.status());
        });
  }

  @Test
  @DisplayName("recognise it with a capability")
  void recognisedWithCapability() {
    needsPrivileges();
    underDocker(
        Set.of("CAP_SYS_ADMIN"),
        process ->
            assertTrue(
                Ran.callgate("inspect", Integer.toString(process.pid()))
                    .out()
                    .contains("\nthis is builtin:docker with CAP_SYS_ADMIN\n")));
  }

  @Test
  @DisplayName("lend a process to commands that want a policy")
  void asPolicy() {
    needsPrivileges();
    underDocker(
        Set.of(),
        process ->
            assertTrue(
                Ran.callgate("lint", "pid:" + process.pid())
                    .out()
                    .contains("pid:" + process.pid() + ": error: CG201 compared-too-wide\n")));
  }

  @Test
  @DisplayName("list processes under filters with their modes")
  void list() {
    underDocker(
        Set.of(),
        process -> {
          ProcessSeccomp status = ProcessSeccomp.of(process.pid()).orElseThrow();
          assertEquals(1, status.threads().size());
          Ran ran = Ran.callgate("ps");
          assertTrue(
              ran.out().startsWith("PID       SECCOMP   FILTERS   NNP       THREADS   COMMAND\n"));
          assertTrue(
              ran.out()
                  .lines()
                  .anyMatch(
                      line -> line.startsWith(process.pid() + " ") && line.contains(" filter ")),
              ran.out());
        });
  }

  @Test
  @DisplayName("say what is wrong with their arguments")
  void usage() {
    assertEquals(
        "callgate: inspect looks at one process: callgate inspect PID\n",
        Ran.callgate("inspect", "x").err());
    assertEquals(2, Ran.callgate("inspect").status());
    Ran gone = Ran.callgate("inspect", "1073741824");
    assertEquals("callgate: there is no process 1073741824\n", gone.err());
    assertEquals(4, gone.status());
  }
}
