package callgate.format;

import static callgate.format.Policies.decide;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.decision.Call;
import callgate.decision.PolicyEvaluator;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Privilege files of oidc-agent")
class OidcFormatTest {
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void files() throws IOException {
    write("general.priv", "exit_group", "exit", "brk");
    write("memory.priv", "mmap", "munmap");
    write("print.priv", "# to the user", "write fd=1,2    # never files", "fstat stdin|stdout");
    write("kill.priv", "kill");
  }

  private void write(String name, String... lines) throws IOException {
    Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
  }

  private Source.Written read(String part) {
    return (Source.Written) PolicySource.read(directory + part, Policies.OPTIONS);
  }

  private Policy policy(String part) {
    return read(part).policy();
  }

  private List<String> warnings(String part) {
    return read(part).warnings().stream()
        .map(warning -> warning.toString().replace(directory + "/", ""))
        .toList();
  }

  private String problem(String part) {
    String message = String.valueOf(assertThrows(BadInput.class, () -> read(part)).getMessage());
    return message.replace(directory + "/", "").replace(directory.toString(), "DIR");
  }

  @Test
  @DisplayName("list calls; all others kill the thread, on other ABIs too")
  void calls() {
    Policy policy = policy("/general.priv");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "brk"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86_64, "read"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86, "brk"));
  }

  @Test
  @DisplayName("have conditions, which are enforced")
  void conditions() throws IOException {
    Policy print = policy("/print.priv");
    assertEquals("ALLOW", decide(print, Abi.X86_64, "write", 2));
    assertEquals("KILL_THREAD", decide(print, Abi.X86_64, "write", 3));
    assertEquals("never files", print.rules().getLast().reason());
    write(
        "more.priv",
        "prctl option=PR_SET_PDEATHSIG arg1=SIGTERM",
        "\tmprotect (prot & PROT_EXEC) == 0\r");
    Policy more = policy("/more.priv");
    assertEquals("ALLOW", decide(more, Abi.X86_64, "prctl", 1, 15));
    assertEquals("KILL_THREAD", decide(more, Abi.X86_64, "prctl", 1, 9));
    assertEquals("KILL_THREAD", decide(more, Abi.X86_64, "prctl", 2, 15));
    assertEquals("ALLOW", decide(more, Abi.X86_64, "mprotect", 0, 4096, 3));
    assertEquals("KILL_THREAD", decide(more, Abi.X86_64, "mprotect", 0, 4096, 7));
  }

  @Test
  @DisplayName("have other text, which is not enforced and therefore told")
  void text() throws IOException {
    write("text.priv", "open /etc/localtime", "prctl PR_SET_PDEATHSIG SIGTERM", "recv");
    assertEquals(
        List.of(
            "text.priv:1:6: warning: the text after open is not enforced: /etc/localtime",
            "text.priv:2:7: warning: the text after prctl is not enforced: PR_SET_PDEATHSIG"
                + " SIGTERM; write prctl option=PR_SET_PDEATHSIG arg2=SIGTERM",
            "text.priv:3:1: warning: x86_64 has no call recv"),
        warnings("/text.priv"));
    assertEquals(
        List.of(
            "print.priv:3:7: warning: the text after fstat is not enforced: stdin|stdout; write"
                + " fstat fd=0,1"),
        warnings("/print.priv"));
  }

  @Test
  @DisplayName("include others, once each")
  void includes() throws IOException {
    write("all.priv", "include general", "include memory.priv", "include all", "read");
    Policy policy = policy("/all.priv");
    for (String call : List.of("exit", "mmap", "read")) {
      assertEquals("ALLOW", decide(policy, Abi.X86_64, call));
    }
  }

  @Test
  @DisplayName("make up components, which a file beside them describes")
  void components() throws IOException {
    write(
        "components.yaml",
        "default: errno(EACCES)",
        "includes: { general: [memory] }",
        "tool: [general, { kill: { with: [-k, --kill] } }, { print: { unless: [--quiet] } }]");
    assertEquals("ERRNO(13)", decide(policy(":tool"), Abi.X86_64, "kill"));
    assertEquals("ALLOW", decide(policy(":tool"), Abi.X86_64, "munmap"));
    assertEquals("ALLOW", decide(policy(":tool -v --kill=1"), Abi.X86_64, "kill"));
    assertEquals("ALLOW", decide(policy(":tool"), Abi.X86_64, "fstat"));
    assertEquals("ERRNO(13)", decide(policy(":tool --quiet"), Abi.X86_64, "fstat"));
    assertEquals("ERRNO(13)", decide(policy(":memory"), Abi.X86_64, "brk"));
    assertEquals(
        "DIR: this has the privileges of several programs; say whose: DIR:COMPONENT, which is one"
            + " of tool",
        problem(""));
    assertEquals("DIR:tol: there is no component tol; did you mean tool?", problem(":tol"));
  }

  @Test
  @DisplayName("can stand for all calls that do the same job")
  void families() throws IOException {
    write("components.yaml", "families: true", "tool: [general, files]");
    write("files.priv", "open", "stat");
    Policy policy = policy(":tool");
    for (String call : List.of("openat", "openat2", "newfstatat", "statx")) {
      assertEquals("ALLOW", decide(policy, Abi.X86_64, call));
    }
    assertEquals("ERRNO(38)", decide(policy, Abi.X86_64, 4000));
  }

  @Test
  @DisplayName("with a condition that another line undoes are told")
  void undone() throws IOException {
    write("both.priv", "include print", "write");
    assertEquals(
        "print.priv:2:1: warning: this restricts nothing: the call is allowed with any arguments"
            + " at both.priv:2:1",
        warnings("/both.priv").getLast());
  }

  @Test
  @DisplayName("with a mistake are refused where the mistake is")
  void mistakes() throws IOException {
    write("bad.priv", "read", "raed");
    assertEquals("bad.priv:2:1: no ABI has a call raed; did you mean read?", problem("/bad.priv"));
    write("bad.priv", "write fd=1,stdout");
    assertEquals(
        "bad.priv:1:7: write has no argument stdout on x86_64; its arguments are fd, buf, count",
        problem("/bad.priv"));
    write("bad.priv", "mmap prot & PROT_EXECC == 0");
    assertEquals(
        "bad.priv:1:13: there is no constant PROT_EXECC; did you mean PROT_EXEC?",
        problem("/bad.priv"));
    write("bad.priv", "include nothing");
    assertEquals("bad.priv:1:9: there is no file nothing.priv", problem("/bad.priv"));
    write("components.yaml", "tool: [{ kill: { if: [-k] } }]");
    assertEquals("components.yaml:1:18: kill has no key if; it has with, unless", problem(":tool"));
  }

  @Test
  @DisplayName("are known by what is in them, too")
  void recognition() {
    assertEquals("ALLOW", decide(Policies.read("# mine", "read", "brk"), Abi.X86_64, "brk"));
  }

  @ParameterizedTest
  @DisplayName("of oidc-agent 4.2 come with Callgate")
  @CsvSource({
    "oidc-token, openat newfstatat pselect6 connect execve, kill listen",
    "oidc-add, read getdents64 ioctl, kill listen",
    "oidc-gen, mkdir getdents64 clock_nanosleep, kill accept",
    "oidc-agent, clone3 accept4 ppoll statx, reboot mount",
  })
  void builtins(String component, String allowed, String stopped) {
    Policy policy = Builtins.read("oidc-agent/" + component, Policies.OPTIONS).policy();
    for (String call : allowed.split(" ", -1)) {
      assertEquals("ALLOW", decide(policy, Abi.X86_64, call), call);
    }
    for (String call : stopped.split(" ", -1)) {
      assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, call), call);
    }
  }

  @Test
  @DisplayName("of oidc-agent mean what they mean to it where a directory has no components")
  void stock() throws IOException {
    for (String file :
        List.of("logging", "socket", "time", "prompt", "read", "agentIpc", "crypt", "daemon")) {
      write(file + ".priv");
    }
    write("logging.priv", "getpid");
    Policy policy = policy(":oidc-token");
    long allowed =
        Syscalls.names(Abi.X86_64).stream()
            .map(name -> Call.of(Abi.X86_64, Syscalls.number(Abi.X86_64, name).orElseThrow(), 1))
            .filter(call -> PolicyEvaluator.decide(policy, call).lets())
            .count();
    assertEquals(8, allowed);
  }
}
