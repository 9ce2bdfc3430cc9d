package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.syscall.Abi;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShownValueTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0",
        "7; 7",
        "-1; -1",
        "0x5401; 21505",
        "0644; 420",
        "1<<21; 2097152",
        "TCGETS; 21505",
        "O_RDONLY|O_CLOEXEC; 524288",
        "PROT_READ|PROT_WRITE; 3",
        "AF_UNIX; 1",
        "SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK; 526337",
        "CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD; 18874385",
        "FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME; 393",
        "0x10|O_WRONLY; 17",
        "SNDCTL_TMR_TIMEBASE or TCGETS; 21505",
        "NO_SUCH_REQUEST or TCGETS; 21505",
        "_IOC(_IOC_READ|_IOC_WRITE, 0x94, 0x9, 0x38); 3224933385",
        "_IOC(_IOC_NONE, 0x12, 0x60, 0); 4704",
      })
  void whatStraceShowsIsANumber(String shown, long value) {
    assertEquals(OptionalLong.of(value), ShownValue.of(Abi.X86_64, shown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"NO_SUCH_NAME", "O_RDONLY|NO_SUCH_NAME", "''", "|", "0x", "_IOC(1, 2)", "[1, 2]"})
  void whatIsNotUnderstoodHasNoValue(String shown) {
    assertEquals(OptionalLong.empty(), ShownValue.of(Abi.X86_64, shown));
  }

  @Test
  void aNameHasTheValueOfTheAbi() {
    assertEquals(OptionalLong.of(0x4000), ShownValue.of(Abi.AARCH64, "O_DIRECTORY"));
    assertEquals(OptionalLong.of(0x10000), ShownValue.of(Abi.X86_64, "O_DIRECTORY"));
  }
}
