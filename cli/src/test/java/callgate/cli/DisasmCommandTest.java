package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate disasm")
class DisasmCommandTest {
  /** {@code A = arch; return A == x86_64 ? ALLOW : ERRNO(1)} for a little-endian machine. */
  private static final byte[] FILTER = {
    0x20, 0, 0, 0, 4, 0, 0, 0,
    0x15, 0, 0, 1, 0x3e, 0, 0, (byte) 0xc0,
    0x06, 0, 0, 0, 0, 0, (byte) 0xff, 0x7f,
    0x06, 0, 0, 0, 1, 0, 5, 0
  };

  @TempDir Path directory;

  private Path filter(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("filter.bpf"), bytes);
  }

  @Test
  @DisplayName("shows a raw filter as a table")
  void table() throws IOException {
    assertEquals(
        new Ran(
            0,
            """
                  code  jt  jf  k
               0  0x20   0   0  0x00000004  A = arch
               1  0x15   0   1  0xc000003e  if arch != x86_64 goto 3 (ERRNO(1))
               2  0x06   0   0  0x7fff0000  return ALLOW
               3  0x06   0   0  0x00050001  return ERRNO(1)
            """,
            ""),
        Ran.callgate("disasm", filter(FILTER).toString()));
  }

  @Test
  @DisplayName("shows it as JSON")
  void json() throws IOException {
    Ran ran = Ran.callgate("--json", "disasm", filter(FILTER).toString());
    assertEquals(
        "{\"byteOrder\":\"little\",\"instructions\":["
            + "{\"index\":0,\"code\":32,\"jt\":0,\"jf\":0,\"k\":4,\"text\":\"A = arch\"},"
            + "{\"index\":1,\"code\":21,\"jt\":0,\"jf\":1,\"k\":3221225534,"
            + "\"text\":\"if arch != x86_64 goto 3 (ERRNO(1))\"},"
            + "{\"index\":2,\"code\":6,\"jt\":0,\"jf\":0,\"k\":2147418112,"
            + "\"text\":\"return ALLOW\"},"
            + "{\"index\":3,\"code\":6,\"jt\":0,\"jf\":0,\"k\":327681,"
            + "\"text\":\"return ERRNO(1)\"}]}\n",
        ran.out());
  }

  @Test
  @DisplayName("compiles a policy and shows its filter")
  void policy() {
    Ran ran = Ran.callgate("disasm", "builtin:unconfined");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("return ALLOW"), ran.out());
  }

  @Test
  @DisplayName("refuses what the kernel would refuse, and says which instruction is wrong")
  void invalid() throws IOException {
    byte[] jump = FILTER.clone();
    jump[11] = 9;
    Path file = filter(jump);
    assertEquals(
        new Ran(
            3,
            "",
            "callgate: "
                + file
                + ": this is no filter that the kernel takes:"
                + " instruction 1: jumps behind the end\n"),
        Ran.callgate("disasm", file.toString()));
  }
}
