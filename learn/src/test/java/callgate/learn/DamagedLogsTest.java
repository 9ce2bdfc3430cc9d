package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.BadInput;
import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Logs and evidence with bytes changed, added, lost and repeated at random: read or refused, never
 * anything else.
 */
final class DamagedLogsTest {
  private static final String LOG =
      """
      6897<sh> 1795310950.919987 [  59] [00007f1842606ad7] execve("/bin/cat", ["cat"], 0x7f) = 0 <0.1>
      [pid  6897<cat>] 01:29:10.96 (+     0.000131) openat(AT_FDCWD</tmp>, "/etc/x", O_RDONLY) = 3
           0.000688 ioctl(3</dev/pts/0<char 136:0>>, TCGETS, {c_iflag=ICRNL}) = -1 ENOTTY (Not a tty)
      6897  clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD <unfinished ...>
      6898  [ Process PID=6898 runs in 32 bit mode. ]
      6898  mmap2(NULL, 8192, PROT_READ, MAP_PRIVATE, -1, 0) = 0xf7ecb000
      6897  <... clone resumed>, child_tidptr=0xf7) = 6898
      [????????????????] --- SIGCHLD {si_signo=SIGCHLD, si_pid=6898} ---
       > /usr/lib/libc.so.6(__read+0x14) [0xe8b24]
      write(1, "printf(hello)\\n", 14printf(hello)
      ) = 14
      syscall_0x1b3(0x7ffc, 0x58) = 12
      6898  +++ exited with 0 +++
      % time     seconds  usecs/call     calls    errors syscall
      ------ ----------- ----------- --------- --------- ----------------
       28.76    0.001135         378        19           mmap
      ------ ----------- ----------- --------- --------- ----------------
      100.00    0.000000           0        26         2 total
      """;

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int i = random.nextInt(12); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      int other = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = bytes[other];
        case 2 -> {
          int length = Math.min(40, bytes.length - Math.max(at, other));
          System.arraycopy(bytes, other, bytes, at, length);
        }
        default -> bytes = Arrays.copyOf(bytes, Math.max(1, bytes.length - 3));
      }
    }
    return bytes;
  }

  @Test
  void aDamagedLogIsReadAsFarAsItMakesSense() throws IOException {
    long seed = 20261122;
    Random random = new Random(seed);
    byte[] whole = LOG.getBytes(StandardCharsets.ISO_8859_1);
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = damaged(whole, random);
      LogReading first = read(bytes, "seed " + seed + " round " + round);
      assertEquals(
          first.evidence(), read(bytes, "again").evidence(), "seed " + seed + " round " + round);
    }
  }

  private static LogReading read(byte[] bytes, String message) throws IOException {
    try (LogInput log = LogInput.of("damaged.log", new ByteArrayInputStream(bytes))) {
      return new StraceLog(Abi.X86_64, true).read(log);
    } catch (BadInput refused) {
      assertTrue(refused.toString().contains("damaged.log"), message);
      return new LogReading(Evidence.NONE, List.of(), 0, 0);
    } catch (RuntimeException mistake) {
      throw new AssertionError(message, mistake);
    }
  }

  @Test
  void damagedEvidenceIsReadOrRefusedWithItsPlace() throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    byte[] whole =
        EvidenceFile.bytes(read(LOG.getBytes(StandardCharsets.ISO_8859_1), "whole").evidence());
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = damaged(whole, random);
      try {
        EvidenceFile.read("damaged.jsonl", new ByteArrayInputStream(bytes));
      } catch (BadInput refused) {
        assertTrue(
            refused.toString().contains("damaged.jsonl"), "seed " + seed + " round " + round);
      } catch (RuntimeException mistake) {
        throw new AssertionError("seed " + seed + " round " + round, mistake);
      }
    }
  }
}
