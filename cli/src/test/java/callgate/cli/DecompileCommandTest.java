package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate decompile, flatten")
class DecompileCommandTest {
  private static final int ALLOW = 0x7fff0000;
  private static final int EPERM = 0x00050001;

  @TempDir Path directory;

  /** {@return a file with a filter: of each instruction code, jt, jf and k} */
  private String filter(String name, int[]... instructions) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(8 * instructions.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int[] i : instructions) {
      raw.putShort((short) i[0]).put((byte) i[1]).put((byte) i[2]).putInt(i[3]);
    }
    return Files.write(directory.resolve(name), raw.array()).toString();
  }

  private static int[] of(int code, int jt, int jf, int k) {
    return new int[] {code, jt, jf, k};
  }

  /** {@return a filter that lets one x86_64 call through and refuses others} */
  private String allowing(int number) throws IOException {
    return filter(
        number + ".bpf",
        of(0x20, 0, 0, 4),
        of(0x15, 0, 3, 0xc000003e),
        of(0x20, 0, 0, 0),
        of(0x15, 0, 1, number),
        of(0x06, 0, 0, ALLOW),
        of(0x06, 0, 0, EPERM));
  }

  @Test
  @DisplayName("shows a filter as a policy that was compiled again and proven")
  void decompile() throws IOException {
    String filter = allowing(0);
    Ran ran = Ran.callgate("decompile", filter);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(
        """
        callgate: 1
        arches: [x86_64]
        default: errno(EPERM)
        foreign: errno(EPERM)
        newer: default

        allow:
          - read
        """,
        ran.out());
    assertTrue(
        ran.err().matches("(?s).*: 1 rule; compiled again to \\d instructions, proven equal\n"));
  }

  @Test
  @DisplayName("combines several filters as the kernel does")
  void stack() throws IOException {
    Ran ran = Ran.callgate("decompile", allowing(0), allowing(1));
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().endsWith("newer: default\n"), ran.out());
  }

  @Test
  @DisplayName("--each shows filters one by one")
  void each() throws IOException {
    Ran ran = Ran.callgate("decompile", "--each", allowing(0), allowing(1));
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("\n  - read\n"), ran.out());
    assertTrue(ran.out().endsWith("\n  - write\n"), ran.out());
  }

  @Test
  @DisplayName("refuses a filter that does not look at the ABI, unless told which are meant")
  void anyAbi() throws IOException {
    String filter =
        filter(
            "any.bpf",
            of(0x20, 0, 0, 0),
            of(0x15, 0, 1, 59),
            of(0x06, 0, 0, EPERM),
            of(0x06, 0, 0, ALLOW));
    Ran refused = Ran.callgate("decompile", filter);
    assertEquals(3, refused.status());
    assertTrue(refused.err().contains("choose the ABIs that matter with --arch"), refused.err());
    Ran told = Ran.callgate("decompile", filter, "--arch", "x86_64");
    assertEquals(0, told.status(), told.err());
    assertTrue(told.out().contains("default: allow\n"), told.out());
    assertTrue(told.out().endsWith("errno(EPERM):\n  - execve\n"), told.out());
  }

  @Test
  @DisplayName("flatten makes one proven filter of a stack")
  void flatten() throws IOException {
    String result = directory.resolve("flat.bpf").toString();
    Ran ran = Ran.callgate("flatten", allowing(0), allowing(0), "-o", result);
    assertEquals(0, ran.status(), ran.err());
    assertEquals(0, Ran.callgate("diff", allowing(0), result).status());
    assertTrue(ran.out().contains("flattened, proven equal"), ran.out());
  }

  @Test
  @DisplayName("flatten reports as JSON")
  void flattenJson() throws IOException {
    Ran ran = Ran.callgate("flatten", "--json", allowing(0), allowing(1));
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("\"instructions\":6,"), ran.out());
    assertTrue(
        ran.out().contains("\"after\":{\"name\":\"<stack>\",\"instructions\":1,"), ran.out());
  }
}
