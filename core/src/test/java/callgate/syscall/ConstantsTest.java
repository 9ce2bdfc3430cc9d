package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The kernel's constants")
class ConstantsTest {
  @ParameterizedTest(name = "{1} is {2} on {0}")
  @CsvSource({
    "X86_64, O_RDONLY, 0",
    "X86_64, O_CLOEXEC, 0x80000",
    "X86_64, O_DIRECT, 0x4000",
    "AARCH64, O_DIRECT, 0x10000",
    "PPC64LE, O_DIRECT, 0x20000",
    "X86_64, AF_UNIX, 1",
    "X86_64, AF_LOCAL, 1",
    "X86_64, PF_INET6, 10",
    "X86_64, AF_VSOCK, 40",
    "X86_64, SOCK_STREAM, 1",
    "MIPS64, SOCK_STREAM, 2",
    "X86_64, SOCK_NONBLOCK, 0x800",
    "MIPSEL, SOCK_NONBLOCK, 0x80",
    "PARISC, SOCK_NONBLOCK, 0x40000000",
    "X86_64, PROT_EXEC, 4",
    "X86_64, MAP_ANONYMOUS, 0x20",
    "MIPS, MAP_ANONYMOUS, 0x800",
    "X86_64, CLONE_NEWUSER, 0x10000000",
    "X86_64, CLONE_NEWTIME, 0x80",
    "X86_64, TCGETS, 0x5401",
    "X86_64, TIOCGWINSZ, 0x5413",
    "X86_64, TIOCSTI, 0x5412",
    "X86_64, FIONREAD, 0x541b",
    "MIPS, TCGETS, 0x540d",
    "PPC64LE, TCGETS, 0x402c7413",
    "X86_64, KVM_RUN, 0xae80",
    "PPC64, KVM_RUN, 0x2000ae80",
    "X86_64, PR_SET_SECCOMP, 22",
    "X86_64, F_DUPFD_CLOEXEC, 1030",
    "X86_64, F_GETLK, 5",
    "MIPS, F_GETLK, 14",
    "X86, F_GETLK64, 12",
    "X86_64, SIGSYS, 31",
    "MIPS, SIGSYS, 12",
    "X86_64, FUTEX_WAIT, 0",
    "X86_64, MADV_DONTNEED, 4",
    "X86_64, AT_FDCWD, -100",
    "X86_64, AT_EMPTY_PATH, 0x1000",
    "X86_64, SECCOMP_SET_MODE_FILTER, 1",
    "X86_64, SECCOMP_RET_KILL_PROCESS, 0x80000000",
    "X86_64, PTRACE_SEIZE, 0x4206",
    "X86_64, BPF_PROG_LOAD, 5",
    "X86_64, CAP_SYS_ADMIN, 21",
    "X86_64, PER_LINUX32, 8",
    "X86_64, ADDR_NO_RANDOMIZE, 0x40000",
    "X86_64, KEYCTL_READ, 11",
    "X86_64, EPOLL_CTL_ADD, 1",
    "X86_64, SOL_SOCKET, 1",
    "MIPS64, SOL_SOCKET, 0xffff",
    "X86_64, ARCH_SET_FS, 0x1002",
    "X86_64, LINUX_REBOOT_CMD_HALT, 0xcdef0123",
    "X86_64, S_IFCHR, 0x2000",
    "X86_64, RLIMIT_NOFILE, 7",
    "MIPS, RLIMIT_NOFILE, 5",
  })
  @DisplayName("have the value that the kernel's headers give them on an ABI")
  void values(Abi abi, String name, String value) {
    assertEquals(OptionalLong.of(Long.decode(value)), Constants.value(abi, name));
  }

  @Test
  @DisplayName("have no value on an ABI that lacks them, and none when nobody has them")
  void lacking() {
    assertEquals(OptionalLong.empty(), Constants.value(Abi.AARCH64, "MAP_32BIT"));
    assertEquals(OptionalLong.empty(), Constants.value(Abi.AARCH64, "ARCH_SET_FS"));
    assertEquals(OptionalLong.empty(), Constants.value(Abi.X86_64, "O_FROBNICATE"));
    assertEquals(OptionalLong.empty(), Constants.value(Abi.X86_64, "@open"));
    assertEquals(OptionalLong.empty(), Constants.value(Abi.X86_64, ""));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"AF_UNXI, AF_UNIX", "TIOGWINSZ, TIOCGWINSZ", "CLONE_NEWUSR, CLONE_NEWUSER"})
  @DisplayName("are suggested for a misspelt name")
  void suggestions(String misspelt, String meant) {
    assertEquals(Optional.of(meant), Constants.suggestion(misspelt));
  }

  @ParameterizedTest(name = "{0} argument {1}: {3}")
  @CsvSource({
    "openat, 0, -100, AT_FDCWD",
    "openat, 0, 0xffffff9c, AT_FDCWD",
    "openat, 0, 7, 7",
    "openat, 2, 0, O_RDONLY",
    "openat, 2, 0x80241, O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC",
    "openat, 2, 0x101002, O_RDWR|O_SYNC",
    "openat, 2, 0x410002, O_RDWR|O_TMPFILE",
    "openat, 2, 0x40000002, O_RDWR|0x40000000",
    "openat, 3, 0644, 0644",
    "socket, 0, 1, AF_UNIX",
    "socket, 0, 16, AF_NETLINK",
    "socket, 0, 0x100000028, AF_VSOCK",
    "socket, 0, 77, 0x4d",
    "socket, 1, 0x80801, SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC",
    "socket, 2, 0, IPPROTO_IP",
    "mmap, 0, 0, NULL",
    "mmap, 0, 0x7f0000001000, 0x7f0000001000",
    "mmap, 1, 4096, 4096",
    "mmap, 2, 0, PROT_NONE",
    "mmap, 2, 7, PROT_READ|PROT_WRITE|PROT_EXEC",
    "mmap, 3, 0x22, MAP_PRIVATE|MAP_ANONYMOUS",
    "mmap, 4, 0xffffffff, -1",
    "clone, 0, 0x1200011, SIGCHLD|CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID",
    "unshare, 0, 0x80, CLONE_NEWTIME",
    "ioctl, 1, 0x5401, TCGETS",
    "ioctl, 1, 0x5413, TIOCGWINSZ",
    "ioctl, 1, 0x12345678, 0x12345678",
    "fcntl, 1, 4, F_SETFL",
    "prctl, 0, 0x26, PR_SET_NO_NEW_PRIVS",
    "personality, 0, 0x40008, PER_LINUX32|ADDR_NO_RANDOMIZE",
    "personality, 0, 0, PER_LINUX",
    "futex, 1, 0x80, FUTEX_WAIT|FUTEX_PRIVATE_FLAG",
    "kill, 0, -1, -1",
    "kill, 1, 9, SIGKILL",
    "mknod, 1, 0x21b6, S_IFCHR|0666",
    "chmod, 1, 0x1ed, 0755",
    "chown, 1, 0xffffffff, -1",
    "access, 1, 0, F_OK",
    "access, 1, 5, X_OK|R_OK",
    "lseek, 1, -5, -5",
    "seccomp, 0, 1, SECCOMP_SET_MODE_FILTER",
    "reboot, 0, 0xfee1dead, LINUX_REBOOT_MAGIC1",
    "read, 3, 5, 5",
  })
  @DisplayName("decode the value of an argument, the way people write it")
  void texts(String call, int index, String value, String text) {
    assertEquals(text, Constants.text(Abi.X86_64, call, index, Long.decode(value)));
  }

  @Test
  @DisplayName("decode by the ABI's own values and order of arguments")
  void textsOfAbis() {
    assertEquals("SOCK_DGRAM", Constants.text(Abi.MIPS, "socket", 1, 1));
    assertEquals("TCGETS", Constants.text(Abi.MIPS, "ioctl", 1, 0x540d));
    assertEquals("CLONE_NEWUSER", Constants.text(Abi.S390X, "clone", 1, 0x10000000));
    assertEquals("O_RDONLY|O_DIRECTORY", Constants.text(Abi.AARCH64, "openat", 2, 0x4000));
  }

  @Test
  @DisplayName("say a value in names only when names say all of it")
  void named() {
    assertEquals(Optional.of("AF_INET"), Constants.named(Abi.X86_64, "socket", 0, 2));
    assertEquals(Optional.of("PROT_READ|PROT_EXEC"), Constants.named(Abi.X86_64, "mprotect", 2, 5));
    assertEquals(Optional.empty(), Constants.named(Abi.X86_64, "mprotect", 2, 0x105));
    assertEquals(Optional.empty(), Constants.named(Abi.X86_64, "socket", 0, 77));
    assertEquals(Optional.empty(), Constants.named(Abi.X86_64, "write", 0, 1));
  }

  @ParameterizedTest
  @EnumSource(Abi.class)
  @DisplayName("name what the sets of all arguments hold, each with a value")
  void sets(Abi abi) {
    for (String call : Syscalls.names(abi)) {
      List<Argument> arguments = Syscalls.arguments(abi, call);
      for (int index = 0; index < arguments.size(); index++) {
        List<String> names = Constants.names(abi, call, index);
        boolean onlyOfX86 = arguments.get(index).constants().equals("arch_prctl");
        assertTrue(
            arguments.get(index).constants().isEmpty() == names.isEmpty() || onlyOfX86,
            call + " " + arguments.get(index));
      }
    }
    for (String name : Constants.names(abi, "openat", 2)) {
      assertTrue(Constants.value(abi, name).isPresent(), name);
    }
  }
}
