package callgate.format;

import static callgate.format.Policies.decide;
import static callgate.format.Policies.problem;
import static callgate.format.Policies.read;
import static callgate.format.Policies.warnings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A profile of firejail")
class FirejailFormatTest {
  private static String on(Policy policy, String name, long... arguments) {
    return decide(policy, Abi.X86_64, name, arguments);
  }

  @Test
  @DisplayName("stops the default list, for x86 programs a list of its own, and x32")
  void defaultList() {
    Policy policy = read("caps.drop all", "seccomp", "noroot");
    assertEquals("ERRNO(1)", on(policy, "mount"));
    assertEquals("ERRNO(1)", on(policy, "ptrace"));
    assertEquals("ALLOW", on(policy, "read"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86, "mount"));
    assertEquals("ALLOW", decide(policy, Abi.X86, "bpf"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X32, "read"));
    assertEquals("ALLOW", on(read("seccomp", "allow-debuggers"), "ptrace"));
  }

  @Test
  @DisplayName("adds to the default list, makes exceptions of it, and has actions for single calls")
  void lists() {
    Policy policy =
        read("seccomp !mount,mkdir,unlink:ENOENT,$41:kill", "seccomp-error-action EACCES");
    assertEquals("ALLOW", on(policy, "mount"));
    assertEquals("ERRNO(13)", on(policy, "umount2"));
    assertEquals("ERRNO(13)", on(policy, "mkdir"));
    assertEquals("ERRNO(2)", on(policy, "unlink"));
    assertEquals("KILL_THREAD", on(policy, "socket"));
  }

  @Test
  @DisplayName("stops a list alone, or all but a list, its own needs and what programs of x86 do")
  void dropAndKeep() {
    Policy drop = read("seccomp.drop @clock,mkdir,!adjtimex");
    assertEquals("ERRNO(1)", on(drop, "clock_settime"));
    assertEquals("ALLOW", on(drop, "adjtimex"));
    assertEquals("ALLOW", on(drop, "mount"));
    Policy keep = read("seccomp.keep read,write");
    assertEquals("ALLOW", on(keep, "read"));
    assertEquals("ALLOW", on(keep, "execve"));
    assertEquals("ERRNO(1)", on(keep, "open"));
    assertEquals("ALLOW", decide(keep, Abi.X86, "open"));
    Policy blocked = read("seccomp.keep read,personality", "seccomp.block-secondary");
    assertEquals("ERRNO(1)", decide(blocked, Abi.X86, "read"));
    assertEquals("ERRNO(1)", on(blocked, "personality", 8));
    assertEquals("ALLOW", on(blocked, "personality", 0xffffffffL));
  }

  @Test
  @DisplayName("makes filters of families, of memory and of namespaces, the hardest action winning")
  void smallFilters() {
    Policy policy =
        read(
            "protocol unix,inet",
            "protocol -inet",
            "memory-deny-write-execute",
            "restrict-namespaces user,time",
            "seccomp.drop socket:kill");
    assertEquals("KILL_THREAD", on(policy, "socket", 1));
    assertEquals("ERRNO(1)", on(policy, "mmap", 0, 0, 6));
    assertEquals("ALLOW", on(policy, "mmap", 0, 0, 4));
    assertEquals("ERRNO(1)", on(policy, "mprotect", 0, 0, 4));
    assertEquals("ERRNO(1)", on(policy, "clone", 0x10000000));
    assertEquals("ALLOW", on(policy, "clone", 0x80));
    assertEquals("ERRNO(1)", on(policy, "unshare", 0x80));
    assertEquals("ERRNO(38)", on(policy, "clone3"));
    Policy families = read("protocol unix,inet");
    assertEquals("ALLOW", on(families, "socket", 0x100000002L));
    assertEquals("ERRNO(95)", on(families, "socket", 10));
  }

  @Test
  @DisplayName("ignores lines, and includes files beside it")
  void includes(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("more.inc"), "seccomp.drop mkdir\nprotocol unix\n");
    Path profile = directory.resolve("x.profile");
    Files.writeString(profile, "ignore protocol\ninclude more.inc\ninclude x.local\n");
    Source.Written source =
        (Source.Written) PolicySource.read(profile.toString(), Policies.OPTIONS);
    assertEquals("ERRNO(1)", on(source.policy(), "mkdir"));
    assertEquals("ALLOW", on(source.policy(), "socket", 2));
    assertEquals(List.of(), source.warnings());
  }

  @Test
  @DisplayName("with a mistake is refused, where it stands")
  void mistakes() {
    assertEquals(
        "policy:1:19: there is no call raed; did you mean read?",
        problem("seccomp.drop open,raed"));
    assertEquals(
        "policy:1:14: firejail has no group @clok; did you mean @clock?",
        problem("seccomp.drop @clok"));
    assertEquals(
        "policy:1:14: EPREM is no errno, and not kill; did you mean EPERM?",
        problem("seccomp.drop read:EPREM"));
    assertEquals(
        "policy:2:10: unx is no protocol; did you mean unix?",
        problem("nonewprivs", "protocol unx"));
    assertEquals(
        "policy: this profile has no seccomp filter; a line seccomp makes one",
        problem("caps.drop all"));
    assertEquals(
        "policy:1:14: firejail needs execve itself: a preloaded library stops them, which programs"
            + " without libc ignore",
        warnings("seccomp.drop execve").getFirst().replace("warning: ", ""));
  }

  @Test
  @DisplayName("is written as a list to keep, or to drop")
  void written() {
    Policy keep =
        read(
            "callgate: 1",
            "default: errno(EPERM)",
            "foreign: errno(EPERM)",
            "arches: [x86_64]",
            "allow: [read, write, execve, execveat, prctl]",
            "errno(ENOSYS): [clone3]");
    PolicyFormat firejail = Formats.named("firejail").orElseThrow();
    assertEquals(
        """
        # for x86_64
        seccomp.block-secondary
        seccomp.keep clone3:ENOSYS,execve,execveat,prctl,read,write
        """,
        firejail.write(keep, WriteOptions.DEFAULT).text());
    Policy needs =
        read("callgate: 1", "default: errno(EPERM)", "arches: [x86_64]", "allow: [read]");
    assertEquals(
        "policy: firejail needs execve and prctl itself, and lets the program have them too: more"
            + " would be allowed; --lossy --widen takes that, and shows it",
        assertThrows(BadInput.class, () -> firejail.write(needs, WriteOptions.DEFAULT))
            .getMessage());
  }
}
