package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As a new user would try it. For each program: recording it changes nothing that it does; under
 * the derived policy it does the same; and a call that it did not make is stopped.
 */
@DisplayName("Recorded and run under its own policy, it works, and nothing else does:")
class ProgramsIT {
  private static final Path CALLGATE = Path.of("../callgate").toAbsolutePath().normalize();

  @TempDir Path directory;
  private final List<Process> servers = new ArrayList<>();

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    assertEquals(0, Installation.run(System.getenv(), CALLGATE, "version").status());
  }

  @AfterEach
  void endServers() throws InterruptedException {
    for (Process server : servers) {
      server.destroy();
      server.waitFor();
    }
  }

  @Test
  @DisplayName("ls")
  void ls() throws Exception {
    protects("ls", "-la", "/usr");
  }

  @Test
  @DisplayName("python3, with threads and libraries")
  void python() throws Exception {
    needs("python3", "python3");
    protects(
        "python3",
        "-c",
        """
        import hashlib, json, threading
        thread = threading.Thread(target=lambda: print(hashlib.sha256(b'x').hexdigest()))
        thread.start()
        thread.join()
        print(json.dumps({'a': [1, 2]}))
        """);
  }

  @Test
  @DisplayName("git, with a history to read")
  void git() throws Exception {
    needs("git", "git");
    String asSomebody = "git -C repository -c user.name=N -c user.email=n@example.org ";
    sh("git init -q repository && echo a > repository/a");
    sh(asSomebody + "add a && " + asSomebody + "commit -qm one");
    protects("git", "-C", "repository", "log", "--stat");
  }

  @Test
  @DisplayName("sqlite3, with a database on disk")
  void sqlite() throws Exception {
    needs("sqlite3", "sqlite3");
    protects(
        "sqlite3",
        "test.db",
        "drop table if exists t; create table t (n); insert into t values (7); select n from t;");
  }

  @Test
  @DisplayName("curl, from a server on this machine")
  void curl() throws Exception {
    needs("curl", "curl");
    needs("python3", "python3");
    Files.writeString(directory.resolve("page"), "hello\n");
    protects("curl", "-s", "http://127.0.0.1:" + serve() + "/page");
  }

  @Test
  @DisplayName("gcc, with compiler, assembler and linker")
  void gcc() throws Exception {
    needs("gcc", "gcc");
    Files.writeString(directory.resolve("main.c"), "int main(void) { return 0; }\n");
    protects("gcc", "-O2", "-o", "main", "main.c");
  }

  @Test
  @DisplayName("java -version")
  void java() throws Exception {
    protects(System.getProperty("java.home") + "/bin/java", "-version");
  }

  @Test
  @DisplayName("a pipeline of a shell")
  void pipeline() throws Exception {
    protects("sh", "-c", "seq 100 | sort -r | tail -n 3 | tr 0-9 a-j; exit 3");
  }

  @Test
  @DisplayName("a static binary")
  void staticBinary() throws Exception {
    needs("gcc", "gcc");
    compile("-static");
    protects("./hello");
  }

  @Test
  @DisplayName("an i386 binary")
  void i386() throws Exception {
    needs("gcc", "gcc");
    assumeTrue(
        Files.exists(Path.of("/usr/include/asm")), "needs apt-get install gcc-multilib for -m32");
    compile("-m32");
    protects("./hello");
  }

  /** Records a program, runs it under what was recorded, and something else too. */
  private void protects(String... program) throws Exception {
    Ran alone = in(directory, List.of(program));
    Ran recorded = callgate(List.of("record", "--quiet", "-o", "policy.yaml", "--"), program);
    assertEquals(alone, recorded, "recording changed what the program does");
    Ran confined = callgate(List.of("run", "--policy", "policy.yaml", "--"), program);
    assertEquals(alone, confined, "the program needs more than was recorded");

    Ran stopped = callgate(List.of("run", "--policy", "policy.yaml", "--"), "mkfifo", "made");
    assertNotEquals(0, stopped.status());
    assertFalse(Files.exists(directory.resolve("made")), "a call that was not recorded was made");
  }

  private Ran callgate(List<String> options, String... program) throws Exception {
    List<String> command = new ArrayList<>(List.of(CALLGATE.toString()));
    command.addAll(options);
    command.addAll(List.of(program));
    return in(directory, command);
  }

  private static Ran in(Path directory, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
    process.getOutputStream().close();
    return Installation.finished(process);
  }

  private void sh(String script) throws Exception {
    Ran ran = in(directory, List.of("sh", "-c", script));
    assertEquals(0, ran.status(), ran.toString());
  }

  private void compile(String option) throws Exception {
    Files.writeString(
        directory.resolve("hello.c"),
        "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 5; }\n");
    sh("gcc " + option + " -o hello hello.c");
  }

  /** Starts a web server, and {@return its port}. */
  private int serve() throws IOException {
    Process server =
        new ProcessBuilder(
                "python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "-d", ".", "0")
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    servers.add(server);
    StringBuilder line = new StringBuilder();
    InputStream output = server.getInputStream();
    for (int c = output.read(); c != '\n' && c >= 0; c = output.read()) {
      line.append((char) c);
    }
    return Integer.parseInt(line.toString().replaceAll("(?s).* port (\\d+) .*", "$1"));
  }

  private static void needs(String program, String debianPackage) throws Exception {
    Process search =
        new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(search.waitFor() == 0, "needs apt-get install " + debianPackage);
  }
}
