package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lint looks for calls whose siblings are treated otherwise:")
class FamilyChecksTest {
  @Test
  @DisplayName("a denied call that another name still makes")
  void around() {
    String[] policy = {
      "arches: [x86_64]", "default: allow", "errno(EPERM): [execve, init_module, finit_module]"
    };
    assertEquals(
        List.of("policy:4:16: warning: execve is denied, but execveat let through on x86_64"),
        Linted.of(Code.SIBLING_LET, policy));
    assertEquals(
        List.of("x86_64: execveat(0, NULL, NULL, NULL, 0) gets ALLOW"),
        Linted.witnesses(Code.SIBLING_LET, policy));
  }

  @Test
  @DisplayName("nothing where ENOSYS makes libraries use the sibling")
  void withEnosys() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.SIBLING_LET, "arches: [x86_64]", "default: allow", "errno(ENOSYS): [clone3]"));
  }

  @Test
  @DisplayName("allowed calls whose siblings nobody thought of, in a note")
  void inPart() {
    assertEquals(
        List.of(
            "policy: note: calls are denied that do the job of allowed ones: access, faccessat2"),
        Linted.of(
                Code.SIBLING_DENIED,
                "arches: [x86_64]",
                "default: errno(EPERM)",
                "allow: [faccessat]")
            .stream()
            .map(text -> text.replace(" and ", ", "))
            .toList());
    assertEquals(
        List.of(),
        Linted.of(
            Code.SIBLING_DENIED,
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow: [faccessat]",
            "errno(ENOSYS): [access, faccessat2]"));
  }
}
