package callgate.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A page of machine code for what must run where no Java can: in a child that shares this process's
 * memory, between two system calls that nothing may come between, or in a loop that is too hot for
 * the border between Java and C.
 *
 * <p>The sources are in {@code src/main/asm}. All routines have one shape, seven longs in and one
 * out, and libc's {@code syscall}, which maps the page, is called through it too: start-up pays for
 * each shape that is linked.
 */
final class MachineCode {
  /** The machines that there is code for. */
  enum Machine {
    X86_64(
        """
        2000000040000000900000006001000010020000700200008b020000a00200004889f84889f74889d64889ca4d89c24d
        89c84c8b4c24080f05c3660f1f440000534889fb8b0383f8ff7435488b7b08488b7310488b53184c8b53204c8b43284c
        8b4b300f05488943384885c0790cf64304027510f6430401750e4883c340ebc431c0eb04f390ebfc5bc3660f1f440000
        53554154415541564889fb4889f54989d44989cd4d89c64c89cfe891ffffffb8380000004889df4889ee4c89e24531d2
        4531c00f054885c074194889c3488b7c2430e869ffffff4889d8415e415d415c5d5bc34c89f741ffd5b83c000000bf7f
        0000000f05f4662e0f1f840000000000660fefc00f1145000f1145100f1145200f1145300f114540b81000000089dfbe
        002150c04889ea0f054885c0c30f1f00b80f0100004c89ffbe0100000031d24531d20f054885c0780c48c7c0feffffff
        41f6470601c3662e0f1f840000000000535541544155415641574889fb4889f54989d44989cd4d89c64d89cf4d85ff74
        09e8aaffffff7871746fe871ffffff78688b4d1089cac1ea1e83fa017759c1e20a81e1ffffff3f81f9ff030000774801
        d18b45144439f074114c89f248c1ea2039d0753381c100080000498b44cd004885c0792348ffc0498944cd00488b4500
        49890424b81000000089dfbe012118c04c89e20f05eb8531c0415f415e415d415c5d5bc366662e0f1f84000000000090
        4989fc498b3c24e824feffff498b5c2408498b6c24104d8b7c2418b81000000089dfbe022108404889ea0f054885c078
        0fb83e0000008b7d08be090000000f05e8dbfeffff78097407e8a2feffffebcbc366662e0f1f8400000000000f1f4000
        89fe8b3d880d000085ff7409b83e0000000f05eb0689357d0d0000c7056f0d000001000000c3662e0f1f840000000000
        b80f0000000f05
        """),
    AARCH64(
        """
        2000000050000000a00000009001000050020000b0020000d0020000e0020000e80300aae00301aae10302aae20303aa
        e30304aae40305aae50306aa010000d4c0035fd61f2003d51f2003d51f2003d5e90300aa280140b91f05003180010054
        208540a9228d41a9249542a9010000d4201d00f98000f8b62a0540b9ca000837ea00003729010191f3ffff17000080d2
        c0035fd63f2003d5ffffff17c0035fd6fd7bbca9f35301a9f55b02a9f76303a9f30300aaf40301aaf50302aaf60303aa
        f70304aaf80306aae00305aae1ffff97881b80d2e00313aae10314aae20315aa030080d2040080d2010000d4400100b4
        f30300aae00318aad6ffff97e00313aaf76343a9f55b42a9f35341a9fd7bc4a8c0035fd6e00317aac0023fd6a80b80d2
        e00f80d2010000d4000000001f2003d59f7e00a99f7e01a99f7e02a99f7e03a99f7e04a9a80380d2e00313aa01208452
        010ab872e20314aa010000d4c0035fd6280980d2e00318aa210080d2020080d2030080d2010000d4a000f8b7090f4079
        2000809249000036000080d2c0035fd6fd7bbca9f35301a9f55b02a9f76303a9f30300aaf40301aaf50302aaf60303aa
        f70304aaf80305aa780000b4e9ffff97e00300b5dbffff97a003f8b7892a42292b7d1e537f0500710803005429750012
        3ffd0f71a802005429290b0b5f01176ba0000054ebfe60d35f010b6be101005429012011cb5a69f88b01f8b66b050091
        cb5a29f88b0240f9ab0200f9a80380d2e00313aa212084520103b872e20315aa010000d4e1ffff17000080d2f76343a9
        f55b42a9f35341a9fd7bc4a8c0035fd6f50300aaf6031eaaa00240f97dffff97b3d240a9b80e40f9a80380d2e00313aa
        412084520101a872e20314aa010000d4a000f8b7281080d2800a40b9210180d2010000d4b3ffff97600000b5a5ffff97
        f2ffff17c0025fd61f2003d51f2003d5e103002a696a0010200140b980000034281080d2010000d402000014210900b9
        896900102a0080522a0500b9c0035fd6681180d2010000d4
        """);

    static final @Nullable Machine CURRENT =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> X86_64;
          case "aarch64" -> AARCH64;
          default -> null;
        };

    private final String hexadecimal;

    Machine(String hexadecimal) {
      this.hexadecimal = hexadecimal;
    }

    /**
     * {@return the code: offsets of 32 bits in the order of {@link MachineCode}'s accessors, then
     * the routines}
     */
    byte[] code() {
      return HexFormat.of().parseHex(hexadecimal.replace("\n", ""));
    }
  }

  private static final int PAGE = 4096;
  private static final int PROT_READ_WRITE = 3;
  private static final int PROT_READ_EXEC = 5;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

  private static @Nullable MachineCode mapped;

  private final MethodHandle shape;
  private final MemorySegment page;
  private final ByteBuffer data;
  private final int[] offsets = new int[8];

  private MachineCode(MethodHandle shape, MemorySegment pages, byte[] code) {
    this.shape = shape;
    page = pages.asSlice(0, PAGE);
    data = pages.asSlice(PAGE).asByteBuffer().order(ByteOrder.nativeOrder());
    ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(offsets);
  }

  /**
   * {@return the page, mapped when it is first needed}
   *
   * @throws NotSupported on a machine that there is no code for, or where no code can be mapped
   */
  static synchronized MachineCode mapped() {
    if (mapped == null) {
      mapped = map();
    }
    return mapped;
  }

  /** {@code call(number, a0 .. a5)}: one system call. */
  MemorySegment call() {
    return routine(0);
  }

  /** {@code walk(steps)}: the system calls of a {@link StepTable}, one after the other. */
  MemorySegment walk() {
    return routine(1);
  }

  /**
   * {@code spawn(flags, stack, pidfd, routine, argument, before, after)}: a child that runs a
   * routine.
   */
  MemorySegment spawn() {
    return routine(2);
  }

  /**
   * {@code listen(listener, request, response, slots, arches, poll)}: answers known notifications.
   */
  MemorySegment listen() {
    return routine(3);
  }

  /** {@code guard(block)}: waits for the end of the supervisor, then kills what it supervised. */
  MemorySegment guard() {
    return routine(4);
  }

  /**
   * {@code forward(signal)}: a signal handler that passes signals on to {@link #forwardTo}, or
   * keeps the last one for {@link #takeEarly}.
   */
  MemorySegment forward() {
    return routine(5);
  }

  /**
   * {@code note(signal)}: a signal handler that does nothing but let {@link #takeSignalled} know.
   */
  MemorySegment note() {
    return routine(6);
  }

  /** Where both return to: {@code sa_restorer}. */
  MemorySegment restore() {
    return routine(7);
  }

  /** Says which process gets forwarded signals; 0 for none. */
  void forwardTo(int process) {
    data.putInt(0, process);
  }

  /** {@return the signal that was to be forwarded when there was no process; 0 for none} */
  int takeEarly() {
    int signal = data.getInt(2 * Integer.BYTES);
    data.putInt(2 * Integer.BYTES, 0);
    return signal;
  }

  /** {@return whether a signal came since the last time} */
  boolean takeSignalled() {
    boolean signalled = data.getInt(Integer.BYTES) != 0;
    data.putInt(Integer.BYTES, 0);
    return signalled;
  }

  /** Walks a table on the current OS thread. */
  void walk(StepTable table) {
    run(walk(), table.address(), 0, 0, 0, 0, 0, 0);
  }

  /** Runs a routine on the current OS thread, and {@return its result} */
  long run(MemorySegment routine, long a, long b, long c, long d, long e, long f, long g) {
    return invoke(shape, routine, a, b, c, d, e, f, g);
  }

  private MemorySegment routine(int index) {
    return page.asSlice(offsets[index]);
  }

  @SuppressWarnings("restricted") // the one place that reaches beyond Java
  private static MachineCode map() {
    Machine machine = Machine.CURRENT;
    if (machine == null) {
      throw new NotSupported(
          "there is no machine code for "
              + System.getProperty("os.arch")
              + " yet: x86_64 and aarch64 only");
    }
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfLong j = ValueLayout.JAVA_LONG;
    MethodHandle shape = linker.downcallHandle(FunctionDescriptor.of(j, j, j, j, j, j, j, j));
    SymbolLookup libc = linker.defaultLookup();
    MemorySegment syscall =
        libc.find("syscall").orElseThrow(() -> new NotSupported("libc has no function `syscall`"));
    long address =
        invoke(
            shape,
            syscall,
            SystemCall.MMAP.number(),
            0,
            2 * PAGE,
            PROT_READ_WRITE,
            MAP_PRIVATE_ANONYMOUS,
            -1,
            0);
    if (address == -1) {
      throw new NotSupported("no memory for machine code: mmap was refused");
    }
    MemorySegment pages = MemorySegment.ofAddress(address).reinterpret(2 * PAGE);
    byte[] code = machine.code();
    pages.asByteBuffer().put(code);
    if (invoke(shape, syscall, SystemCall.MPROTECT.number(), address, PAGE, PROT_READ_EXEC, 0, 0, 0)
        != 0) {
      throw new NotSupported(
          "this system lets no memory become executable (mprotect was refused): an SELinux or seccomp policy?");
    }
    return new MachineCode(shape, pages, code);
  }

  private static long invoke(
      MethodHandle shape,
      MemorySegment function,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f,
      long g) {
    try {
      return (long) shape.invokeExact(function, a, b, c, d, e, f, g);
    } catch (Throwable impossible) { // a downcall throws nothing of its own
      throw new AssertionError(impossible);
    }
  }
}
