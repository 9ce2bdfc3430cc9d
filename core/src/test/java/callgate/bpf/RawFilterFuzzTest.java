package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import org.junit.jupiter.api.DisplayName;

/**
 * For minutes, in the nightly profile only: {@code mvn -Pnightly verify}. In a class of its own,
 * since only the first test of a class is fuzzed, and others are skipped.
 */
@DisplayName("Fuzzed bytes")
class RawFilterFuzzTest {
  @FuzzTest(maxDuration = "10m")
  @DisplayName("are read and written as a filter without loss, or refused")
  void readAndWrite(byte[] raw) {
    try {
      Program program = Program.read(raw, ByteOrder.LITTLE_ENDIAN);
      byte[] written = program.write(ByteOrder.LITTLE_ENDIAN);
      assertEquals(
          program.instructions(), Program.read(written, ByteOrder.LITTLE_ENDIAN).instructions());
    } catch (InvalidProgram refused) {
      // Which most bytes are.
    }
  }
}
