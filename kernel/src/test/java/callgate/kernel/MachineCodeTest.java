package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineCodeTest {
  @ParameterizedTest
  @EnumSource(MachineCode.Machine.class)
  void theCodeIsWhatItsSourceAssemblesTo(MachineCode.Machine machine) throws Exception {
    String name = machine.name().toLowerCase(Locale.ROOT);
    assumeTrue(
        Commands.exist(name + "-linux-gnu-as"),
        "needs the assembler: apt-get install binutils"
            + (machine == MachineCode.Machine.AARCH64 ? "-aarch64-linux-gnu" : ""));
    Process assembler = new ProcessBuilder("src/main/asm/assemble.sh", name).start();
    String assembled =
        new String(assembler.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, assembler.waitFor());
    assertEquals(assembled.replace("\n", ""), HexFormat.of().formatHex(machine.code()));
  }

  @Test
  void theCodeForAarch64Works(@TempDir Path folder) throws Exception {
    assumeTrue(
        Commands.exist("aarch64-linux-gnu-ld") && Commands.exist("qemu-aarch64-static"),
        "needs an emulator: apt-get install binutils-aarch64-linux-gnu qemu-user-static");
    String object = folder.resolve("check.o").toString();
    String program = folder.resolve("check").toString();
    String source = "src/test/asm/aarch64-check.S";
    assertEquals(0, run("aarch64-linux-gnu-as", "-I", "src/main/asm", "-o", object, source));
    assertEquals(
        0, run("aarch64-linux-gnu-ld", "-N", "--no-warn-rwx-segments", "-o", program, object));
    assertEquals(0, run("qemu-aarch64-static", program));
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
