package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
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
}
