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

@DisplayName("callgate explain LOG")
class ExplainCommandTest {
  /** What auditd wrote when oidc-gen of oidc-agent 4.2.6 was started with {@code --seccomp}. */
  private static final String OIDC_GEN =
      "type=SECCOMP msg=audit(1795637766.106:1516): auid=4294967295 uid=0 gid=0 ses=4294967295"
          + " pid=29521 comm=\"oidc-gen\" exe=\"/usr/bin/oidc-gen\" sig=31 arch=c000003e"
          + " syscall=262 compat=0 ip=0x7fe4cfdd186a code=0x0\u001dAUID=\"unset\" UID=\"root\""
          + " GID=\"root\" ARCH=x86_64 SYSCALL=unknown-syscall(-1)\n"
          + "type=ANOM_ABEND msg=audit(1795637766.106:1517): auid=4294967295 uid=0 gid=0"
          + " ses=4294967295 pid=29521 comm=\"oidc-gen\" exe=\"/usr/bin/oidc-gen\" sig=31 res=1\n";

  private static final String POLICY =
      """
      # what oidc-gen may do
      callgate: 1
      arches: [x86_64]
      default: kill_thread
      allow: [read, stat, write]
      """;

  @TempDir private Path folder;

  private static String later(int count) {
    return OIDC_GEN.replace(":1516", ":2" + count).replace(":1517", ":3" + count);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  @DisplayName("names the program, the call and what happened, also without a policy")
  void withoutPolicy() throws IOException {
    String log = file("audit.log", OIDC_GEN);
    Ran ran = Ran.callgate("explain", log);
    assertEquals(1, ran.status());
    assertTrue(
        ran.out()
            .startsWith(
                "oidc-gen (/usr/bin/oidc-gen, pid 29521, user root): newfstatat on x86_64: the"
                    + " thread was killed (SIGSYS)\n"),
        ran.out());
    assertTrue(ran.out().contains("at " + log + ":1\n"), ran.out());
    assertEquals(
        "callgate: 1 call stopped; --policy POLICY tells by which rule, and the fix\n", ran.err());
  }

  @Test
  @DisplayName("with a policy names the rule, and writes the policy that lets the call through")
  void withPolicy() throws IOException {
    String log = file("audit.log", OIDC_GEN + later(1) + later(2) + later(2));
    String policy = file("agent.yaml", POLICY);
    String fixed = folder.resolve("fixed.yaml").toString();
    Ran ran = Ran.callgate("explain", "--policy", policy, "--fix", fixed, log);
    assertEquals(1, ran.status());
    assertTrue(
        ran.out()
            .endsWith(
                "why:  no rule of "
                    + policy
                    + " matches it, so it gets the default: kill_thread\n"
                    + "let:  stat does the same job and is let through\n"
                    + "fix:  allow newfstatat\n"
                    + "        allow: [newfstatat]\n"
                    + "      this lets through newfstatat with any arguments on x86_64\n\n"),
        ran.out());
    assertTrue(ran.out().contains("3 times, first "), ran.out());
    assertEquals(
        "callgate: 3 calls stopped\ncallgate: wrote " + fixed + ", one change\n", ran.err());
    assertEquals(POLICY.replace("write]", "write, newfstatat]"), Files.readString(Path.of(fixed)));
    assertEquals(
        "ALLOW\n",
        Ran.callgate("simulate", "--quiet", fixed, "--arch", "x86_64", "newfstatat").out());
  }

  @Test
  @DisplayName("shows only what is asked for, and says where there is nothing")
  void filters() throws IOException {
    String log = file("audit.log", OIDC_GEN);
    for (String[] wanted :
        new String[][] {
          {"--comm", "oidc-gen"}, {"--exe", "/usr/bin/oidc-gen"}, {"--exe", "oidc-gen"},
          {"--pid", "29521"}, {"--since", "@1795637766"}, {"--comm", "x", "--comm", "oidc-gen"}
        }) {
      assertEquals(1, Ran.callgate(explain(wanted, log)).status(), String.join(" ", wanted));
    }
    for (String[] other :
        new String[][] {
          {"--comm", "MHD-listen"},
          {"--exe", "/bin/ls"},
          {"--pid", "1"},
          {"--unit", "x"},
          {"--since", "@1795637767"}
        }) {
      Ran ran = Ran.callgate(explain(other, log));
      assertEquals(0, ran.status(), String.join(" ", other));
      assertEquals("", ran.out());
      assertTrue(
          ran.err()
              .endsWith(
                  "callgate: no call that is asked for; --comm, --exe, --pid, --unit and --since"
                      + " leave out all 1 that these logs have\n"),
          ran.err());
    }
    assertTrue(
        Ran.callgate("explain", file("empty.log", ""))
            .err()
            .startsWith("callgate: no call that a filter stopped in 0 lines"));
  }

  private static String[] explain(String[] options, String log) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "explain";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[arguments.length - 1] = log;
    return arguments;
  }

  @Test
  @DisplayName("shows names that a program chose without what they do to a terminal")
  void escaped() throws IOException {
    String log =
        file(
            "audit.log",
            OIDC_GEN
                .replace("comm=\"oidc-gen\"", "comm=611B5B33316D0A62")
                .replace("exe=\"/usr/bin/oidc-gen\"", "exe=2F746D702FE280AE78"));
    Ran ran = Ran.callgate("explain", log);
    assertTrue(ran.out().startsWith("a\\x1b[31m\\nb (/tmp/\\u202ex, pid 29521"), ran.out());
    assertFalse(ran.out().contains("\u001b"));
    assertFalse(Ran.callgate("--json", "explain", log).out().contains("\u001b"));
  }

  @Test
  @DisplayName("as JSON is one document with stable keys")
  void json() throws IOException {
    String log = file("audit.log", OIDC_GEN);
    String policy = file("agent.yaml", POLICY);
    Ran ran = Ran.callgate("--json", "explain", "--policy", policy, log);
    assertEquals(1, ran.status());
    for (String part :
        new String[] {
          "{\"violations\":1,\"leftOut\":0,\"lines\":2,",
          "\"first\":\"2026-11-25T20:16:06.106Z\"",
          "\"comm\":\"oidc-gen\"",
          "\"name\":\"newfstatat\",\"number\":262,\"abi\":\"x86_64\"",
          "\"received\":[\"KILL_THREAD\"]",
          "\"decidedBy\":[{\"by\":\"default\",\"action\":\"KILL_THREAD\"",
          "\"relatives\":[\"stat\"]",
          "\"entry\":\"allow: [newfstatat]\""
        }) {
      assertTrue(ran.out().contains(part), part + "\n" + ran.out());
    }
  }

  @Test
  @DisplayName("of strace's log takes what the policy says for the filter's doing, and no more")
  void strace() throws IOException {
    String log =
        file(
            "trace.log",
            """
            7  execve("/bin/app", ["app"], 0x7f /* 35 vars */) = 0
            7  setuid(0) = -1 EPERM (Operation not permitted)
            7  unshare(CLONE_NEWUSER) = -1 EPERM (Operation not permitted)
            """);
    Ran all = Ran.callgate("explain", log);
    assertTrue(all.out().contains("setuid(0)"), all.out());
    assertTrue(
        all.out()
            .contains("a filter may have done that, or the kernel itself: --policy POLICY tells"));
    Ran judged = Ran.callgate("explain", "--policy", "builtin:docker", "--arch", "x86_64", log);
    assertFalse(judged.out().contains("setuid"), judged.out());
    assertTrue(judged.out().contains("unshare(CLONE_NEWUSER) on x86_64"), judged.out());
  }

  @Test
  @DisplayName("needs a log, or --audit, and a policy to fix")
  void usage() throws IOException {
    String log = file("audit.log", OIDC_GEN);
    assertEquals(2, Ran.callgate("explain").status());
    assertEquals(2, Ran.callgate("explain", "--audit", log).status());
    assertEquals(2, Ran.callgate("explain", "--fix", "x", log).status());
    assertEquals(2, Ran.callgate("explain", "--since", "soon", log).status());
    assertEquals(2, Ran.callgate("explain", "--pid", "x", log).status());
    assertEquals(
        2, Ran.callgate("explain", "--policy", "builtin:docker", "--fix", "-", log).status());
    assertEquals(3, Ran.callgate("explain", folder.resolve("none").toString()).status());
    assertEquals(3, Ran.callgate("explain", folder.toString()).status());
  }

  @Test
  @DisplayName("says so where a log is damaged, or a file is no core dump")
  void damaged() throws IOException {
    Path cut = folder.resolve("audit.log.gz");
    Files.write(cut, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2});
    Ran ran = Ran.callgate("explain", cut.toString());
    assertEquals(3, ran.status(), ran.toString());
    Path program = folder.resolve("program");
    Files.write(program, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    Ran core = Ran.callgate("explain", program.toString());
    assertEquals(3, core.status(), core.toString());
    assertTrue(core.err().contains("this is no core dump"), core.err());
    assertEquals(3, Ran.callgate("explain", "/bin/sh").status());
  }
}
