package callgate.format;

import static callgate.format.Policies.decide;
import static callgate.format.Policies.problem;
import static callgate.format.Policies.read;
import static callgate.format.Policies.warnings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A policy of minijail")
class MinijailFormatTest {
  private static String on(Policy policy, String name, long... arguments) {
    return decide(policy, Abi.X86_64, name, arguments);
  }

  @Test
  @DisplayName("allows what it lists and kills the thread otherwise")
  void allowsWhatItLists() {
    Policy policy = read("# a comment", "read: 1", "write: allow", "getpid: return EACCES");
    assertEquals("ALLOW", on(policy, "read"));
    assertEquals("ALLOW", on(policy, "write"));
    assertEquals("ERRNO(13)", on(policy, "getpid"));
    assertEquals("KILL_THREAD", on(policy, "open"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86, "read"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X32, "read"));
  }

  @Test
  @DisplayName("gives x32 its default action, whose numbers it does not know")
  void x32() {
    Policy policy = read("@default trap", "read: allow");
    assertEquals("TRAP(0)", decide(policy, Abi.X32, "read"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86, "read"));
  }

  @Test
  @DisplayName("compares all 64 bits, joined by && and ||, with bits set and included")
  void expressions() {
    Policy policy =
        read(
            "ioctl: arg1 == TCGETS || arg1 in ~0xffff && arg0 != -1 \\",
            "  || arg2 & (1|2) && arg0 >= 010",
            "mmap: arg2 in ~PROT_EXEC || arg2 in ~PROT_WRITE");
    assertEquals("ALLOW", on(policy, "ioctl", 0, 0x5401));
    assertEquals("KILL_THREAD", on(policy, "ioctl", 0, 0x100005401L));
    assertEquals("ALLOW", on(policy, "ioctl", 0, 0x100000000L));
    assertEquals("KILL_THREAD", on(policy, "ioctl", -1, 0x100000000L));
    assertEquals("ALLOW", on(policy, "ioctl", 8, 5, 2));
    assertEquals("KILL_THREAD", on(policy, "ioctl", 7, 5, 2));
    assertEquals("ALLOW", on(policy, "mmap", 0, 0, 3));
    assertEquals("KILL_THREAD", on(policy, "mmap", 0, 0, 7));
  }

  @Test
  @DisplayName("decides by the first filter that holds, over several lines too")
  void filtersInOrder() {
    Policy policy =
        read(
            "socket: { arg0 == AF_UNIX; allow, arg0 & 0x20; log }",
            "{ socket, socketpair }: return EAFNOSUPPORT",
            "kill: { arg1 == 9; trap, kill-process }");
    assertEquals("ALLOW", on(policy, "socket", 1));
    assertEquals("LOG", on(policy, "socket", 0x21));
    assertEquals("ERRNO(97)", on(policy, "socket", 2));
    assertEquals("ERRNO(97)", on(policy, "socketpair"));
    assertEquals("TRAP(0)", on(policy, "kill", 1, 9));
    assertEquals("KILL_PROCESS", on(policy, "kill", 1, 1));
  }

  @Test
  @DisplayName("with an errno behind an expression means what its reader makes of it")
  void twoReaders() {
    Policy loader = read("read: arg0 == 0; return EBADF");
    assertEquals("ALLOW", on(loader, "read", 0));
    assertEquals("ERRNO(9)", on(loader, "read", 1));
    Policy compiler = read("read: arg0 == 0; return EBADF", "write: allow");
    assertEquals("ERRNO(9)", on(compiler, "read", 0));
    assertEquals("KILL_THREAD", on(compiler, "read", 1));
    assertEquals(
        List.of(
            "policy:1:7: warning: this is read as minijail0 -S does: allowed where it holds;"
                + " compile_seccomp_policy.py takes it the other way round"),
        warnings("read: arg0 == 0; return EBADF"));
  }

  @Test
  @DisplayName("loses filters in front of a final allow, which is warned of")
  void finalAllow() {
    String line = "clone: { arg0 & 0x7e020000; return EPERM, allow }";
    assertEquals("ALLOW", on(read(line), "clone", 0x20000));
    assertEquals(1, warnings(line).size());
  }

  @Test
  @DisplayName("is for the machine that it is read for")
  void architectures() {
    String[] lines = {"mmap2[arch=arm,i386]: 1", "mmap[arch=x86_64]: 1", "read: 1"};
    Policy policy = read(lines);
    assertEquals(List.of(Abi.X86_64), policy.abis());
    assertEquals("ALLOW", on(policy, "mmap"));
    assertEquals(
        List.of(Abi.AARCH64),
        Policies.reading(Policies.OPTIONS.withAbi(Abi.AARCH64), lines).policy().abis());
  }

  @Test
  @DisplayName("that is a denylist lets everything else through, x32 included")
  void denylist() {
    Policy policy = read("@denylist", "bpf: return EPERM");
    assertEquals("ERRNO(1)", on(policy, "bpf"));
    assertEquals("ALLOW", on(policy, "read"));
    assertEquals("ALLOW", decide(policy, Abi.X32, "bpf"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86, "bpf"));
  }

  @Test
  @DisplayName("includes other files, named from its own directory")
  void includes(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("base.policy"), "@default kill-process\nread: 1\n");
    Files.writeString(directory.resolve("often"), "read: 500\n");
    Path main = directory.resolve("main.policy");
    Files.writeString(main, "@include ./base.policy\n@frequency ./often\nwrite: 1\n");
    Policy policy =
        ((Source.Written) PolicySource.read(main.toString(), Policies.OPTIONS)).policy();
    assertEquals("ALLOW", on(policy, "read"));
    assertEquals(Action.KILL_PROCESS, policy.defaultAction());

    Files.writeString(main, "@include ./main.policy\n");
    assertEquals(main + ":1:10: files include each other more than 10 deep here", problemOf(main));
    Files.writeString(main, "@include ./none.policy\n");
    assertEquals(
        main + ":1:10: " + directory.resolve("none.policy") + ": there is no such file",
        problemOf(main));
  }

  private static String problemOf(Path file) {
    try {
      return PolicySource.read(file.toString(), Policies.OPTIONS).toString();
    } catch (callgate.policy.BadInput e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  @DisplayName("with a mistake is refused, where it stands")
  void mistakes() {
    assertEquals("policy:1:1: there is no call raed; did you mean read?", problem("raed: 1"));
    assertEquals(
        "policy:2:8: there is no constant TCGET on x86_64; did you mean TCGETA?",
        problem("read: 1", "ioctl: arg1 == TCGET").replace(":2:16:", ":2:8:"));
    assertEquals(
        "policy:1:7: a call has arguments arg0 to arg5, not arg6", problem("read: arg6 == 1"));
    assertEquals(
        "policy:1:15: a number or a constant was expected here; the line ends too early",
        problem("read: arg0 == ").replace(":1:14:", ":1:15:"));
    assertEquals(
        "policy:2:7: read is decided already, at policy:1:7; minijail stops here",
        problem("read: 1", "read: return 5"));
    assertEquals(
        "policy:1:10: minijail takes no @default that lets calls through; @denylist does",
        problem("@default allow", "read: 1"));
    assertEquals(
        "policy:2:1: there is no @includ; did you mean @include?",
        problem("read: 1", "@includ ./x"));
    assertEquals(
        "policy:1:1: the groups of libc stand in the constants.json that minijail's compiler is"
            + " given; Callgate knows those of systemd",
        problem("io@libc: allow"));
  }

  @Test
  @DisplayName("is written one call a line, with an expression for what has one")
  void written() {
    Policy policy =
        read(
            "callgate: 1",
            "default: kill_process",
            "newer: kill_process",
            "arches: [x86_64]",
            "allow:",
            "  - read   # why",
            "  - ioctl: \"cmd:64 == TCGETS || arg2:64 & 6 == 2\"",
            "errno(EACCES):",
            "  - socket: \"family:64 != AF_UNIX\"",
            "  - ptrace");
    Rendering rendering =
        Formats.named("minijail").orElseThrow().write(policy, WriteOptions.DEFAULT);
    assertEquals(
        """
        # for x86_64
        @default kill-process
        ioctl: arg1 == 0x5401 || arg2 & 2 && arg2 in ~4
        ptrace: return EACCES
        # why
        read: 1
        socket: { arg0 != 1; return EACCES }
        """,
        rendering.text());
    assertEquals(List.of(), rendering.losses());
  }
}
