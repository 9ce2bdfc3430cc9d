package callgate.format;

import static callgate.format.Policies.decide;
import static callgate.format.Policies.problem;
import static callgate.format.Policies.read;
import static callgate.format.Policies.warnings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A policy of kafel")
class KafelFormatTest {
  private static String on(Policy policy, String name, long... arguments) {
    return decide(policy, Abi.X86_64, name, arguments);
  }

  @Test
  @DisplayName("decides by the first rule that holds, and kills otherwise")
  void firstRule() {
    Policy policy =
        read(
            "// two policies, one in the other",
            "POLICY small { ALLOW { read, write { fd == 1 } } }",
            "POLICY large { USE small, ERRNO(5) { write, ptrace }, USER_NOTIF { bpf } }",
            "USE large DEFAULT TRAP(3)");
    assertEquals("ALLOW", on(policy, "write", 1));
    assertEquals("ERRNO(5)", on(policy, "write", 2));
    assertEquals("USER_NOTIF", on(policy, "bpf"));
    assertEquals("TRAP(3)", on(policy, "open"));
    assertEquals("TRAP(3)", decide(policy, Abi.X32, "read"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86, "read"));
    assertEquals("KILL_THREAD", on(read("ALLOW { read }"), "write"));
  }

  @Test
  @DisplayName("knows constants, in four notations, and comments of two kinds")
  void constants() {
    Policy policy =
        read(
            "#define A 0x10",
            "#define B 0b11 /* and",
            " more */",
            "#define number_of_ptrace 101",
            "ALLOW { fcntl { cmd == A || cmd == B, cmd == 07 }, number_of_ptrace }",
            "DEFAULT KILL_PROCESS");
    assertEquals("ALLOW", on(policy, "fcntl", 0, 16));
    assertEquals("ALLOW", on(policy, "fcntl", 0, 3));
    assertEquals("ALLOW", on(policy, "fcntl", 0, 7));
    assertEquals("KILL_PROCESS", on(policy, "fcntl", 0, 8));
    assertEquals("ALLOW", on(policy, "ptrace"));
  }

  @Test
  @DisplayName("compares as many bits as its prototypes say, and 64 with a larger number")
  void widths() {
    Policy policy =
        read(
            "ALLOW {",
            "  socket { family == 1 },",
            "  mmap { fd == 0xffffffff },",
            "  listen { fd == 0x100000001 },",
            "  bind(one, two) { one == 7 }",
            "}");
    assertEquals("ALLOW", on(policy, "socket", 0x500000001L));
    assertEquals("ALLOW", on(policy, "mmap", 0, 0, 0, 0, 0xffffffffL));
    assertEquals("KILL_THREAD", on(policy, "mmap", 0, 0, 0, 0, -1));
    assertEquals("ALLOW", on(policy, "listen", 0x100000001L));
    assertEquals("KILL_THREAD", on(policy, "listen", 1));
    assertEquals("KILL_THREAD", on(policy, "bind", 0x100000007L));
  }

  @Test
  @DisplayName("masks and sets bits before it compares, which bind closer than comparisons")
  void bits() {
    Policy policy =
        read(
            "ALLOW {",
            "  open { flags & 3 == 1 && !(flags & 0x40 != 0) },",
            "  openat { (flags | 0x10) > 0x1f },",
            "  creat { 5 <= mode }",
            "}");
    assertEquals("ALLOW", on(policy, "open", 0, 0x401));
    assertEquals("KILL_THREAD", on(policy, "open", 0, 0x41));
    assertEquals("ALLOW", on(policy, "openat", 0, 0, 0x20));
    assertEquals("KILL_THREAD", on(policy, "openat", 0, 0, 0xf));
    assertEquals("ALLOW", on(policy, "creat", 0, 5));
    assertEquals("KILL_THREAD", on(policy, "creat", 0, 4));
  }

  @Test
  @DisplayName("names calls as the kernel's functions are called, by number, and for some machines")
  void names() {
    Policy policy =
        read("ALLOW { newfstat, SYSCALL[39], mmap2 ON {arm, x86}, read ON x86_64 } DEFAULT LOG");
    assertEquals("ALLOW", on(policy, "fstat"));
    assertEquals("ALLOW", on(policy, "getpid"));
    assertEquals("ALLOW", on(policy, "read"));
    assertEquals("LOG", on(policy, "write"));
    assertEquals(
        List.of(
            "policy:1:9: warning: x86_64 has no call mmap2; kafel refuses the policy there: write"
                + " mmap2 ON ..."),
        warnings("ALLOW { mmap2 }"));
  }

  @Test
  @DisplayName("includes other files, named from its own directory")
  void includes(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("base"), "POLICY base { ALLOW { read } }\n");
    Path main = directory.resolve("main.policy");
    Files.writeString(main, "#include \"base\";\nUSE base DEFAULT LOG\n");
    Policy policy =
        ((Source.Written) PolicySource.read(main.toString(), Policies.OPTIONS)).policy();
    assertEquals("ALLOW", on(policy, "read"));
  }

  @Test
  @DisplayName("with a mistake is refused, where it stands")
  void mistakes() {
    assertEquals(
        "policy:1:9: there is no call raed; did you mean read?", problem("ALLOW { raed }"));
    assertEquals(
        "policy:1:16: write has no argument fdd; did you mean fd?. Constants are defined: #define"
            + " fdd 1",
        problem("ALLOW { write {fdd == 1} }"));
    assertEquals(
        "policy:1:16: this is about two arguments at once; Callgate compares one with a number",
        problem("ALLOW { write {fd == count} }"));
    assertEquals(
        "policy:1:5: there is no policy main before this", problem("USE main", "DEFAULT KILL"));
    assertEquals("policy:2:1: there is a DEFAULT already", problem("DEFAULT LOG", "DEFAULT LOG"));
    assertEquals("policy:1:15: this number is 0 to 65535", problem("DEFAULT ERRNO(65536)"));
    assertEquals("policy:1:14: this comment has no end", problem("DEFAULT KILL /* x"));
    assertEquals(
        "policy:2:1: POLICY, USE, DEFAULT, #define or an action was expected here, not }",
        problem("DEFAULT KILL", "}"));
    assertEquals(
        List.of("policy:1:8: warning: nothing uses policy a; write USE a"),
        warnings("POLICY a { ALLOW { read } }"));
  }

  @Test
  @DisplayName("is written with names for arguments and constants")
  void written() {
    Policy policy =
        read(
            "callgate: 1",
            "default: errno(EPERM)",
            "arches: [x86_64]",
            "allow:",
            "  - read   # why",
            "  - write",
            "  - socket: { family: [AF_UNIX, AF_INET] }",
            "errno(ENOSYS): [clone3]");
    Rendering rendering = Formats.named("kafel").orElseThrow().write(policy, WriteOptions.DEFAULT);
    assertEquals(
        """
        // for x86_64
        #define AF_INET 2
        #define AF_UNIX 1
        POLICY main {
          ALLOW {
            // why
            read,
            write
          },
          ERRNO(38) {
            clone3
          },
          ALLOW {
            socket(family, type, protocol) {
              (family & 0xffffffff) == AF_UNIX ||
              (family & 0xffffffff) == AF_INET
            }
          }
        }
        USE main
        DEFAULT ERRNO(1)
        """,
        rendering.text());
  }
}
