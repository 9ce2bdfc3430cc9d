package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Groups of system calls")
class GroupsTest {
  @Test
  @DisplayName("hold the calls that systemd's groups hold")
  void members() {
    assertEquals(
        Optional.of(List.of("mlock", "mlock2", "mlockall", "munlock", "munlockall")),
        Groups.members("@memlock"));
  }

  @Test
  @DisplayName("hold the calls of the groups in them")
  void nested() {
    List<String> service = Groups.members("@system-service").orElseThrow();
    assertTrue(service.containsAll(List.of("read", "socket", "seccomp", "ioctl")));
    assertFalse(service.contains("mount"));
    assertTrue(Groups.members("@privileged").orElseThrow().contains("init_module"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "@file-system, @file-system",
    "file-system, @file-system",
    "filesystem, @file-system",
    "network, @network-io",
    "process, @process",
    "privileged, @privileged",
    "memory, memory",
  })
  @DisplayName("are found with and without the @")
  void names(String name, String group) {
    assertEquals(Optional.of(group), Groups.find(name));
  }

  static List<String> all() {
    return Groups.names();
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("have a description, and members that exist")
  void complete(String group) {
    assertFalse(Groups.description(group).orElseThrow().isBlank());
    List<String> members = Groups.members(group).orElseThrow();
    assertFalse(members.isEmpty());
    for (String member : members) {
      assertTrue(Syscalls.exists(member), member);
    }
  }

  @Test
  @DisplayName("of a call are those that hold it, directly or not")
  void ofCall() {
    assertEquals(List.of("@basic-io", "@system-service"), Groups.of("read"));
    assertEquals(List.of("@keyring", "@system-service", "access-control"), Groups.of("keyctl"));
    assertEquals(List.of(), Groups.of("uprobe"));
  }

  @Test
  @DisplayName("are not found under other names, but suggested")
  void misspelt() {
    assertEquals(Optional.empty(), Groups.find("@netwrok-io"));
    assertEquals(Optional.empty(), Groups.members("@netwrok-io"));
    assertEquals(Optional.of("@network-io"), Groups.suggestion("@netwrok-io"));
  }
}
