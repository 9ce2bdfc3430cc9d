package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("callgate syscalls")
class SyscallsCommandTest {
  @Test
  @DisplayName("tells all about a call on an ABI")
  void call() {
    assertEquals(
        new Ran(
            0,
            """
            mkdirat(dfd, pathname, mode)
              0  dfd              descriptor  32 bits  AT_FDCWD, FD_NSFS_ROOT, FD_PIDFS_ROOT, ...
              1  pathname         path        64 bits
              2  mode             mode        32 bits
              number  258 x86_64
              since   2.6 x86_64
              groups  @file-system, @system-service
              alike   mkdir
            """,
            ""),
        Ran.callgate("syscalls", "mkdirat", "--arch", "x86_64"));
  }

  @Test
  @DisplayName("tells the numbers of a call on all ABIs")
  void allAbis() {
    String out = Ran.callgate("syscalls", "read").out();
    assertTrue(out.contains("63 aarch64 riscv64 loongarch64"), out);
    assertTrue(out.contains("0x40000000 x32"), out);
    assertTrue(out.contains("4003 mips mipsel"), out);
  }

  @Test
  @DisplayName("tells which calls have a number")
  void number() {
    String out = Ran.callgate("syscalls", "220").out();
    assertTrue(out.contains("\n  semtimedop          x86_64 x32"), out);
    assertTrue(out.contains("\n  clone               aarch64 riscv64 loongarch64\n"), out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x40000208", "1073742344", "520"})
  @DisplayName("takes a number of x32 with and without bit 30, decimal or hexadecimal")
  void numberOfX32(String number) {
    String out = Ran.callgate("syscalls", number, "--arch", "x32").out();
    assertTrue(out.startsWith("execve(filename, argv, envp)\n"), out);
  }

  @Test
  @DisplayName("tells the arguments as the ABI takes them")
  void argumentsOfAbi() {
    String out = Ran.callgate("syscalls", "clone", "--arch", "s390x").out();
    assertTrue(
        out.startsWith("clone(newsp, clone_flags, parent_tidptr, child_tidptr, tls)\n"), out);
  }

  @Test
  @DisplayName("lists the calls of a group on an ABI")
  void group() {
    assertEquals(
        new Ran(
            0,
            """
            aarch64: 5 calls
                 228  mlock(start, len)
                 229  munlock(start, len)
                 230  mlockall(flags)
                 231  munlockall()
                 284  mlock2(start, len, flags)
            """,
            ""),
        Ran.callgate("syscalls", "--group", "memlock", "--arch", "arm64"));
  }

  @Test
  @DisplayName("lists all calls of an ABI")
  void list() {
    Ran ran = Ran.callgate("syscalls", "--arch", "x86_64");
    assertEquals(0, ran.status());
    assertTrue(
        ran.out().startsWith("x86_64: 385 calls\n       0  read(fd, buf, count)\n"), ran.out());
  }

  @Test
  @DisplayName("lists the groups")
  void groups() {
    String out = Ran.callgate("syscalls", "--groups").out();
    assertTrue(out.contains("\n@memlock          5    locking memory\n"), out);
  }

  @Test
  @DisplayName("prints a call as one JSON document")
  void json() {
    assertEquals(
        new Ran(
            0,
            "{\"name\":\"mkdirat\",\"arguments\":["
                + "{\"name\":\"dfd\",\"kind\":\"descriptor\",\"bits\":32,\"constants\":"
                + "[\"AT_FDCWD\",\"FD_NSFS_ROOT\",\"FD_PIDFS_ROOT\",\"PIDFD_SELF_PROCESS\","
                + "\"PIDFD_SELF_THREAD\",\"PIDFD_SELF_THREAD_GROUP\"]},"
                + "{\"name\":\"pathname\",\"kind\":\"path\",\"bits\":64,\"constants\":[]},"
                + "{\"name\":\"mode\",\"kind\":\"mode\",\"bits\":32,\"constants\":[]}],"
                + "\"numbers\":{\"x86_64\":258,\"aarch64\":34},"
                + "\"since\":{\"x86_64\":\"2.6\",\"aarch64\":\"3.7\"},"
                + "\"groups\":[\"@file-system\",\"@system-service\"],\"alike\":[\"mkdir\"]}\n",
            ""),
        Ran.callgate("--json", "syscalls", "mkdirat", "--arch", "x86_64", "--arch", "aarch64"));
  }

  @Test
  @DisplayName("prints a number and a list as JSON")
  void moreJson() {
    assertEquals(
        "{\"number\":59,\"names\":{\"x86_64\":\"execve\",\"aarch64\":\"pipe2\"}}\n",
        Ran.callgate("--json", "syscalls", "59", "--arch", "x86_64", "--arch", "aarch64").out());
    assertEquals(
        "{\"name\":\"swapon\",\"arch\":\"x86_64\",\"number\":167,\"since\":\"2.4\","
            + "\"arguments\":[\"specialfile\",\"swap_flags\"]}\n"
            + "{\"name\":\"swapoff\",\"arch\":\"x86_64\",\"number\":168,\"since\":\"2.4\","
            + "\"arguments\":[\"specialfile\"]}\n",
        Ran.callgate("--json", "syscalls", "--group", "swap", "--arch", "x86_64").out());
  }

  @Test
  @DisplayName("suggests a name for a misspelt one")
  void misspelt() {
    assertEquals(
        new Ran(3, "", "callgate: there is no system call opnat; did you mean openat?\n"),
        Ran.callgate("syscalls", "opnat"));
    assertEquals(
        new Ran(3, "", "callgate: there is no group @netwrok-io; did you mean @network-io?\n"),
        Ran.callgate("syscalls", "--group", "@netwrok-io"));
    assertEquals(
        new Ran(2, "", "callgate: there is no ABI x86-65; did you mean x86_64?\n"),
        Ran.callgate("syscalls", "read", "--arch", "x86-65"));
  }

  @Test
  @DisplayName("says no to a call that an ABI lacks, and to a number without a call")
  void lacking() {
    assertEquals(
        new Ran(1, "", "callgate: aarch64 has no open, but openat, openat2\n"),
        Ran.callgate("syscalls", "open", "--arch", "aarch64"));
    assertEquals(
        new Ran(1, "", "callgate: no call has the number 9999\n"),
        Ran.callgate("syscalls", "9999"));
  }

  @Test
  @DisplayName("tells what it can of several, and ends with the worst status")
  void several() {
    Ran ran = Ran.callgate("syscalls", "swapoff", "swapon", "opnat", "--arch", "x86_64");
    assertEquals(3, ran.status());
    assertTrue(ran.out().contains("swapoff(specialfile)\n"), ran.out());
    assertTrue(ran.out().contains("\n\nswapon(specialfile, swap_flags)\n"), ran.out());
  }

  @Test
  @DisplayName("refuses a name and a group together, and words that are neither name nor number")
  void wrongUsage() {
    assertEquals(2, Ran.callgate("syscalls", "read", "--group", "swap").status());
    assertEquals(2, Ran.callgate("syscalls", "12x").status());
  }
}
