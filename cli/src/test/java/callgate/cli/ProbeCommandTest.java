package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate probe")
class ProbeCommandTest {
  @TempDir private Path folder;

  /** {@return what probe says inside of a sandbox} */
  private Ran inside(String policy, String... options) throws Exception {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "probing works on x86_64 only, so far");
    List<String> command = new ArrayList<>(callgate());
    command.addAll(List.of("run", "--policy", policy, "--"));
    command.addAll(callgate());
    command.add("probe");
    command.addAll(List.of(options));
    return Installation.finished(new ProcessBuilder(command).start());
  }

  private static List<String> callgate() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "callgate.cli.Main");
  }

  private String policy(String text) throws Exception {
    return Files.writeString(folder.resolve("policy.yaml"), text).toString();
  }

  @Test
  @DisplayName("recognises Docker's default by what it does with thousands of calls")
  void docker() throws Exception {
    Ran ran = inside("builtin:docker");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("\nthis behaves like builtin:docker in all 1"), ran.out());
    assertTrue(
        ran.out().contains("  errno(EPERM), socket with:\n    AF_ALG AF_VSOCK\n"), ran.out());
  }

  @Test
  @DisplayName("tells errnos, traps and kills apart, on every ABI, and finds what a policy says")
  void answers() throws Exception {
    String policy =
        policy(
            """
            callgate: 1
            arches: [x86_64, x86]
            default: allow
            trap: [sethostname]
            kill: [reboot]
            errno(EXDEV): [acct, fork]
            """);
    Ran ran = inside(policy, "--policy", policy);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(
        ran.out()
            .contains(
                """
                  trap, 1 call:
                    sethostname
                """),
        ran.out());
    assertTrue(ran.out().contains("\nx32: every call: kill\n"), ran.out());
    assertTrue(ran.out().contains("\nno difference from " + policy + " in "), ran.out());
  }

  @Test
  @DisplayName("shows where a sandbox is not what a policy says, and answers no")
  void differences() throws Exception {
    String outer =
        policy("callgate: 1\narches: [x86_64, x86, x32]\nkill: [acct]\ndefault: allow\n");
    Path other = folder.resolve("other.yaml");
    Files.writeString(
        other, "callgate: 1\narches: [x86_64, x86, x32]\nkill: [umask]\ndefault: allow\n");
    Ran ran = inside(outer, "--policy", other.toString());
    assertEquals(1, ran.status(), ran.err());
    assertTrue(ran.out().contains("  acct(NULL) on x86_64: kill, not allow\n"), ran.out());
    assertTrue(ran.out().contains("  umask(0) on x86: allow, not kill_process\n"), ran.out());
    assertTrue(ran.out().contains("\n6 of "), ran.out());
  }

  @Test
  @DisplayName("says what it needs where filters can't be installed")
  void refused() throws Exception {
    Ran ran =
        inside(
            policy(
                """
                callgate: 1
                arches: [x86_64, x86]
                default: allow
                errno(EPERM): [seccomp]
                """));
    assertEquals(4, ran.status());
    assertTrue(
        ran.err().startsWith("callgate: this sandbox lets nobody install a filter"), ran.err());
  }
}
