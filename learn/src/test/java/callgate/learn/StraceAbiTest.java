package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which ABI a call in a log is one of, though strace writes names only. */
final class StraceAbiTest {
  private static LogReading read(Abi abi, String log) {
    try {
      return new StraceLog(abi, false)
          .read(
              LogInput.of(
                  "trace.log", new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String calls(String log) {
    return calls(read(Abi.X86_64, log));
  }

  private static String calls(LogReading reading) {
    return reading.evidence().observations().stream()
        .map(seen -> seen.abi().token() + ":" + seen.title())
        .collect(Collectors.joining(" "));
  }

  @Test
  void aProgramWhoseCallsAllExistInTheUsualAbiSpeaksIt() {
    assertEquals("x86_64:read x86_64:brk", calls("7  brk(NULL) = 0x1\n7  read(3, \"\", 1) = 0\n"));
  }

  @Test
  void oneCallThatOnlyAnotherAbiHasTellsTheAbiOfTheWholeProgram() {
    assertEquals(
        "x86_64:execve x86:brk x86:mmap2",
        calls(
            """
            7  execve("./a32", ["./a32"], 0x7f /* 35 vars */) = 0
            7  brk(NULL) = 0x58218000
            7  mmap2(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xf7ecb000
            7  +++ exited with 0 +++
            """));
  }

  @Test
  void aProgramThatCouldNotBeExecutedChangesNothing() {
    assertEquals(
        "x86_64:execve x86_64:exit_group",
        calls(
            """
            7  execve("./a32", ["./a32"], 0x7f /* 35 vars */) = -1 ENOENT (No such file or directory)
            7  exit_group(127) = ?
            """));
  }

  @Test
  void aChildSpeaksItsParentsAbiUntilItExecutes() {
    assertEquals(
        "x86_64:brk x86_64:execve x86:execve x86:brk x86:dup2 x86:vfork x86:mmap2",
        calls(
            """
            7  execve("./a32", ["./a32"], 0x7f /* 35 vars */) = 0
            7  brk(NULL) = 0x58218000
            7  mmap2(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xf7ecb000
            7  vfork( <unfinished ...>
            8  dup2(3, 1) = 1
            8  execve("/bin/true", ["true"], 0xff /* 35 vars */ <unfinished ...>
            7  <... vfork resumed>) = 8
            8  <... execve resumed>) = 0
            8  brk(NULL) = 0x558218000000
            """));
  }

  @Test
  void aThreadThatExecutesTakesItsLeadersPlace() {
    assertEquals(
        "x86_64:pause x86_64:clone x86_64:execve x86:brk x86:mmap2",
        calls(
            """
            7  clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD) = 8
            7  pause( <unfinished ...>
            8  execve("./a32", ["./a32"], 0x7f /* 35 vars */ <unfinished ...>
            7  <... pause resumed>) = ?
            7  +++ superseded by execve in pid 8 +++
            7  <... execve resumed>) = 0
            7  brk(NULL) = 0x58218000
            7  mmap2(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xf7ecb000
            """));
  }

  @Test
  void aNoteTellsTheModeFromThereOn() {
    assertEquals(
        "x86_64:brk x86_64:execve x86:execve x86:brk",
        calls(
            """
            execve("./a32", ["./a32"], 0x7f /* 35 vars */) = 0
            [ Process PID=7 runs in 32 bit mode. ]
            brk(NULL) = 0x1
            execve("/bin/true", ["true"], 0xff /* 35 vars */) = 0
            strace: [ Process PID=7 runs in 64 bit mode. ]
            brk(NULL) = 0x1
            """));
    assertEquals(
        "x86_64:execve x32:brk",
        calls(
            """
            [pid     7] execve("./ax32", ["./ax32"], 0x7f /* 35 vars */) = 0
            [pid     7] [ Process PID=7 runs in x32 mode. ]
            [pid     7] brk(NULL) = 0x1
            """));
  }

  @Test
  void aNumberTellsTheAbi() {
    assertEquals(
        "x86_64:execve x86:brk",
        calls(
            """
            [  59] execve("./a32", ["./a32"], 0x7f /* 35 vars */) = 0
            [  45] brk(NULL) = 0x1
            """));
  }

  @Test
  void aCallThatMayHaveGoneThroughAMultiplexerIsAllowedBothWays() {
    assertEquals(
        "x86_64:execve x86:socketcall x86:mmap2 x86:socket",
        calls(
            """
            execve("./a32", ["./a32"], 0x7f /* 35 vars */) = 0
            mmap2(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xf7ecb000
            socket(AF_UNIX, SOCK_STREAM, 0) = 3
            """));
  }

  @Test
  void aNumberTellsAMultiplexer() {
    assertEquals(
        "x86_64:execve x86:brk x86:socketcall",
        calls(
            """
            [  59] execve("./a32", ["./a32"], 0x7f /* 35 vars */) = 0
            [  45] brk(NULL) = 0x1
            [ 102] socket(AF_UNIX, SOCK_STREAM, 0) = 3
            """));
  }

  @Test
  void aProgramThatMixesAbisIsReported() {
    String log = "mmap2(NULL, 1, 1, 1, -1, 0) = 0\nnewfstatat(3, \"\", 0x7f, 0) = 0\n";
    assertEquals("x86_64:newfstatat x86:mmap2", calls(log));
    assertEquals(
        List.of("trace.log:1: a program that speaks several ABIs: mmap2 is taken as one of x86"),
        read(Abi.X86_64, log).remarks().stream().map(Remark::toString).toList());
  }

  @Test
  void aLogOfAnotherMachineIsReadForIt() {
    String log = "mmap2(NULL, 1, 1, 1, -1, 0) = 0\narm_fadvise64_64(3, 0, 0, 0) = 0\n";
    assertEquals("arm:mmap2 arm:arm_fadvise64_64", calls(read(Abi.AARCH64, log)));
    assertEquals(
        List.of(
            "trace.log:1: x86_64 has no call arm_fadvise64_64, nor has another ABI of such a machine;"
                + " --arch says whose log it is"),
        read(Abi.X86_64, "arm_fadvise64_64(3, 0, 0, 0) = 0\n").remarks().stream()
            .map(Remark::toString)
            .toList());
  }
}
