package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.syscall.Abi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The name of a file to write")
class FileNameTest {
  @Test
  @DisplayName("can have places for Go's names of the system and the ABI")
  void places() {
    assertEquals("policy.yaml", FileName.of("policy.yaml", Abi.X86_64));
    assertEquals("policy_linux_386.go", FileName.of("policy_{{.GOOS}}_{{ .GOARCH }}.go", Abi.X86));
    assertEquals("arm64", FileName.of("{{.GOARCH}}", Abi.AARCH64));
  }

  @Test
  @DisplayName("has no other places")
  void others() {
    assertThrows(IllegalArgumentException.class, () -> FileName.of("{{.Home}}", Abi.X86_64));
  }
}
