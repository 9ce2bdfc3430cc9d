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
        List.of("policy:4:16: warning: execve is denied, but execveat is let through on x86_64"),
        Linted.of(Code.SIBLING_LET, policy));
    assertEquals(
        List.of("x86_64: execveat(0, NULL, NULL, NULL, 0) gets ALLOW"),
        Linted.witnesses(Code.SIBLING_LET, policy));
  }

  @Test
  @DisplayName("several denied calls that the same sibling makes, as one finding")
  void together() {
    assertEquals(
        List.of(
            "policy:4:16: warning: open, creat and openat are denied, but openat2 is let through on"
                + " x86_64"),
        Linted.of(
            Code.SIBLING_LET,
            "arches: [x86_64]",
            "default: allow",
            "errno(EPERM): [open, openat, creat]"));
  }

  @Test
  @DisplayName("a call that is restricted, and a sibling with the same argument that is not")
  void looser() {
    String[] policy = {
      "arches: [x86_64]",
      "default: errno(EPERM)",
      "allow:",
      "  - openat: (flags & 3) == 0",
      "  - names: [open, openat2, close]"
    };
    assertEquals(
        List.of(
            "policy:5:5: note: openat is let through with some flags only, but open and openat2 are"
                + " with all, on x86_64"),
        Linted.of(Code.SIBLING_LOOSER, policy));
    assertEquals(
        List.of(
            "policy:5:5: warning: openat is let through with some flags only, but open and openat2"
                + " are with all, on x86_64"),
        Linted.of(
            Code.SIBLING_LOOSER,
            "arches: [x86_64]",
            "default: allow",
            "errno(EPERM):",
            "  - openat: (flags & 3) != 0"));
  }

  @Test
  @DisplayName("nothing where the sibling does not have the argument")
  void otherArguments() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.SIBLING_LOOSER,
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow:",
            "  - accept4: flags == 0",
            "  - accept"));
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
            "policy:3:10: note: calls are denied that do the job of allowed ones: access, faccessat2"),
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
