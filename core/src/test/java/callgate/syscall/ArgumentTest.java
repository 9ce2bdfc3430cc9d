package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.syscall.Argument.Kind;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The arguments of system calls")
class ArgumentTest {
  private static List<String> names(Abi abi, String call) {
    return Syscalls.arguments(abi, call).stream().map(Argument::name).toList();
  }

  @Test
  @DisplayName("have the kernel's names, a meaning and a width")
  void openat() {
    assertEquals(
        List.of(
            new Argument("dfd", Kind.DESCRIPTOR, 32, "at_dir"),
            new Argument("filename", Kind.PATH, 64, ""),
            new Argument("flags", Kind.FLAGS, 32, "open"),
            new Argument("mode", Kind.MODE, 32, "")),
        Syscalls.arguments("openat"));
  }

  @ParameterizedTest(name = "{1} reads {3} bits of argument {2} on {0}")
  @CsvSource({
    "X86_64, socket, 0, 32",
    "X86_64, socket, 1, 32",
    "X86_64, socket, 2, 32",
    "X86_64, personality, 0, 32",
    "PPC64LE, personality, 0, 32",
    "PARISC64, personality, 0, 32",
    "X86_64, ioctl, 0, 32",
    "X86_64, ioctl, 1, 32",
    "X86_64, ioctl, 2, 64",
    "X86_64, fcntl, 1, 32",
    "X86_64, fcntl, 2, 64",
    "X86_64, prctl, 0, 32",
    "X86_64, prctl, 1, 64",
    "X86_64, clone, 0, 64",
    "S390X, clone, 1, 64",
    "X86_64, unshare, 0, 64",
    "X86_64, mmap, 2, 64",
    "X86_64, mmap, 3, 64",
    "X86_64, mmap, 4, 32",
    "X86_64, mprotect, 2, 64",
    "X86_64, ptrace, 0, 64",
    "X86_64, ptrace, 1, 32",
    "X86_64, keyctl, 0, 32",
    "X86_64, keyctl, 1, 64",
    "X86_64, bpf, 0, 32",
    "X86_64, seccomp, 0, 32",
    "X86_64, kill, 0, 32",
    "X86_64, kill, 1, 32",
    "X86_64, write, 0, 32",
    "X86_64, write, 1, 64",
    "X86_64, write, 2, 64",
    "X86_64, writev, 0, 32",
    "X86_64, chmod, 1, 32",
    "X86_64, setuid, 0, 32",
    "X86_64, perf_event_open, 4, 64",
    "X86_64, mount, 3, 64",
    "X86_64, umount2, 1, 32",
    "X86, mmap, 0, 32",
    "X32, ioctl, 2, 32",
    "ARM, prctl, 1, 32",
  })
  @DisplayName("are as wide as the kernel reads them")
  void widths(Abi abi, String call, int index, int bits) {
    assertEquals(bits, Syscalls.argumentBits(abi, call, index));
  }

  @Test
  @DisplayName("count as 64 bits wide where nothing is known")
  void unknown() {
    assertEquals(64, Syscalls.argumentBits(Abi.X86_64, "read", 3));
    assertEquals(64, Syscalls.argumentBits(Abi.X86_64, "tuxcall", 0));
    assertEquals(64, Syscalls.argumentBits(Abi.X86_64, "no_such_call", 0));
    assertEquals(32, Syscalls.argumentBits(Abi.X86, "no_such_call", 0));
  }

  @Test
  @DisplayName("stand in the ABI's order: clone has three")
  void orderOfClone() {
    assertEquals(
        List.of("clone_flags", "newsp", "parent_tidptr", "child_tidptr", "tls"),
        names(Abi.X86_64, "clone"));
    assertEquals(
        List.of("clone_flags", "newsp", "parent_tidptr", "tls", "child_tidptr"),
        names(Abi.AARCH64, "clone"));
    assertEquals(
        List.of("newsp", "clone_flags", "parent_tidptr", "child_tidptr", "tls"),
        names(Abi.S390X, "clone"));
  }

  @Test
  @DisplayName(
      "take two registers for a file offset on 32-bit ABIs, with padding where the ABI pads")
  void halves() {
    assertEquals(List.of("fd", "buf", "count", "pos"), names(Abi.X86_64, "pread64"));
    assertEquals(List.of("fd", "buf", "count", "pos_lo", "pos_hi"), names(Abi.X86, "pread64"));
    assertEquals(
        List.of("fd", "buf", "count", "pad", "pos_lo", "pos_hi"), names(Abi.ARM, "pread64"));
    assertEquals(List.of("fd", "buf", "count", "pos_hi", "pos_lo"), names(Abi.S390, "pread64"));
  }

  @Test
  @DisplayName("are one pointer in the old calls of 32-bit ABIs and in mmap of s390x")
  void oneStructure() {
    assertEquals(List.of("arg"), names(Abi.X86, "mmap"));
    assertEquals(List.of("arg"), names(Abi.X86, "select"));
    assertEquals(List.of("arg"), names(Abi.S390X, "mmap"));
  }

  @Test
  @DisplayName("are found by name")
  void byName() {
    assertEquals(OptionalInt.of(1), Syscalls.argumentIndex(Abi.X86_64, "ioctl", "cmd"));
    assertEquals(OptionalInt.of(1), Syscalls.argumentIndex(Abi.S390X, "clone", "clone_flags"));
    assertEquals(OptionalInt.empty(), Syscalls.argumentIndex(Abi.X86_64, "ioctl", "request"));
  }

  @ParameterizedTest
  @EnumSource(Abi.class)
  @DisplayName("are at most six, and at most as wide as the ABI's registers")
  void bounds(Abi abi) {
    for (String call : Syscalls.names(abi)) {
      List<Argument> arguments = Syscalls.arguments(abi, call);
      assertTrue(arguments.size() <= (abi.argumentBits() == 64 ? 6 : 7), call);
      for (Argument argument : arguments) {
        assertTrue(argument.bits() <= abi.argumentBits(), call);
        assertTrue(!argument.kind().isAddress() || argument.bits() == abi.argumentBits(), call);
      }
    }
  }
}
