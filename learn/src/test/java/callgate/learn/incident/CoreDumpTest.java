package callgate.learn.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.policy.BadInput;
import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A core dump")
class CoreDumpTest {
  private static final int NOTES = 64 + 2 * 56;
  private static final int MEMORY = 1024;
  private static final long ADDRESS = 0x7f0000001000L;

  /** {@return a dump of an x86_64 program that died within mkdir("/tmp/a", 0700)} */
  private static byte[] dump(int signal) {
    ByteBuffer notes = ByteBuffer.allocate(MEMORY - NOTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer status = note(336);
    status.putLong(112 + 14 * 8, ADDRESS).putLong(112 + 13 * 8, 0700);
    add(notes, 1, status);
    ByteBuffer program = note(136);
    program.putInt(16, 1000).putInt(24, 77);
    text(program, 40, "mkdir");
    text(program, 56, "mkdir /tmp/a ");
    add(notes, 3, program);
    ByteBuffer information = note(128);
    information.putInt(0, signal).putLong(16, 0x401000).putInt(24, 83).putInt(28, 0xc000003e);
    add(notes, 0x53494749, information);
    ByteBuffer files = note(64);
    files.putLong(0, 1).putLong(8, 4096);
    text(files, 40, "/usr/bin/mkdir");
    add(notes, 0x46494c45, files);

    ByteBuffer core = ByteBuffer.allocate(MEMORY + 256).order(ByteOrder.LITTLE_ENDIAN);
    core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(16, (short) 4);
    core.putShort(18, (short) 62).putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
    core.putInt(64, 4).putLong(72, NOTES).putLong(96, notes.position());
    core.putInt(120, 1).putLong(128, MEMORY).putLong(136, ADDRESS).putLong(152, 256);
    core.position(NOTES).put(notes.flip());
    text(core, MEMORY, "/tmp/a");
    return core.array();
  }

  private static ByteBuffer note(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void text(ByteBuffer to, int at, String text) {
    to.put(at, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void add(ByteBuffer notes, int type, ByteBuffer content) {
    notes.putInt(5).putInt(content.capacity()).putInt(type);
    notes.put("CORE\0\0\0\0".getBytes(StandardCharsets.US_ASCII)).put(content.clear());
  }

  private static Incident read(byte[] core) throws IOException {
    return CoreDump.read("core", new ByteArrayInputStream(core));
  }

  @Test
  @DisplayName("tells the call, its arguments, the texts that they point to, and the program")
  void all() throws IOException {
    Incident incident = read(dump(31));
    Violation violation = incident.violation().orElseThrow();
    assertEquals("mkdir(0x7f0000001000, 0700)", violation.text());
    assertEquals(Abi.X86_64, violation.abi().orElseThrow());
    assertEquals(Received.signal(), violation.received().orElseThrow());
    assertEquals(List.of("pathname \"/tmp/a\""), incident.details());
    assertEquals(
        new Caller(77, "mkdir", "/usr/bin/mkdir", "1000", "", "mkdir /tmp/a"), incident.caller());
  }

  @Test
  @DisplayName("of another death says that no filter caused it")
  void otherSignal() {
    BadInput problem = assertThrows(BadInput.class, () -> read(dump(11)));
    assertEquals(
        "core: the program did not die of SIGSYS but of signal 11: no filter killed it",
        problem.getMessage());
  }

  @Test
  @DisplayName("that is cut short tells what it has, or that it is cut")
  void cut() throws IOException {
    byte[] whole = dump(31);
    assertEquals(List.of(), read(Arrays.copyOf(whole, MEMORY)).details());
    for (int length = 0; length < MEMORY; length += 7) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        read(part);
      } catch (BadInput expected) {
        assertEquals("core", expected.position().file());
      }
    }
  }

  @Test
  @DisplayName("whose notes have an impossible size is damaged")
  void impossibleSize() {
    byte[] core = dump(31);
    Arrays.fill(core, 96, 104, (byte) 0xff);
    BadInput problem = assertThrows(BadInput.class, () -> read(core));
    assertEquals("core: this core dump is damaged: its notes are no notes", problem.getMessage());
  }

  @Test
  @DisplayName("that is damaged does no harm")
  void damaged() throws IOException {
    long seed = Long.getLong("seed", 20261125L);
    Random random = new Random(seed);
    byte[] whole = dump(31);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] =
            random.nextBoolean() ? (byte) random.nextInt() : (byte) 0xff;
      }
      try {
        read(damaged);
      } catch (BadInput expected) {
        assertEquals("core", expected.position().file(), "seed " + seed);
      } catch (RuntimeException unexpected) {
        throw new AssertionError("seed " + seed, unexpected);
      }
    }
  }
}
