package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A target")
class TargetTest {
  @Test
  @DisplayName("names releases of software")
  void parsed() {
    assertEquals(
        Map.of(
            Software.GLIBC,
            new Release(2, 41, 0),
            Software.KERNEL,
            new Release(6, 12, 0),
            Software.JDK,
            new Release(25, 0, 0)),
        Target.parse("glibc=2.41, kernel=6.12,jdk=25").releases());
  }

  @Test
  @DisplayName("says what is wrong with it")
  void wrong() {
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> Target.parse("libc=2.41"));
    assertEquals(
        "a target looks like glibc=2.41,kernel=6.12,jdk=25 (also musl, gnulib, wine), not"
            + " libc=2.41",
        problem.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "glibc", "glibc=", "glibc=x", "glibc=2.41,", "glibc=2,glibc=3"})
  @DisplayName("is nothing else")
  void refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Target.parse(text));
  }

  @Test
  @DisplayName("has releases in order of their numbers")
  void order() {
    assertEquals(Optional.of(new Release(1, 2, 5)), Release.parse("1.2.5"));
    assertEquals(Optional.of(new Release(6, 12, 3)), Release.parse("6.12.3.4"));
    assertEquals(Optional.empty(), Release.parse("6.12-rc1"));
    assertTrue(new Release(2, 9, 0).compareTo(new Release(2, 10, 0)) < 0);
    assertTrue(new Release(1, 2, 5).compareTo(new Release(1, 2, 4)) > 0);
  }
}
