package callgate.syscall;

import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/**
 * One system call ABI of Linux: what a program speaks when it enters the kernel.
 *
 * <p>A filter sees the ABI as {@code seccomp_data.arch}, an {@code AUDIT_ARCH_*} value
 * (include/uapi/linux/audit.h: ELF machine number, plus 0x40000000 for little endian, plus
 * 0x80000000 for 64 bits, plus 0x20000000 for the MIPS n32 convention). x32 shares that value with
 * x86_64 and differs in bit 30 of the number (arch/x86/include/uapi/asm/unistd.h).
 */
public enum Abi {
  X86_64("x86_64", 0xC000003E, 64, ByteOrder.LITTLE_ENDIAN),
  X32("x32", 0xC000003E, 32, ByteOrder.LITTLE_ENDIAN),
  X86("x86", 0x40000003, 32, ByteOrder.LITTLE_ENDIAN),
  AARCH64("aarch64", 0xC00000B7, 64, ByteOrder.LITTLE_ENDIAN),
  ARM("arm", 0x40000028, 32, ByteOrder.LITTLE_ENDIAN),
  RISCV64("riscv64", 0xC00000F3, 64, ByteOrder.LITTLE_ENDIAN),
  S390X("s390x", 0x80000016, 64, ByteOrder.BIG_ENDIAN),
  S390("s390", 0x00000016, 32, ByteOrder.BIG_ENDIAN),
  PPC64LE("ppc64le", 0xC0000015, 64, ByteOrder.LITTLE_ENDIAN),
  PPC64("ppc64", 0x80000015, 64, ByteOrder.BIG_ENDIAN),
  PPC("ppc", 0x00000014, 32, ByteOrder.BIG_ENDIAN),
  LOONGARCH64("loongarch64", 0xC0000102, 64, ByteOrder.LITTLE_ENDIAN),
  MIPS("mips", 0x00000008, 32, ByteOrder.BIG_ENDIAN),
  MIPS64("mips64", 0x80000008, 64, ByteOrder.BIG_ENDIAN),
  MIPS64N32("mips64n32", 0xA0000008, 32, ByteOrder.BIG_ENDIAN),
  MIPSEL("mipsel", 0x40000008, 32, ByteOrder.LITTLE_ENDIAN),
  MIPSEL64("mipsel64", 0xC0000008, 64, ByteOrder.LITTLE_ENDIAN),
  MIPSEL64N32("mipsel64n32", 0xE0000008, 32, ByteOrder.LITTLE_ENDIAN),
  PARISC("parisc", 0x0000000F, 32, ByteOrder.BIG_ENDIAN),
  PARISC64("parisc64", 0x8000000F, 64, ByteOrder.BIG_ENDIAN),
  M68K("m68k", 0x00000004, 32, ByteOrder.BIG_ENDIAN),
  SH("sh", 0x4000002A, 32, ByteOrder.LITTLE_ENDIAN);

  /** Bit 30, which marks the numbers of x32. */
  public static final int X32_BIT = 0x40000000;

  private final String token;
  private final int auditArch;
  private final int argumentBits;
  private final ByteOrder order;

  Abi(String token, int auditArch, int argumentBits, ByteOrder order) {
    this.token = token;
    this.auditArch = auditArch;
    this.argumentBits = argumentBits;
    this.order = order;
  }

  /** {@return the name used on the command line and in policies, such as {@code x86_64}} */
  public String token() {
    return token;
  }

  /** {@return the value of {@code seccomp_data.arch}} */
  public int auditArch() {
    return auditArch;
  }

  /** {@return how many bits of an argument count on this ABI: 32 or 64} */
  public int argumentBits() {
    return argumentBits;
  }

  /** {@return the byte order of filters and of {@code seccomp_data} on this ABI} */
  public ByteOrder order() {
    return order;
  }

  /**
   * {@return whether a number under this ABI's {@code arch} value belongs to this ABI} Only x86_64
   * and x32 share a value; -1, which the kernel uses for a skipped call, is not an x32 call.
   */
  public boolean owns(int number) {
    return switch (this) {
      case X32 -> isX32(number);
      case X86_64 -> !isX32(number);
      default -> true;
    };
  }

  private static boolean isX32(int number) {
    return Integer.compareUnsigned(number, X32_BIT) >= 0 && number != -1;
  }

  /**
   * {@return the ABI of that name} Also understands Go's, Debian's, the kernel's and {@code
   * SCMP_ARCH_} spellings.
   */
  public static Optional<Abi> of(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    if (plain.startsWith("scmp_arch_")) {
      plain = plain.substring("scmp_arch_".length());
    }
    String token =
        switch (plain) {
          case "amd64", "x86-64" -> "x86_64";
          case "i386", "i486", "i586", "i686", "386" -> "x86";
          case "arm64" -> "aarch64";
          case "armhf", "armel", "armv7l", "armeb", "armv6l", "armv8l" -> "arm";
          case "ppc64el", "powerpc64le" -> "ppc64le";
          case "powerpc64" -> "ppc64";
          case "powerpc" -> "ppc";
          case "loong64" -> "loongarch64";
          case "mips64le", "mips64el" -> "mipsel64";
          case "mips64len32", "mips64p32le" -> "mipsel64n32";
          case "mipsn32", "mips64p32" -> "mips64n32";
          case "mipsle" -> "mipsel";
          case "hppa" -> "parisc";
          case "hppa64" -> "parisc64";
          default -> plain;
        };
    for (Abi abi : values()) {
      if (abi.token.equals(token)) {
        return Optional.of(abi);
      }
    }
    return Optional.empty();
  }

  /** {@return the ABI of 64-bit programs on the machines that run programs of this ABI} */
  public Abi machine() {
    return switch (this) {
      case X86, X32 -> X86_64;
      case ARM -> AARCH64;
      case S390 -> S390X;
      case PPC -> PPC64;
      case MIPS, MIPS64N32 -> MIPS64;
      case MIPSEL, MIPSEL64N32 -> MIPSEL64;
      case PARISC -> PARISC64;
      default -> this;
    };
  }

  /** {@return the ABI of 64-bit programs on the machine that this JVM runs on} */
  public static Abi host() {
    String arch = System.getProperty("os.arch");
    return of(arch).orElseThrow(() -> new IllegalStateException("unknown machine: " + arch));
  }
}
