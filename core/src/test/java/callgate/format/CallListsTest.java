package callgate.format;

import static callgate.format.Policies.decide;
import static java.util.Objects.requireNonNull;
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

@DisplayName("Lists of calls to block and to allow")
class CallListsTest {
  private static final Policy POLICY =
      Policies.read("callgate: 1", "default: errno(EACCES)", "allow: [read, write, ptrace]");

  @Test
  @DisplayName("are separated by commas, semicolons or space")
  void separators() {
    CallLists lists = CallLists.of(List.of("read, write;mount", "bpf\tptrace"), List.of());
    assertEquals("[bpf, mount, ptrace, read, write]", lists.blocked().keySet().toString());
  }

  @Test
  @DisplayName("take calls out of a policy and put others in; what is allowed is not blocked")
  void apply() {
    CallLists lists = CallLists.of(List.of("write,ptrace"), List.of("mount", "ptrace"));
    Policy policy = lists.apply(POLICY);
    assertEquals(List.of("write"), lists.taken(POLICY));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "read"));
    assertEquals("ERRNO(13)", decide(policy, Abi.X86_64, "write"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "ptrace"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mount"));
  }

  @Test
  @DisplayName("block with EPERM where a policy allows by default")
  void denyList() {
    Policy all = Policies.read("callgate: 1", "default: allow", "errno(EACCES): [write]");
    Policy policy = CallLists.of(List.of("ptrace"), List.of("write")).apply(all);
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "ptrace"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "write"));
  }

  @Test
  @DisplayName("in a file have reasons, and mistakes have a place")
  void files(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("block.txt");
    Files.writeString(file, "# never\nptrace bpf   # escapes\n\nmount\n");
    CallLists lists = CallLists.of(List.of(), List.of(file.toString()));
    assertEquals("escapes", requireNonNull(lists.allowed().get("bpf")).reason());
    assertEquals("", requireNonNull(lists.allowed().get("mount")).reason());
    Files.writeString(file, "chroot\nunmount2\n");
    BadInput typo =
        assertThrows(BadInput.class, () -> CallLists.of(List.of(file.toString()), List.of()));
    assertEquals(
        file + ":2:1: no ABI has a call unmount2; did you mean umount2?", typo.getMessage());
  }

  @Test
  @DisplayName("open no way to x32 where that is closed")
  void x32() {
    Policy beats = Builtins.read("beats", Policies.OPTIONS).policy();
    Policy policy = CallLists.of(List.of(), List.of("ptrace")).apply(beats);
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "ptrace"));
    assertEquals("ERRNO(38)", decide(policy, Abi.X32, "ptrace"));
  }
}
