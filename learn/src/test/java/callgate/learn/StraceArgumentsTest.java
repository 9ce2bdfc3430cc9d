package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StraceArgumentsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "AT_FDCWD, \"/etc/x\", O_RDONLY) = 3; 2; O_RDONLY",
        "AT_FDCWD</tmp>, \"/etc/x\", O_RDONLY) = 3</etc/x>; 0; AT_FDCWD",
        "3</a, (b)>, TCGETS, 0x7f) = 0; 1; TCGETS",
        "3<TCP:[127.0.0.1:34->127.0.0.1:80]>, SOL_TCP, TCP_NODELAY) = 0; 1; SOL_TCP",
        "1</dev/null<char 1:3>>, TCGETS, 0x7f) = 0; 1; TCGETS",
        "3, {a=1, b=[2, 3]}, (4, 5), F_GETFD) = 0; 3; F_GETFD",
        "\", \\\", (\", 5) = 0; 1; 5",
        "0x80000 /* O_RDONLY|O_CLOEXEC, x */, 7) = 0; 0; 0x80000",
        "1<<3, 7) = 0; 0; 1<<3",
        "F_SETFD, FD_CLOEXEC) = 0; 1; FD_CLOEXEC",
        "_IOC(_IOC_READ, 0x54, 0x30, 0x4), 0x7f) = 0; 0; '_IOC(_IOC_READ, 0x54, 0x30, 0x4)'",
      })
  void anArgumentIsFound(String text, int index, String argument) {
    assertEquals(argument, StraceArguments.argument(text, index));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"3) = 0; 1", "3, 4; 1", "3, \"x; 1"})
  void anArgumentThatIsNotShownIsNotFound(String text, int index) {
    assertNull(StraceArguments.argument(text, index));
  }
}
