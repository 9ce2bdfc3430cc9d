package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lint looks for arguments that are compared in the wrong way:")
class ArgumentChecksTest {
  private static final String[] HEAD = {"arches: [x86_64]", "default: errno(EPERM)", "allow:"};

  private static String[] policy(String... entries) {
    String[] lines = new String[HEAD.length + entries.length];
    System.arraycopy(HEAD, 0, lines, 0, HEAD.length);
    for (int i = 0; i < entries.length; i++) {
      lines[HEAD.length + i] = "  - " + entries[i];
    }
    return lines;
  }

  @Test
  @DisplayName("64 bits of an argument of which the kernel reads 32, as container profiles do")
  void tooWide() {
    String[] policy = policy("socket: arg0:64 < 40", "socket: arg0:64 > 40");
    assertEquals(
        List.of(
            "policy:6:5: error: argument family of socket is compared as 64 bits, so"
                + " socket(0x100000028, 0, 0) is let through and socket(AF_VSOCK, 0, 0) gets ERRNO(1)"),
        Linted.of(Code.COMPARED_TOO_WIDE, policy));
    assertEquals(
        List.of("x86_64: socket(0x100000028, 0, 0) gets ALLOW"),
        Linted.witnesses(Code.COMPARED_TOO_WIDE, policy));
  }

  @Test
  @DisplayName("64 bits in a rule that denies one value")
  void tooWideDenial() {
    assertEquals(
        List.of("x86_64: ioctl(0, 0x100005412, 0) gets ALLOW"),
        Linted.witnesses(
            Code.COMPARED_TOO_WIDE,
            "arches: [x86_64]",
            "default: allow",
            "errno(EPERM):",
            "  - ioctl: arg1:64 == 0x5412"));
  }

  @Test
  @DisplayName("nothing where high bits only make a test stricter")
  void stricter() {
    assertEquals(List.of(), Linted.of(Code.COMPARED_TOO_WIDE, policy("personality: arg0:64 == 8")));
  }

  @Test
  @DisplayName("nothing where as many bits are compared as the kernel reads")
  void asTheKernelReads() {
    String[] policy = policy("socket: family < 40", "ptrace: request == 16", "mmap: len < 0x1000");
    assertEquals(List.of(), Linted.of(Code.COMPARED_TOO_WIDE, policy));
    assertEquals(List.of(), Linted.of(Code.COMPARED_TOO_NARROW, policy));
    assertEquals(List.of(), Linted.of(Code.NEGATIVE_NUMBER, policy));
  }

  @Test
  @DisplayName("only one of the two ways in which a negative int stands in a register")
  void negative() {
    assertEquals(
        List.of(
            "policy:5:5: warning: argument dfd of openat is compared as 64 bits:"
                + " openat(0xffffffffffffff9c, NULL, 0, 0) is let through, but not the same number"
                + " with other high bits"),
        Linted.of(Code.NEGATIVE_NUMBER, policy("openat: arg0:64 == 0xffffffffffffff9c")));
    assertEquals(
        List.of("x86_64: openat(AT_FDCWD, NULL, 0, 0) gets ALLOW"),
        Linted.witnesses(Code.NEGATIVE_NUMBER, policy("openat: arg0:64 == 0xffffff9c")));
  }

  @Test
  @DisplayName("32 bits of a size, which pass when only the high ones are set")
  void tooNarrow() {
    String[] policy = policy("mmap: arg1:32 < 0x10000");
    assertEquals(
        List.of(
            "policy:5:5: warning: argument len of mmap is compared as 32 bits, so mmap(NULL,"
                + " 4294967296, 0, 0, 0, 0) is let through"),
        Linted.of(Code.COMPARED_TOO_NARROW, policy));
  }

  @Test
  @DisplayName("nothing where 32 bits of flags are tested")
  void flags() {
    assertEquals(
        List.of(), Linted.of(Code.COMPARED_TOO_NARROW, policy("mmap: (arg2:32 & 6) != 6")));
  }

  @Test
  @DisplayName("arguments that a call does not have")
  void missing() {
    assertEquals(
        List.of(
            "policy:5:5: warning: argument 5 of socket is tested, but on x86_64 it takes 3 arguments"),
        Linted.of(Code.NO_SUCH_ARGUMENT, policy("socket: arg5 == 1")));
  }

  @Test
  @DisplayName("addresses that are compared with numbers other than 0")
  void addresses() {
    assertEquals(
        List.of(
            "policy:5:5: warning: argument filename of openat is an address, but is compared with"
                + " 0x1000"),
        Linted.of(Code.ADDRESS_COMPARED, policy("openat: arg1 == 0x1000", "mmap: arg0 == 0")));
  }
}
