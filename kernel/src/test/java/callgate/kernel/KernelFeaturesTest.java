package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The features of this kernel")
class KernelFeaturesTest {
  @Test
  @DisplayName("have the actions that the kernel itself lists")
  void actions() throws Exception {
    List<String> listed =
        Stream.of(Files.readString(Path.of("/proc/sys/kernel/seccomp/actions_avail")).split("\\s"))
            .sorted()
            .toList();
    List<String> found =
        KernelFeatures.probe().features().stream()
            .filter(feature -> feature.area().equals("actions") && feature.available())
            .map(feature -> feature.name().toLowerCase(Locale.ROOT))
            .filter(name -> !name.equals("logging"))
            .sorted()
            .toList();
    assertEquals(listed, found);
  }

  @Test
  @DisplayName("are enough to install filters, and leave nothing behind")
  void harmless() {
    assertTrue(KernelFeatures.probe().hasFilters());
    assertEquals(SeccompStatus.Mode.DISABLED, Seccomp.status().mode());
    assertFalse(Seccomp.status().noNewPrivileges());
  }

  @Test
  @DisplayName("say how to get what is missing")
  void missing() {
    KernelFeatures.probe().features().stream()
        .filter(feature -> !feature.available())
        .forEach(feature -> assertFalse(feature.note().isEmpty(), feature.name()));
  }

  @Test
  @DisplayName("are found by numbers that the tables of system calls have too")
  void numbers() {
    for (SystemCall call : SystemCall.values()) {
      assertEquals(
          callgate.syscall.Syscalls.number(callgate.syscall.Abi.host(), call.toString())
              .orElseThrow(),
          call.number(),
          call.toString());
    }
  }
}
