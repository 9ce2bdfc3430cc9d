package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Families of system calls")
class FamiliesTest {
  @Test
  @DisplayName("hold the calls that do the same job")
  void others() {
    assertEquals(List.of("creat", "open", "openat2"), Families.others("openat"));
    assertEquals(List.of("clone", "clone3", "vfork"), Families.others("fork"));
    assertEquals(List.of("_newselect", "pselect6", "pselect6_time64"), Families.others("select"));
  }

  @Test
  @DisplayName("are joined where a call does two jobs")
  void two() {
    assertEquals(List.of("getrlimit", "ugetrlimit", "setrlimit"), Families.others("prlimit64"));
  }

  @Test
  @DisplayName("are empty for a call that is alone")
  void alone() {
    assertEquals(List.of(), Families.others("bpf"));
    assertEquals(List.of(), Families.others("no_such_call"));
  }

  @Test
  @DisplayName("have members that exist, and know each other")
  void mutual() {
    for (String call : Syscalls.names()) {
      for (String other : Families.others(call)) {
        assertTrue(Syscalls.exists(other), other);
        assertTrue(Families.others(other).contains(call), call + " and " + other);
      }
    }
  }
}
