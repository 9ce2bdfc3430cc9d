package callgate.kernel;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/**
 * Machine code that makes calls as 32-bit programs of x86 do, by {@code int 0x80}. Its source is
 * {@code src/main/asm/x86_64-compat.S}.
 */
final class CompatCalls {
  private static final String HEXADECIMAL =
      """
      41544989fc498b7c240841ff14244885c0750a498b7c241841ff542410415cc3535541544989fc418b042483f8ff742d
      418b5c2408418b4c2410418b542418418b742420418b7c2428418b6c2430cd80489849894424384983c440ebca415c5d
      5bc3
      """;

  private static final int NARROW = 32;
  private static final int PAGE = 4096;
  private static final int PROT_READ_WRITE = 3;
  private static final int PROT_READ_EXEC = 5;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

  private CompatCalls() {}

  static byte[] code() {
    return HexFormat.of().parseHex(HEXADECIMAL.replace("\n", ""));
  }

  /** The page that the code is in, mapped when it is first needed. */
  private static final class Page {
    static final MemorySegment CODE = map();
  }

  /**
   * {@code both(block)}: walks two tables, the second one only when the first went to its end. The
   * block is a routine, its table, another routine, its table.
   */
  static MemorySegment both() {
    return Page.CODE;
  }

  /** {@code narrow(steps)}: makes the calls of a table as 32-bit programs do. */
  static MemorySegment narrow() {
    return Page.CODE.asSlice(NARROW);
  }

  @SuppressWarnings("restricted") // code has to be mapped somewhere
  private static MemorySegment map() {
    long address = SystemCall.MMAP.call(0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (address < 0) {
      throw new NotSupported("no memory for machine code: " + Errors.describe(address));
    }
    MemorySegment page = MemorySegment.ofAddress(address).reinterpret(PAGE);
    byte[] code = code();
    page.asByteBuffer().put(code);
    long protection = SystemCall.MPROTECT.call(address, PAGE, PROT_READ_EXEC);
    if (protection != 0) {
      throw new NotSupported("no memory may become executable: " + Errors.describe(protection));
    }
    return page;
  }
}
