package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.cli.Container.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runc and crun really install, and whether programs work under it. */
@DisplayName("In a real container")
class ContainersIT {
  private static final Path CALLGATE = Path.of("../callgate").toAbsolutePath().normalize();

  /** Greets; or waits; or makes a directory, which the recording never saw. */
  private static final String PROGRAM =
      """
      #include <errno.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/stat.h>
      #include <unistd.h>

      int main(int argc, char **argv) {
        if (argc > 1 && !strcmp(argv[1], "wait")) {
          pause();
        }
        if (argc > 1 && !strcmp(argv[1], "mkdir")) {
          printf("%s\\n", mkdir("/proc/made", 0700) ? strerrorname_np(errno) : "made");
          return 0;
        }
        puts("hello");
        return 0;
      }
      """;

  @TempDir Path directory;

  @BeforeAll
  static void prepare() throws Exception {
    assertEquals(0, Installation.run(System.getenv(), CALLGATE, "version").status());
  }

  @ParameterizedTest(name = "{1} under {0}")
  @DisplayName("the filter is proven to be the default of Docker or Podman:")
  @CsvSource({"runc, docker", "runc, podman", "crun, docker", "crun, podman"})
  void defaults(String runtime, String builtin) throws Exception {
    Container container = container(runtime);
    Path profile = directory.resolve("profile.json");
    String builtinName = "builtin:" + builtin;
    Ran converted =
        Ran.callgate(
            "convert", builtinName, "--to", "oci", "--runtime", runtime, "-o", profile.toString());
    assertEquals(0, converted.status(), converted.err());
    assertEqual(container, Files.readString(profile), builtinName, runtime);
    assertEqual(container, Files.readString(profile), profile.toString(), runtime);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("the filter is what a profile means to the runtime, with every quirk:")
  @ValueSource(strings = {"runc", "crun"})
  void quirks(String runtime) throws Exception {
    Container container = container(runtime);
    String base = "\"pause\", \"write\", \"read\", \"execve\", \"close\", \"exit_group\"";
    // Allowed as a default, so that the runtime gets to the program.
    for (String rules :
        List.of(
            rule("ERRNO", "\"mount\", \"nosuchcall\", \"mseal\", \"statmount\""),
            rule("KILL", "\"reboot\"") + ", " + rule("TRAP", "\"swapon\""),
            rule("ERRNO", "\"personality\", \"fchmod\"")
                .replace(
                    "]}", "], \"args\": [" + test(0, "EQ", 8) + ", " + test(0, "GT", 70) + "]}"),
            rule("ERRNO", "\"socket\"")
                .replace(
                    "]}", "], \"args\": [" + test(0, "EQ", 40) + ", " + test(1, "NE", 2) + "]}"),
            rule("ERRNO", "\"bind\", \"semget\""))) {
      assertEqual(container, profile("ALLOW", rules));
    }
    // A default that stops calls, so that runc answers newer ones; started late, with few calls.
    String allowed = rule("ALLOW", base + ", " + Start.LATE);
    assertEqual(container, profile("ERRNO", allowed));
    assertEqual(container, profile("KILL_PROCESS", allowed));
    assertEqual(container, profile("TRAP", allowed).replace("\"SCMP_ARCH_X86\", ", ""));
    Path unnamed = directory.resolve("unnamed.json");
    Files.writeString(
        unnamed, profile("ERRNO", allowed).replaceFirst("\"architectures\": \\[[^]]*\\], ", ""));
    assertEqual(container, Files.readString(unnamed), unnamed.toString(), old(runtime));
  }

  @ParameterizedTest(name = "{0}, no_new_privs: {1}, user {2}")
  @DisplayName("a recorded program starts and works, and another call fails as the policy says:")
  @CsvSource({
    "runc, false, 0", "runc, false, 1000", "runc, true, 1000",
    "crun, false, 0", "crun, false, 1000", "crun, true, 1000"
  })
  void recorded(String runtime, boolean noNewPrivileges, int user) throws Exception {
    Container container = container(runtime);
    List<String> command = new ArrayList<>(List.of("record", "--to", "oci", "--for", runtime));
    if (noNewPrivileges) {
      command.add("--no-new-privileges");
    }
    String program = directory.resolve("program").toString();
    String file = directory.resolve("recorded.json").toString();
    command.addAll(List.of("-o", file, "--", program));
    Ran recorded = Installation.run(System.getenv(), CALLGATE, command.toArray(String[]::new));
    assertEquals(0, recorded.status(), recorded.err());
    assertTrue(recorded.err().contains("callgate: added for " + runtime + " on "), recorded.err());

    Settings settings = new Settings(noNewPrivileges, user);
    String profile = Files.readString(Path.of(file));
    assertEquals(new Ran(0, "hello\n", ""), container.run(profile, settings));
    String refused = runtime.equals("runc") ? "EPERM\n" : "ENOSYS\n";
    assertEquals(new Ran(0, refused, ""), container.run(profile, settings, "mkdir"));

    String deadly =
        profile
            .replaceFirst("SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS")
            .replaceFirst("\"defaultErrnoRet\": [0-9]+,", "");
    assertEquals(new Ran(0, "hello\n", ""), container.run(deadly, settings));
    assertEquals(128 + 31, container.run(deadly, settings, "mkdir").status());
  }

  private Container container(String runtime) throws Exception {
    Container container = Container.of(runtime, directory, PROGRAM);
    Ran bare = container.run("null", Settings.DEFAULT);
    assumeTrue(bare.status() == 0, "containers can't be started here: " + bare.err());
    return container;
  }

  private void assertEqual(Container container, String profile) throws Exception {
    Path file = Files.writeString(directory.resolve("profile.json"), profile);
    assertEqual(container, profile, file.toString(), container.runtime());
  }

  /** Starts a container, and compares what it runs under with a policy as a runtime reads it. */
  private static void assertEqual(Container container, String profile, String policy, String reader)
      throws Exception {
    Ran ran =
        container.inspect(
            profile,
            new Settings(true, 0),
            pid ->
                Ran.callgate(
                    "diff",
                    policy,
                    "pid:" + pid,
                    "--runtime",
                    reader,
                    "--libseccomp",
                    libseccomp()));
    assertEquals(0, ran.status(), () -> profile + "\n" + ran.out() + ran.err());
  }

  private static String libseccomp() throws Exception {
    Process query =
        new ProcessBuilder("dpkg-query", "-W", "-f", "${Version}\n", "libseccomp2").start();
    return Installation.finished(query).out().lines().findFirst().orElse("2.6.1");
  }

  /** {@return the reading of the runc that is installed} */
  private static String old(String runtime) throws Exception {
    if (runtime.equals("crun")) {
      return runtime;
    }
    Ran version = Installation.finished(new ProcessBuilder("runc", "--version").start());
    return version.out().startsWith("runc version 1.1.5") ? "runc-1.1" : runtime;
  }

  private static String profile(String action, String rules) {
    return "{\"defaultAction\": \"SCMP_ACT_"
        + action
        + "\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X86\", \"SCMP_ARCH_X32\"],"
        + " \"syscalls\": ["
        + rules
        + "]}";
  }

  private static String rule(String action, String names) {
    return "{\"action\": \"SCMP_ACT_" + action + "\", \"names\": [" + names + "]}";
  }

  private static String test(int index, String op, int value) {
    return "{\"index\": " + index + ", \"op\": \"SCMP_CMP_" + op + "\", \"value\": " + value + "}";
  }

  /**
   * What both runtimes call after a filter that is installed late, and the program at its start.
   */
  private static final class Start {
    static final String LATE =
        "\"openat\", \"epoll_ctl\", \"fstatfs\", \"getdents64\", \"getpid\", \"futex\","
            + " \"rt_sigreturn\", \"nanosleep\", \"sched_yield\", \"madvise\", \"mmap\","
            + " \"munmap\", \"clone\", \"sigaltstack\", \"rt_sigprocmask\", \"rt_sigaction\","
            + " \"tgkill\", \"gettid\", \"epoll_pwait\", \"fcntl\", \"newfstatat\", \"brk\","
            + " \"arch_prctl\", \"set_tid_address\", \"set_robust_list\", \"rseq\","
            + " \"prlimit64\", \"readlink\", \"getrandom\", \"mprotect\", \"fstat\", \"exit\"";
  }
}
