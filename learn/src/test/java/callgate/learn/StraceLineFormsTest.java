package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form that a line of strace 6 has, and what it says. */
final class StraceLineFormsTest {
  private static LogReading read(String log) {
    try {
      return new StraceLog(Abi.X86_64, false)
          .read(
              LogInput.of(
                  "trace.log",
                  new ByteArrayInputStream(log.getBytes(StandardCharsets.ISO_8859_1))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return {@code name=count} of every call, by number, with the ABI where it is not x86_64} */
  private static String calls(String log) {
    return read(log).evidence().observations().stream()
        .map(seen ->
            (seen.abi() == Abi.X86_64 ? "" : seen.abi().token() + ":")
                + seen.title()
                + "="
                + seen.count())
        .collect(Collectors.joining(" "));
  }

  private static List<String> remarks(String log) {
    return read(log).remarks().stream().map(Remark::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read(3, \"\", 1024) = 0",
        "read(3, \"\", 1024)                     = 0",
        "6897  read(3, \"\", 1024) = 0",
        "123456 read(3, \"\", 1024) = 0",
        "[pid  6897] read(3, \"\", 1024) = 0",
        "6897<cat> read(3, \"\", 1024) = 0",
        "6897<my thread (1)> read(3, \"\", 1024) = 0",
        "[pid  6897<cat>] read(3, \"\", 1024) = 0",
        "[pid 5 /* 6897 in strace's PID NS */] read(3, \"\", 1024) = 0",
        "01:29:10 read(3, \"\", 1024) = 0",
        "01:29:10.945527 read(3, \"\", 1024) = 0",
        "1795310950.919987 read(3, \"\", 1024) = 0",
        "1795310950.919987123 read(3, \"\", 1024) = 0",
        "1795310950 read(3, \"\", 1024) = 0",
        "6897  1795310950 read(3, \"\", 1024) = 0",
        "     0.000688 read(3, \"\", 1024) = 0",
        "     0 read(3, \"\", 1024) = 0",
        "01:29:10.945527 (+     0.000688) read(3, \"\", 1024) = 0",
        "[   0] read(3, \"\", 1024) = 0",
        "[00007f035b68fb74] read(3, \"\", 1024) = 0",
        "[????????????????] read(3, \"\", 1024) = 0",
        "[f7ecc540] read(3, \"\", 1024) = 0",
        "6897<cat> 1795310950.921 [   0] [00007f035b68ec47] read(3, \"\", 1024) = 0 <0.000064>",
        "[pid  6897<cat>] 01:29:10.961 (+     0.000131) [   0] [00007f035b68ec47] read(3, \"\", 1) = 0",
        "read(3</etc/passwd>, \"\", 1024) = 0",
        "read(3<TCP:[127.0.0.1:34->127.0.0.1:80]>, \"\", 1024) = 0",
        "read(0</dev/pts/0<char 136:0>>, \"\", 1024) = 0",
        "read(3, \"\", 1024) = 0 <0.000064>",
        "read(3, \"\", 1024) = -1 EAGAIN (Resource temporarily unavailable)",
        "read(3, \"\", 1024) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)",
        "read(3, \"\", 1024) = -1 EIO (Input/output error) (INJECTED)",
        "read(3, \"\", 1024) = 0 (DELAYED)",
        "read(3,  <unfinished ...>",
        "read(3,  <unfinished ...>) = ?",
        "read(3,  <detached ...>",
        "6897  <... read resumed>\"\", 1024) = 0",
        "<... read resumed>\"\", 1024)            = 0",
        "[pid  6897] <... read resumed>\"\", 1024) = 0 <0.01>",
        "read(3, \") = 1\", 1024) = 7",
        "read(3, \"\\\"(\", 1024) = 2",
        "read(0x3, \"\\x2f\\x65\", 0x400)        = 0x2",
        "read(3, \"\", 1024) = 0\r",
      })
  void aCallIsReadBehindEveryPrefixAndBeforeEveryEnd(String line) {
    assertEquals("read=1", calls(line + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=0} ---",
        "6897  --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---",
        "--- stopped by SIGSTOP ---",
        "+++ exited with 0 +++",
        "[pid  6897] +++ killed by SIGKILL +++",
        "6897  +++ killed by SIGSEGV (core dumped) +++",
        "strace: Process 6897 attached",
        "strace: Process 6897 attached with 3 threads",
        "strace: Process 6897 detached",
        " > /usr/lib/x86_64-linux-gnu/libc.so.6(__read+0x14) [0xe8b24]",
        " > /usr/bin/cat(main+0x1) [0x1] cat.c:12",
        "",
        "hello, world",
        "printf(hello)",
        "read(hello)",
        "if (x) { write(3); }",
        "100% (of 12)",
      })
  void whatIsNoCallIsNotOne(String line) {
    assertEquals("", calls(line + "\n"));
  }

  @Test
  void anUnfinishedCallAndItsEndAreOneCall() {
    assertEquals(
        "read=1 write=1",
        calls(
            """
            7  read(3,  <unfinished ...>
            8  write(1, "x", 1) = 1
            7  <... read resumed>"", 1024) = 0
            """));
  }

  @Test
  void aNameThatNoAbiHasIsReportedAndLeftOut() {
    String log =
        """
        read(3, "", 1) = 0
        7  raed(3, "", 1) = 0
        raed(3, "", 1) = 0
        """;
    assertEquals("read=1", calls(log));
    assertEquals(
        List.of("trace.log:2:4: no ABI has a call raed: left out; did you mean read?"),
        remarks(log));
  }

  @Test
  void aCallWithoutANameKeepsItsNumber() {
    String log =
        "syscall_0x3e7(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)\n";
    assertEquals("999=1", calls(log));
    assertEquals(
        List.of(
            "trace.log:1: a call without a name, number 999 of x86_64: newer than Callgate's tables,"
                + " or a mistake of the program"),
        remarks(log));
  }

  @Test
  void aNumberThatStraceDidNotKnowGetsItsName() {
    assertEquals("clone3=1", calls("syscall_0x1b3(0x7ffc, 0x58) = 12\n"));
  }

  @Test
  void outputOfTheProgramInTheMiddleOfItsOwnCallDoesNoHarm() {
    assertEquals(
        "write=1 exit_group=1",
        calls(
            """
            write(1, "printf(hello)\\nread(4)\\n", 22printf(hello)
            read(4)
            ) = 22
            exit_group(0)                           = ?
            """));
  }

  @Test
  void outputThatLooksLikeACallIsNotOneThoughACallEndsBehindIt() {
    assertEquals(
        "write=2 exit_group=1",
        calls(
            """
            write(1, "x", 1) = 1
            write(1, "read(4)\\n", 8read(4)
            ) = 8
            exit_group(0)                           = ?
            """));
  }

  @Test
  void aNoteInTheMiddleOfACallDoesNoHarm() {
    assertEquals(
        "clone=1 set_robust_list=1 clone3=2",
        calls(
            """
            clone3({flags=CLONE_VM, stack_size=0x800440}strace: Process 6882 attached
             => {parent_tid=[6882]}, 88) = 6882
            [pid  6882] set_robust_list(0xf7, 12) = 0
            [pid  6881] clone3({flags=CLONE_VM, stack_size=0x800440}strace: Process 6884 attached
             <unfinished ...>
            [pid  6881] <... clone3 resumed> => {parent_tid=[6884]}, 88) = 6884
            clone(child_stack=NULL, flags=SIGCHLDstrace: Process 6885 attached
            , child_tidptr=0xf7ed65a8) = 6885
            """));
  }

  @Test
  void theLastLineCountsEvenWhenItIsCutShort() {
    assertEquals("read=1 close=1", calls("read(3, \"\", 1) = 0\nclose(3"));
  }

  @Test
  void aTableOfCountsIsRead() {
    assertEquals(
        "read=1 close=4 mmap=19 access=2",
        calls(
            """
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
             28.76    0.001135         378        19           mmap
              0.00    0.000000           0         4           close
              0.00    0.000000           0         1           read
              0.00    0.000000           0         2         2 access
            ------ ----------- ----------- --------- --------- ----------------
            100.00    0.000000           0        26         2 total
            """));
  }

  @Test
  void aTableWithOtherColumnsIsRead() {
    assertEquals(
        "mmap=11 set_robust_list=1 clone3=3",
        calls(
            """
                calls % time syscall           longest
            --------- ------ ---------------- --------
                    3  20.79 clone3           0.000059
                   11   3.34 mmap             0.000009
                    1   0.00 set_robust_list  0.000000
            --------- ------ ---------------- --------
                   15 100.00 total            0.000141
            """));
  }

  @Test
  void eachModeOfAProgramHasItsOwnTable() {
    assertEquals(
        "execve=1 x86:read=1 x86:mmap2=10",
        calls(
            """
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
              0.00    0.000000           0         1           execve
            ------ ----------- ----------- --------- --------- ----------------
            100.00    0.000000           0         1           total
            System call usage summary for 32 bit mode:
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
              4.33    0.000171          17        10           mmap2
              1.75    0.000069          69         1           read
            ------ ----------- ----------- --------- --------- ----------------
            100.00    0.003947          50        11           total
            """));
  }

  @Test
  void callsThatALogShowsAndCountsAreCountedOnce() {
    assertEquals(
        "read=2 exit_group=1",
        calls(
            """
            read(3, "", 1) = 0
            read(3, "", 1) = 0
            exit_group(0) = ?
            +++ exited with 0 +++
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
              0.00    0.000000           0         2           read
            ------ ----------- ----------- --------- --------- ----------------
            100.00    0.000000           0         2           total
            """));
  }

  @Test
  void aNameInATableThatNoAbiHasIsReported() {
    assertEquals(
        List.of("trace.log:3:52: no ABI has a call raed: left out; did you mean read?"),
        remarks(
            """
            % time     seconds  usecs/call     calls    errors syscall
            ------ ----------- ----------- --------- --------- ----------------
              0.00    0.000000           0         2           raed
            ------ ----------- ----------- --------- --------- ----------------
            100.00    0.000000           0         2           total
            """));
  }

  @Test
  @DisplayName("the first occurrence says where, when, who, in which program and with what")
  void theFirstOccurrence() {
    Evidence evidence =
        read("""
        6897<sh> 1795310950.919987 execve("/bin/cat", ["cat"], 0x7f /* 35 vars */) = 0 <0.0007>
        6897<cat> 1795310950.921 openat(AT_FDCWD, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3
        """)
            .evidence();
    assertEquals(
        new Occurrence(
            1795310950921000000L,
            "trace.log",
            2,
            6897,
            "/bin/cat",
            "AT_FDCWD, \"/etc/ld.so.cache\", O_RDONLY|O_CLOEXEC"),
        evidence.observations().get(1).first());
    assertEquals("{/bin/cat=1}", evidence.programs().toString());
  }

  @Test
  void aLineMayBeLongerThanTheBuffer() {
    String huge = "x".repeat(3_000_000);
    assertEquals(
        "read=1 write=1 close=1",
        calls(
            "close(3) = 0\nwrite(1, \"" + huge + "\", 3000000) = 3000000\nread(3, \"\", 1) = 0\n"));
  }

  @Test
  void aLogMayEndAnywhereInTheBuffer() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      log.append(i % 100 + 1).append("  getpid() = ").append(i).append('\n');
    }
    assertEquals("getpid=60000", calls(log.toString()));
  }
}
