package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that {@code compile -o} writes, installed by others. */
@DisplayName("A raw filter is taken")
class RawFiltersIT {
  /**
   * Reads filters from files, the last first, installs them, and becomes a program: as minijail
   * does with a binary filter ({@code prctl}), or systemd ({@code seccomp}, with
   * SECCOMP_FILTER_FLAG_LOG). With {@code thread}, a thread that stays has the last one alone.
   */
  private static final String LOADER =
      """
      #define _GNU_SOURCE
      #include <fcntl.h>
      #include <linux/filter.h>
      #include <linux/seccomp.h>
      #include <pthread.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/prctl.h>
      #include <sys/syscall.h>
      #include <unistd.h>

      static const char *how;

      static int install(const char *name) {
        static struct sock_filter code[4096];
        int file = open(name, O_RDONLY);
        ssize_t size = read(file, code, sizeof code);
        close(file);
        if (size <= 0 || size % sizeof *code) return 1;
        struct sock_fprog program = { size / sizeof *code, code };
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return 1;
        return !strcmp(how, "prctl")
            ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)
            : syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG, &program);
      }

      static void *confined(void *name) {
        if (install(name)) _exit(1);
        puts("ready");
        fflush(stdout);
        pause();
        return 0;
      }

      int main(int argc, char **argv) {
        how = argv[1];
        int i = 2;
        for (; argv[i] && strcmp(argv[i], "--"); i++) {
          if (!strcmp(how, "thread")) {
            pthread_t thread;
            pthread_create(&thread, 0, confined, argv[i]);
            pause();
          }
          if (install(argv[i])) return perror(argv[i]), 1;
        }
        if (argv[i + 1]) execvp(argv[i + 1], argv + i + 1);
        puts("ready");
        fflush(stdout);
        pause();
      }
      """;

  private static final Path CALLGATE = Path.of("../callgate").toAbsolutePath().normalize();

  @TempDir Path directory;

  @BeforeAll
  static void prepare() throws Exception {
    assertEquals(0, Installation.run(System.getenv(), CALLGATE, "version").status());
  }

  @BeforeEach
  void compile() {
    filter("no-fifos", "default: allow", "errno(EACCES):", "  - mknod", "  - mknodat");
  }

  /** Writes a filter of a policy. */
  private void filter(String name, String... lines) {
    try {
      Path policy = directory.resolve(name + ".yaml");
      Files.writeString(
          policy, "callgate: 1\narches: [x86_64, x32, x86]\n" + String.join("\n", lines) + "\n");
      Ran ran =
          Ran.callgate(
              "compile", policy.toString(), "-o", directory.resolve(name + ".bpf").toString());
      assertEquals(0, ran.status(), ran.err());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("by bubblewrap")
  void bubblewrap() throws Exception {
    assumeTrue(sh("command -v bwrap").status() == 0, "needs apt-get install bubblewrap");
    String bwrap = "bwrap --dev-bind / / --seccomp 3 ";
    assumeTrue(sh("bwrap --dev-bind / / true").status() == 0, "bwrap can't make namespaces here");
    assertEquals(new Ran(0, "works\n", ""), sh(bwrap + "echo works 3< no-fifos.bpf"));
    stopped(sh(bwrap + "mkfifo made 3< no-fifos.bpf"));
  }

  @ParameterizedTest
  @DisplayName("by a loader that calls")
  @ValueSource(strings = {"prctl", "seccomp"})
  void loader(String how) throws Exception {
    loader();
    assertEquals(new Ran(0, "works\n", ""), sh("./loader " + how + " no-fifos.bpf -- echo works"));
    stopped(sh("./loader " + how + " no-fifos.bpf -- mkfifo made"));
  }

  @Test
  @DisplayName("and shown again, each by itself or together")
  void inspected() throws Exception {
    loader();
    filter("no-mounts", "default: allow", "kill: [mount]");
    Process process = waiting("./loader", "prctl", "no-fifos.bpf", "no-mounts.bpf");
    try {
      String pid = Long.toString(process.pid());
      Ran together = inspect(pid);
      assumeTrue(together.status() != 4, together.err());
      assertTrue(together.out().contains("filters: 2, no_new_privs"), together.out());
      assertTrue(
          together
              .out()
              .contains("errno(EACCES):\n  - mknod\n  - mknodat\n\nkill_process:\n  - mount\n"),
          together.out());
      Ran each = inspect(pid, "--each");
      assertTrue(
          each.out().contains("\n# filter 1\n") && each.out().contains("\n# filter 2\n"),
          each.out());
      assertFalse(each.out().contains("mknodat\n\nkill_process"), each.out());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  @DisplayName("and shown for the one thread that has it")
  void thread() throws Exception {
    loader();
    Process process = waiting("./loader", "thread", "no-fifos.bpf");
    try {
      Ran ran = inspect(Long.toString(process.pid()));
      assumeTrue(ran.status() != 4, ran.err());
      assertTrue(
          ran.out().matches("(?s).*\nthread " + process.pid() + ": seccomp disabled.*"), ran.out());
      assertTrue(
          ran.out().matches("(?s).*\n\nthread [0-9]+:\nfilter 1: [0-9]+ instructions.*"),
          ran.out());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** In a process of its own: this one's JVM waits for its children, and would take the stop. */
  private static Ran inspect(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("inspect"));
    command.addAll(List.of(arguments));
    return Installation.run(System.getenv(), CALLGATE, command.toArray(String[]::new));
  }

  private void stopped(Ran ran) {
    assertTrue(ran.err().contains("Permission denied"), ran.toString());
    assertFalse(Files.exists(directory.resolve("made")), "the call was made");
  }

  private void loader() throws Exception {
    assumeTrue(sh("command -v gcc").status() == 0, "needs apt-get install gcc");
    Files.writeString(directory.resolve("loader.c"), LOADER);
    Ran ran = sh("gcc -pthread -o loader loader.c");
    assertEquals(0, ran.status(), ran.err());
  }

  /** Starts a program, and returns when it says that it is ready. */
  private Process waiting(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    Process process = new ProcessBuilder(words).directory(directory.toFile()).start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    assertEquals("ready", output.readLine());
    return process;
  }

  private Ran sh(String script) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", script).directory(directory.toFile()).start();
    process.getOutputStream().close();
    return Installation.finished(process);
  }
}
