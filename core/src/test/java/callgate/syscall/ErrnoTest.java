package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Names of errors")
class ErrnoTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"EPERM, 1", "ENOENT, 2", "EACCES, 13", "EINVAL, 22", "ENOSYS, 38", "EHWPOISON, 133"})
  @DisplayName("stand for the numbers of asm-generic")
  void numbers(String name, int number) {
    assertEquals(OptionalInt.of(number), Errno.number(name));
    assertEquals(Optional.of(name), Errno.name(number));
  }

  @Test
  @DisplayName("are understood where two stand for one number, and one is shown")
  void secondNames() {
    assertEquals(OptionalInt.of(11), Errno.number("EWOULDBLOCK"));
    assertEquals(OptionalInt.of(95), Errno.number("ENOTSUP"));
    assertEquals(OptionalInt.of(35), Errno.number("EDEADLOCK"));
    assertEquals(Optional.of("EAGAIN"), Errno.name(11));
    assertEquals(Optional.of("EOPNOTSUPP"), Errno.name(95));
    assertEquals(Optional.of("EDEADLK"), Errno.name(35));
  }

  @Test
  @DisplayName("stand for other numbers on MIPS, PA-RISC and PowerPC")
  void abis() {
    assertEquals(OptionalInt.of(38), Errno.number(Abi.X86_64, "ENOSYS"));
    assertEquals(OptionalInt.of(38), Errno.number(Abi.RISCV64, "ENOSYS"));
    assertEquals(OptionalInt.of(89), Errno.number(Abi.MIPS64, "ENOSYS"));
    assertEquals(OptionalInt.of(251), Errno.number(Abi.PARISC, "ENOSYS"));
    assertEquals(OptionalInt.of(58), Errno.number(Abi.PPC64LE, "EDEADLOCK"));
    assertEquals(OptionalInt.of(1), Errno.number(Abi.MIPS64, "EPERM"));
    assertEquals(Optional.of("ENOSYS"), Errno.name(Abi.MIPSEL, 89));
    assertEquals(Optional.of("EDESTADDRREQ"), Errno.name(Abi.AARCH64, 89));
  }

  @Test
  @DisplayName("are numbers where there is no name")
  void nameless() {
    assertEquals(Optional.empty(), Errno.name(0));
    assertEquals(Optional.empty(), Errno.name(41));
    assertEquals("4095", Errno.text(4095));
    assertEquals("EPERM", Errno.text(1));
    assertEquals(OptionalInt.empty(), Errno.number("EFROB"));
    assertEquals(OptionalInt.empty(), Errno.number(Abi.MIPS, "EFROB"));
  }

  @Test
  @DisplayName("are suggested for a misspelt one")
  void suggestion() {
    assertEquals(Optional.of("ENOSYS"), Errno.suggestion("ENOSSY"));
  }
}
