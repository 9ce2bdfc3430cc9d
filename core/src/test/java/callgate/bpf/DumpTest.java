package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A dump")
class DumpTest {
  private static final Program PROGRAM =
      Program.of(
          List.of(
              Instruction.of(Opcode.LD_ABS, 4),
              Instruction.branch(Opcode.JEQ_K, Abi.AARCH64.auditArch(), 0, 2),
              Instruction.of(Opcode.LD_ABS, 0),
              Instruction.branch(Opcode.JEQ_K, 63, 1, 0),
              Instruction.of(Opcode.RET_K, 0x80000000),
              Instruction.of(Opcode.RET_K, 0x7fff0000)));

  @Test
  @DisplayName("for an assembler names targets by labels and explains each line")
  void assembler() {
    assertEquals(
        """
                ld [4]                      /* A = arch */
                jeq #0xc00000b7,L2,L4       /* if arch != aarch64 goto 4 (KILL_PROCESS) */
        L2:     ld [0]                      /* A = nr */
                jeq #0x3f,L5,L4             /* if nr == 63 (read) goto 5 (ALLOW) */
        L4:     ret #0x80000000             /* return KILL_PROCESS */
        L5:     ret #0x7fff0000             /* return ALLOW */
        """,
        Dump.ASM.of(PROGRAM, ByteOrder.LITTLE_ENDIAN));
  }

  @Test
  @DisplayName("in hexadecimal is the raw filter in the byte order of the machine")
  void hexadecimal() {
    assertEquals(
        """
        2000000004000000
        15000002b70000c0
        2000000000000000
        150001003f000000
        0600000000000080
        060000000000ff7f
        """,
        Dump.HEX.of(PROGRAM, ByteOrder.LITTLE_ENDIAN));
    assertEquals(
        "0020000000000004", Dump.HEX.of(PROGRAM, ByteOrder.BIG_ENDIAN).lines().findFirst().get());
  }

  @Test
  @DisplayName("in C compiles to the same bytes")
  void compiledC(@TempDir Path directory) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc: apt-get install gcc");
    assumeTrue(
        Files.exists(Path.of("/usr/include/linux/filter.h")),
        "needs kernel headers: apt-get install linux-libc-dev");
    Path source = directory.resolve("filter.c");
    Files.writeString(
        source,
        Dump.C.of(PROGRAM, ByteOrder.nativeOrder())
            + "#include <unistd.h>\n"
            + "int main(void) { return write(1, filter, sizeof filter) != sizeof filter; }\n");
    Path program = directory.resolve("filter");
    assertEquals(
        0,
        new ProcessBuilder("gcc", "-Wall", "-Werror", "-o", program.toString(), source.toString())
            .inheritIO()
            .start()
            .waitFor());
    Process process = new ProcessBuilder(program.toString()).start();
    assertArrayEquals(
        PROGRAM.write(ByteOrder.nativeOrder()), process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor());
  }
}
