package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate lint")
class LintCommandTest {
  @TempDir Path directory;
  private String policy = "";

  @BeforeEach
  void write() throws IOException {
    policy =
        write(
            """
            callgate: 1
            arches: [x86_64]
            default: errno(EPERM)
            allow: [exit_group, exit, clone, ptrace]
            errno(ENOSYS): [clone3]
            """);
  }

  private String write(String text) throws IOException {
    Path file = Files.createTempFile(directory, "policy", ".yaml");
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  @DisplayName("reports warnings and errors, and has status 1")
  void report() {
    Ran ran = Ran.callgate("lint", policy);
    assertEquals(
        policy
            + ":4:27: warning: CG710 user-namespace\n"
            + "    clone with CLONE_NEWUSER let through.\n"
            + "    In a user namespace every process has all capabilities: much more of the kernel"
            + " to attack.\n"
            + "    for example x86_64: clone(CLONE_NEWUSER, NULL, NULL, NULL, NULL) gets ALLOW\n"
            + "    fix: let clone through only without the flag 0x10000000\n",
        ran.out());
    assertEquals(
        "callgate: 3 that matter less are not shown; --severity note shows all\n", ran.err());
    assertEquals(1, ran.status());
  }

  @Test
  @DisplayName("has status 0 where nothing matters enough")
  void threshold() {
    Ran ran = Ran.callgate("--quiet", "lint", "--severity", "error", policy);
    assertEquals("", ran.out() + ran.err());
    assertEquals(0, ran.status());
  }

  @Test
  @DisplayName("leaves out what is to be ignored")
  void ignore() {
    Ran ran =
        Ran.callgate(
            "lint",
            "--severity",
            "note",
            "--ignore",
            "CG710",
            "--ignore",
            "tracer",
            "--ignore",
            "CG602",
            policy);
    assertEquals(
        policy
            + ":3:10: note: CG105 abi-missing\n"
            + "    x86 programs can't run: all their calls get KILL_PROCESS.\n"
            + "    The policy names x86_64 only.\n"
            + "    fix: add x86 to the ABIs where such programs are wanted\n",
        ran.out());
    assertEquals(1, ran.status());
  }

  @Test
  @DisplayName("looks at raw filters too")
  void raw() throws IOException {
    Path file = directory.resolve("allow.bpf");
    Files.write(file, new byte[] {6, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f});
    Ran ran = Ran.callgate("lint", file.toString());
    assertTrue(ran.out().startsWith(file + ": warning: CG107 unconfined\n"), ran.out());
    assertEquals(1, ran.status());
  }

  @Test
  @DisplayName("writes JSON and SARIF")
  void machines() {
    assertTrue(
        Ran.callgate("--json", "lint", policy)
            .out()
            .startsWith(
                "{\"notes\":0,\"warnings\":1,\"errors\":0,\"findings\":[{\"code\":\"CG710\""));
    assertTrue(Ran.callgate("lint", "--sarif", policy).out().startsWith("{\"$schema\":\"https://"));
  }

  @Test
  @DisplayName("looks at several policies, and puts all findings into one report")
  void several() throws IOException {
    String other = write("[Service]\nSystemCallFilter=read exit exit_group rt_sigreturn clone\n");
    Ran ran = Ran.callgate("--json", "lint", "--severity", "error", "--ignore", "CG710", policy);
    assertEquals("{\"notes\":0,\"warnings\":0,\"errors\":0,\"findings\":[]}\n", ran.out());
    assertEquals(0, ran.status());
    Ran both = Ran.callgate("lint", policy, other);
    assertTrue(both.out().contains(policy + ":4:27: warning: CG710"), both.out());
    assertTrue(both.out().contains(other + ":2:1: warning: CG710"), both.out());
    assertEquals(1, both.status());
    Ran sarif = Ran.callgate("lint", "--sarif", policy, other);
    assertEquals(1, sarif.out().split("\"tool\"", -1).length - 1);
    assertTrue(sarif.out().contains("\"uri\":\"file://" + other + "\""), sarif.out());
    Ran missing = Ran.callgate("lint", policy, "missing.yaml");
    assertEquals("", missing.out());
    assertEquals(3, missing.status());
  }

  @Test
  @DisplayName("lists its codes, as JSON too")
  void codes() {
    assertTrue(
        Ran.callgate("--json", "lint", "--codes")
            .out()
            .startsWith(
                "{\"codes\":[{\"code\":\"CG101\",\"name\":\"x32-open\",\"severity\":\"error\","));
    assertTrue(
        Ran.callgate("lint", "--codes")
            .out()
            .contains("CG201 compared-too-wide: bits are compared that the kernel ignores\n"));
  }

  @Test
  @DisplayName("says what is wrong with its options")
  void usage() {
    assertEquals(
        "callgate: --severity is note, warning or error, not bad\n",
        Ran.callgate("lint", "--severity", "bad", policy).err());
    assertEquals(
        "callgate: there is no code CG999; callgate lint --codes lists them\n",
        Ran.callgate("lint", "--ignore", "CG999", policy).err());
    assertEquals(
        "callgate: a target looks like glibc=2.41,kernel=6.12,jdk=25 (also musl, gnulib, wine), not"
            + " openssl=3\n",
        Ran.callgate("lint", "--target", "openssl=3", policy).err());
    assertEquals(2, Ran.callgate("lint").status());
  }
}
