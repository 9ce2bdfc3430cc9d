package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate generate")
class GenerateCommandTest {
  private static final String LOG =
      """
      7  execve("/bin/ls", ["ls"], 0x7f /* 35 vars */) = 0
      7  openat(AT_FDCWD, "/", O_RDONLY) = 3
      7  raed(3) = 0
      7  exit_group(0) = ?
      """;

  private static final String POLICY =
      """
      callgate: 1
      arches: [x86_64]
      default: errno(EPERM)
      newer: errno(ENOSYS)
      kernel: 6.12

      allow:
        - execve                              # LOG:1
        - exit                                # ends a thread
        - exit_group                          # LOG:4
        - openat                              # LOG:2
        - restart_syscall                     # goes on with a sleep that a stop interrupted
        - rt_sigreturn                        # returns from a signal handler
      """;

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  @DisplayName("prints the policy, and says what it left out")
  void prints() throws IOException {
    String log = file("ls.log", LOG);
    Ran ran = Ran.callgate("generate", "--arch", "x86_64", "--kernel", "6.12", log);
    assertEquals(POLICY.replace("LOG", log), ran.out());
    assertEquals(
        "callgate: "
            + log
            + ":3:4: no ABI has a call raed: left out; did you mean read?\n"
            + "callgate: 3 calls of 3 kinds in one log\n",
        ran.err());
    assertEquals(0, ran.status());
  }

  @Test
  @DisplayName("writes the evidence beside the policy, which can be generated from it again")
  void evidence() throws IOException {
    String log = file("ls.log", LOG);
    String policy = folder.resolve("ls.yaml").toString();
    assertEquals(
        0,
        Ran.callgate("generate", "--arch", "x86_64", "--kernel", "6.12", "-o", policy, log)
            .status());
    String text = Files.readString(Path.of(policy));
    assertEquals(POLICY.replace("LOG", log), text);
    String evidence = folder.resolve("ls.evidence.jsonl").toString();
    assertEquals(
        text, Ran.callgate("generate", "--arch", "x86_64", "--kernel", "6.12", evidence).out());
  }

  @Test
  @DisplayName("adds to a base what it lacks")
  void base() throws IOException {
    String base =
        file(
            "base.yaml",
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EACCES)
            allow: [execve, exit, exit_group, rt_sigreturn, restart_syscall]
            """);
    String log = file("ls.log", LOG);
    String out = Ran.callgate("generate", "--arch", "x86_64", "--base", base, log).out();
    assertTrue(out.contains("default: errno(EACCES)\n"), out);
    assertTrue(out.contains("  - openat                              # " + log + ":2\n"), out);
  }

  @Test
  @DisplayName("refuses a log without a call, and writes nothing")
  void noCall() throws IOException {
    String log = file("ls.log", "hello\nread(4)\n");
    Path policy = folder.resolve("ls.yaml");
    Ran ran = Ran.callgate("generate", "-o", policy.toString(), log);
    assertEquals(
        "callgate: "
            + log
            + ": there is no system call in it; logs of strace, tables of strace -c, audit records"
            + " of seccomp or of calls, and Callgate's evidence are read\n",
        ran.err());
    assertEquals(3, ran.status());
    assertFalse(Files.exists(policy));
  }

  @Test
  @DisplayName("refuses what it can't read, each in its own words")
  void refuses() throws IOException {
    String log = file("ls.log", LOG);
    assertEquals(
        "callgate: nowhere.log: there is no such file\n",
        Ran.callgate("generate", "nowhere.log").err());
    assertEquals(
        "callgate: " + folder + ": this is a directory; a log is a file\n",
        Ran.callgate("generate", folder.toString()).err());
    assertEquals(2, Ran.callgate("generate").status());
    assertEquals(2, Ran.callgate("generate", "--args", "all", log).status());
    assertEquals(2, Ran.callgate("generate", "--arch", "x87", log).status());
    assertEquals(2, Ran.callgate("generate", "--to", "docx", log).status());
  }

  @Test
  @DisplayName("says the same as JSON")
  void json() throws IOException {
    String log = file("ls.log", "getpid() = 7\n");
    String policy = folder.resolve("p.yaml").toString();
    assertEquals(
        "{\"calls\":1,\"kinds\":1,\"lines\":1,\"otherLines\":0,\"remarks\":[],\"policy\":\""
            + policy
            + "\",\"evidence\":\""
            + folder.resolve("p.evidence.jsonl")
            + "\"}\n",
        Ran.callgate("--json", "generate", "-o", policy, log).out());
  }
}
