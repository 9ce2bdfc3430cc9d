package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs are stopped for real while auditd watches. There can be one auditd on a machine, so that
 * tests take turns.
 */
@DisplayName("callgate explain, of what auditd and the kernel really write")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditdIT {
  private static final Path CALLGATE = Path.of("..", "callgate").toAbsolutePath().normalize();

  private static final String CONFIGURATION =
      """
      log_file = DIRECTORY/audit.log
      log_format = ENRICHED
      plugin_dir = DIRECTORY/plugins.d
      max_log_file_action = IGNORE
      space_left = 2
      admin_space_left = 1
      space_left_action = IGNORE
      admin_space_left_action = IGNORE
      disk_full_action = IGNORE
      disk_error_action = IGNORE
      """;

  /** Everybody that stops programs here, each in its own way; then what they were given. */
  private static final String SCRIPT =
      """
      exec 9> /tmp/auditd.lock
      flock 9
      before=$(auditctl -s | sed -n 's/^enabled //p')
      auditctl -e 1 > /dev/null
      auditd -n -c "$PWD/conf" 9>&- & auditd=$!
      for i in $(seq 50); do auditctl -s | grep -q "^pid $auditd" && break; sleep 0.1; done
      run() { policy=$1; shift; "$CALLGATE" run --policy "$policy" "$@" 9>&-; }
      run kill.yaml -- mkdir a
      run error.yaml -- mkdir b
      run kill.yaml --mode log -- mkdir c
      run trap.yaml -- mkdir d
      run thread.yaml -- python3 -c "$THREAD"
      [ -x hello32 ] && run native.yaml -- ./hello32
      [ -x /usr/bin/oidc-gen ] && /usr/bin/oidc-gen --seccomp -l
      ulimit -c unlimited
      run kill.yaml -- mkdir -m 700 /tmp/no-such-folder
      sleep 0.5
      kill $auditd
      wait $auditd
      auditctl -e "$before" > /dev/null
      ausearch -m SECCOMP -if audit.log > ausearch.log
      ausearch -m SECCOMP -if audit.log -i > interpreted.log
      true
      """;

  private static final String THREAD =
      """
      import ctypes, threading
      libc = ctypes.CDLL(None)
      def work():
          libc.prctl(15, b"MHD-listen")
          libc.mkdir(b"e", 0o700)
      thread = threading.Thread(target=work, daemon=True)
      thread.start()
      thread.join(1)
      """;

  private Path directory = Path.of(".");

  @BeforeAll
  void stopPrograms(@TempDir Path temporary) throws Exception {
    directory = temporary;
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/auditd")), "needs apt-get install auditd");
    assumeTrue(sh("id -u").out().equals("0\n"), "needs root");
    assumeTrue(sh("auditctl -s").status() == 0, "needs a kernel with CONFIG_AUDIT");
    assumeTrue(
        sh("auditctl -s | grep -qx 'pid 0'").status() == 0,
        "needs a machine on which no auditd runs");
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    Files.createDirectories(directory.resolve("plugins.d"));
    Files.writeString(
        configuration.resolve("auditd.conf"),
        CONFIGURATION.replace("DIRECTORY", directory.toString()));
    Files.setPosixFilePermissions(
        configuration.resolve("auditd.conf"), PosixFilePermissions.fromString("rw-r-----"));
    policy("kill", "kill_process", "");
    policy("error", "errno(EPERM)", "flags: [log]\n");
    policy("trap", "trap", "");
    policy("thread", "kill_thread", "");
    Files.writeString(
        directory.resolve("native.yaml"),
        """
        callgate: 1
        arches: [x86_64]
        default: allow
        errno(EPERM): [bpf]
        """);
    Files.writeString(directory.resolve("hello.c"), "int main(void) { return 0; }\n");
    sh("gcc -m32 -o hello32 hello.c");
    Ran ran = sh(SCRIPT);
    assertEquals(0, ran.status(), ran.toString());
  }

  private void policy(String name, String action, String flags) throws IOException {
    Files.writeString(
        directory.resolve(name + ".yaml"),
        "callgate: 1\ndefault: allow\n" + flags + action + ":\n  - mkdir    # no folders here\n");
  }

  private Ran sh(String script) throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder(List.of("bash", "-c", script)).directory(directory.toFile());
    shell.environment().put("CALLGATE", CALLGATE.toString());
    shell.environment().put("THREAD", THREAD);
    Process process = shell.start();
    process.getOutputStream().close();
    return Installation.finished(process);
  }

  private String log(String name) {
    return directory.resolve(name).toString();
  }

  private Ran explain(String policy, String log, String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "explain";
    arguments[1] = "--policy";
    arguments[2] = directory.resolve(policy + ".yaml").toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    arguments[arguments.length - 1] = log(log);
    return Ran.callgate(arguments);
  }

  private void says(Ran ran, String... parts) {
    for (String part : parts) {
      assertTrue(ran.out().contains(part), part + "\n" + ran);
    }
    assertEquals(1, ran.status(), ran.toString());
  }

  @Test
  @DisplayName("kills, errors and logged calls, each by its rule")
  void actions() {
    says(
        explain("kill", "audit.log", "--comm", "mkdir"),
        "mkdir (/usr/bin/mkdir, pid ",
        "mkdir on x86_64: the process was killed (SIGSYS)",
        "mkdir on x86_64: the call was let through, and logged",
        "gives it kill_process (no folders here)",
        "this time it was let through and logged; enforced, the policy stops it");
    says(
        explain("error", "audit.log", "--comm", "mkdir"),
        "mkdir on x86_64: the call failed with an error",
        "gives it errno(EPERM) (no folders here)");
  }

  @Test
  @DisplayName("a death by a trap, of which there is no other record")
  void trap() {
    says(
        explain("trap", "audit.log", "--comm", "mkdir"),
        "died of SIGSYS, and no record says by which call");
  }

  @Test
  @DisplayName("a thread of a program that goes on")
  void thread() {
    says(
        explain("thread", "audit.log", "--comm", "MHD-listen"),
        "MHD-listen (",
        "mkdir on x86_64: the thread was killed (SIGSYS)");
  }

  @Test
  @DisplayName("a program of another ABI")
  void otherAbi() {
    assumeTrue(
        Files.exists(directory.resolve("hello32")), "needs apt-get install gcc-multilib for -m32");
    says(
        explain("native", "audit.log", "--exe", "hello32"),
        " on x86: the process was killed (SIGSYS)",
        "native.yaml is not about this ABI, and all its calls get kill_process",
        "arches: [x86_64, x86]");
  }

  @Test
  @DisplayName("oidc-agent's own filter, in one line")
  void oidcAgent() throws Exception {
    assumeTrue(
        sh("oidc-gen --help | grep -q -e --seccomp").status() == 0,
        "needs apt-get install oidc-agent-cli, of a release before 4.3");
    Ran ran = Ran.callgate("explain", "--comm", "oidc-gen", log("audit.log"));
    says(ran, "oidc-gen (/usr/bin/oidc-gen, pid ", "the thread was killed (SIGSYS)");
  }

  @Test
  @DisplayName("as ausearch shows it, plain and in words")
  void ausearch() {
    for (String log : new String[] {"ausearch.log", "interpreted.log"}) {
      says(explain("kill", log, "--comm", "mkdir"), "mkdir on x86_64: ", "(no folders here)");
      says(explain("thread", log, "--comm", "MHD-listen"), "MHD-listen (");
    }
  }

  @Test
  @DisplayName("a core dump, with the arguments and the texts that they point to")
  void coreDump() throws Exception {
    String core = sh("ls core* | head -1").out().strip();
    assumeTrue(!core.isEmpty(), "needs sysctl kernel.core_pattern=core");
    says(
        explain("kill", core),
        "mkdir(0x",
        ", 0700) on x86_64: it was killed by SIGSYS",
        "pathname \"/tmp/no-such-folder\"",
        "gives it kill_process (no folders here)");
  }

  @Test
  @DisplayName("and the evidence that it is makes a wider policy")
  void generate() {
    Ran ran =
        Ran.callgate(
            "generate", "--base", directory.resolve("native.yaml").toString(), log("ausearch.log"));
    assertEquals(0, ran.status(), ran.toString());
    assertTrue(ran.out().contains("bpf"), ran.out());
  }
}
