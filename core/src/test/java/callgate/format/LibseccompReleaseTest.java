package callgate.format;

import static callgate.format.Policies.decide;
import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Under a libseccomp of some age")
class LibseccompReleaseTest {
  private static final KernelVersion LINUX_6_7 = new KernelVersion(6, 7);

  private static Reading read(String... lines) {
    return Policies.reading(
        Policies.OPTIONS
            .withAbi(Abi.X86_64)
            .withRuntime(ContainerRuntime.RUNC)
            .withLibseccomp(LINUX_6_7),
        lines);
  }

  @Test
  @DisplayName("a release is named by its version, a package's version or the kernel it knows")
  void named() {
    assertEquals(Optional.of(new KernelVersion(5, 17)), LibseccompRelease.kernel("2.5.4"));
    assertEquals(Optional.of(new KernelVersion(5, 17)), LibseccompRelease.kernel("2.5.4-3"));
    assertEquals(Optional.of(LINUX_6_7), LibseccompRelease.kernel("2.5.4-1+deb12u1"));
    assertEquals(Optional.of(LINUX_6_7), LibseccompRelease.kernel("linux-6.7"));
    assertEquals(Optional.of(new KernelVersion(5, 8)), LibseccompRelease.kernel("2.5.1"));
    assertEquals(Optional.of(new KernelVersion(7, 1)), LibseccompRelease.kernel("2.7.0"));
    assertEquals(Optional.empty(), LibseccompRelease.kernel("2.1.0"));
    assertEquals(Optional.empty(), LibseccompRelease.kernel("new"));
  }

  @Test
  @DisplayName("a profile loses the calls that came later, and says which")
  void laterCalls() {
    Reading reading =
        read(
            "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\":",
            "[\"SCMP_ARCH_X86_64\"], \"syscalls\": [",
            "{\"names\": [\"write\", \"mseal\", \"statmount\"], \"action\": \"SCMP_ACT_ALLOW\"}]}");
    assertEquals("ALLOW", decide(reading.policy(), Abi.X86_64, "write"));
    assertEquals("ERRNO(38)", decide(reading.policy(), Abi.X86_64, "mseal"));
    assertEquals(
        List.of(
            "policy:3:1: warning: a libseccomp that knows the calls of Linux 6.7 leaves out mseal,"
                + " statmount"),
        reading.warnings().stream().map(Warning::toString).toList());
  }

  @Test
  @DisplayName("the line above which runc answers ENOSYS is at the last call that it knows")
  void line() {
    Policy policy =
        read(
                "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\":",
                "[\"SCMP_ARCH_X86_64\"], \"syscalls\": [",
                "{\"names\": [\"cachestat\", \"mseal\"], \"action\": \"SCMP_ACT_ALLOW\"}]}")
            .policy();
    assertEquals(Map.of(Abi.X86_64, 451), ((Newer.Above) policy.newer()).largest());
  }

  @Test
  @DisplayName("a call may be known on one ABI and not on another")
  void abiByAbi() {
    Policy policy =
        read(
                "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\":",
                "[\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X32\"], \"syscalls\": [",
                "{\"names\": [\"map_shadow_stack\"], \"action\": \"SCMP_ACT_ALLOW\"}]}")
            .policy();
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "map_shadow_stack"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X32, "map_shadow_stack"));
  }

  @Test
  @DisplayName("Docker's default is what runc with Debian 12's makes of it")
  void dockersDefault() {
    Policy docker =
        Builtins.read("docker", Policies.OPTIONS.withAbi(Abi.X86_64).withLibseccomp(LINUX_6_7))
            .policy();
    assertEquals(
        Map.of(Abi.X86_64, 456, Abi.X86, 456, Abi.X32, 0x40000223),
        ((Newer.Above) docker.newer()).largest());
    assertEquals("ERRNO(38)", decide(docker, Abi.X86_64, "mseal"));
    assertEquals("ERRNO(1)", decide(docker, Abi.X86_64, "uretprobe"));
  }
}
