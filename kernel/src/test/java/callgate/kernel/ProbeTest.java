package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Probing")
class ProbeTest {
  @BeforeEach
  void needsX86() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "probing works on x86_64 only, so far");
  }

  @Test
  @DisplayName("executes nothing, not even what would end or multiply the one who asks")
  void harmless() {
    List<Call> calls =
        List.of("exit_group", "fork", "reboot", "execve", "exit", "kill", "rt_sigreturn").stream()
            .map(name -> Call.of(Abi.X86_64, Syscalls.number(Abi.X86_64, name).orElseThrow()))
            .toList();
    List<ProbeAnswer> answers = Probe.ask(Abi.X86_64, calls);
    assertEquals(calls.size(), answers.size());
    assertEquals(1, answers.stream().distinct().count(), answers::toString);
  }

  @Test
  @DisplayName("can execute one call for once, to see whether the kernel has its ABI")
  void executes() {
    int getuid = Syscalls.number(Abi.X86_64, "getuid").orElseThrow();
    long uid = Probe.execute(Abi.X86_64, Call.of(Abi.X86_64, getuid)).orElseThrow();
    assertEquals(
        ThreadStatus.ofThread(SystemCall.GETTID.call()).field("Uid").split("\t", -1)[0], "" + uid);
  }

  @Test
  @DisplayName("has the machine code that its source assembles to")
  void code() throws Exception {
    assumeTrue(
        Commands.exist("x86_64-linux-gnu-as"), "needs the assembler: apt-get install binutils");
    Process assembler = new ProcessBuilder("src/main/asm/assemble.sh", "x86_64-compat").start();
    String assembled =
        new String(assembler.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, assembler.waitFor());
    assertEquals(assembled.replace("\n", ""), HexFormat.of().formatHex(CompatCalls.code()));
  }
}
