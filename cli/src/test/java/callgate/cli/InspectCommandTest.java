package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.bpf.FilterCompiler;
import callgate.bpf.Instruction;
import callgate.bpf.Opcode;
import callgate.bpf.Program;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.kernel.Executable;
import callgate.kernel.Filter;
import callgate.kernel.KernelFeatures;
import callgate.kernel.ProcessSeccomp;
import callgate.kernel.SpawnedProcess;
import callgate.kernel.Spawner;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate inspect and ps")
class InspectCommandTest {
  private static final int SIGKILL = 9;

  private static final Program ALLOW_ALL =
      Program.of(List.of(new Instruction(Opcode.RET_K, 0, 0, Action.ALLOW.returnValue())));

  /** Does something while a process runs under Docker's default, in a container that may more. */
  private static void underDocker(Set<String> more, Consumer<SpawnedProcess> check) {
    Set<String> capabilities = new HashSet<>(ReadOptions.DOCKER_CAPABILITIES);
    capabilities.addAll(more);
    KernelVersion kernel = KernelVersion.parse(System.getProperty("os.version")).orElseThrow();
    Source source =
        PolicySource.read("builtin:docker", ReadOptions.on(kernel).withCapabilities(capabilities));
    under(Filter.of(FilterCompiler.compile(((Source.Written) source).policy())), check);
  }

  private static void under(Filter filter, Consumer<SpawnedProcess> check) {
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
  @DisplayName("say what a filter is like that is near to a known one")
  void like() {
    needsPrivileges();
    Policy docker = ((Source.Written) PolicySource.read("builtin:docker")).policy();
    List<Rule> rules = new ArrayList<>();
    rules.add(
        new Rule(
            List.of(new Calls.Named("ptrace"), new Calls.Named("seccomp")),
            List.of(),
            Action.errno(1),
            Condition.ALWAYS,
            Position.of("test"),
            ""));
    rules.addAll(docker.rules());
    under(
        Filter.of(FilterCompiler.compile(docker.withRules(rules))),
        process -> {
          Ran ran = Ran.callgate("inspect", Integer.toString(process.pid()));
          assertTrue(
              ran.out().contains("\nthis is like builtin:docker, tighter by 2 calls\n"), ran.out());
        });
  }

  @Test
  @DisplayName("say what a filter is on this machine that does not look at the ABI")
  void withoutAbi() {
    needsPrivileges();
    Program program =
        Program.of(
            List.of(
                new Instruction(Opcode.LD_ABS, 0, 0, 0),
                new Instruction(Opcode.JEQ_K, 0, 1, 169),
                new Instruction(Opcode.RET_K, 0, 0, Action.errno(1).returnValue()),
                new Instruction(Opcode.RET_K, 0, 0, Action.ALLOW.returnValue())));
    under(
        Filter.of(program, Set.of()),
        process -> {
          Ran ran = Ran.callgate("inspect", Integer.toString(process.pid()));
          assertTrue(
              ran.out()
                  .contains("\n# on " + Abi.host().token() + ", other ABIs apart, it is this:\n"),
              ran.out());
          assertTrue(ran.out().contains("\ndefault: allow\n"), ran.out());
        });
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
  @DisplayName("say of a process that has ended that it has, and leave it out of the list")
  void ended() throws Exception {
    SpawnedProcess process =
        Spawner.spawn(Executable.find(List.of("true")), Filter.of(ALLOW_ALL, Set.of()));
    try {
      String id = Integer.toString(process.pid());
      while (!Files.readString(Path.of("/proc/" + id + "/status")).contains("State:\tZ")) {
        Thread.sleep(1);
      }
      Ran ran = Ran.callgate("inspect", id);
      assertEquals(
          "callgate: process " + id + " has ended; its parent did not wait for it yet\n",
          ran.err());
      assertEquals(4, ran.status());
      assertEquals(ran.err(), Ran.callgate("decompile", "pid:" + id).err());
      assertTrue(Ran.callgate("ps").out().lines().noneMatch(line -> line.startsWith(id + " ")));
    } finally {
      process.await();
    }
  }

  @Test
  @DisplayName("show names that move a cursor as harmless text, and as they are in JSON")
  void hostileName(@TempDir Path directory) throws Exception {
    Path program = Files.copy(Path.of("/bin/sleep"), directory.resolve("a\nb\u001b[2Jü"));
    SpawnedProcess process =
        Spawner.spawn(
            Executable.find(List.of(program.toString(), "1000")), Filter.of(ALLOW_ALL, Set.of()));
    try {
      String id = Integer.toString(process.pid());
      while (!Files.readString(Path.of("/proc/" + id + "/comm")).startsWith("a\nb")) {
        Thread.sleep(1);
      }
      String line =
          Ran.callgate("ps")
              .out()
              .lines()
              .filter(row -> row.startsWith(id + " "))
              .findFirst()
              .get();
      assertTrue(line.endsWith(" a\\nb\\x1b[2Jü"), line);
      assertTrue(Ran.callgate("--json", "ps").out().contains("\"command\":\"a\\nb\\u001B[2Jü\""));
    } finally {
      process.signal(SIGKILL);
      process.await();
    }
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
