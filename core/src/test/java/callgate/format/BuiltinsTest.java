package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BuiltinsTest {
  private static final Path DATA = Path.of("../../shared/data");

  /** What a container may do, from nothing to almost everything. */
  private static List<Set<String>> capabilities() {
    List<Set<String>> sets = new ArrayList<>();
    sets.add(ReadOptions.DOCKER_CAPABILITIES);
    sets.add(Set.of());
    for (String one :
        List.of(
            "AUDIT_WRITE",
            "BPF",
            "DAC_READ_SEARCH",
            "PERFMON",
            "SYSLOG",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_CHROOT",
            "SYS_MODULE",
            "SYS_NICE",
            "SYS_PACCT",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_TIME",
            "SYS_TTY_CONFIG")) {
      sets.add(Set.of("CAP_" + one));
    }
    sets.add(Set.of("CAP_SYS_ADMIN", "CAP_PERFMON", "CAP_BPF"));
    return sets;
  }

  private static void compare(
      String name, ContainerRuntime runtime, Abi host, KernelVersion kernel) {
    Path file = DATA.resolve(name + "-default.json");
    assumeTrue(Files.exists(file), "needs ../shared/data, which only the builders have");
    List<Set<String>> all = capabilities();
    List<Set<String>> some =
        host == Abi.X86_64 ? all : List.of(all.get(0), all.get(1), all.getLast());
    for (Set<String> capabilities : some) {
      ReadOptions options =
          ReadOptions.on(kernel).withRuntime(runtime).withCapabilities(capabilities).withAbi(host);
      Reading own = Builtins.read(name, options);
      Policy original = Formats.read(PolicySource.document(file.toString()), options).policy();
      assertEquals(
          Optional.empty(),
          Policies.difference(original, own.policy()),
          () -> host + " with " + capabilities);
      assertEquals(List.of(), own.warnings());
      assertEquals(original.abis(), own.policy().abis());
      assertEquals(original.flags(), own.policy().flags());
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"X86_64", "AARCH64", "S390X", "RISCV64", "PPC64LE", "LOONGARCH64", "MIPSEL64"})
  void dockersDefaultIsDockers(Abi host) {
    compare("docker", ContainerRuntime.DOCKER, host, new KernelVersion(6, 12));
  }

  @Test
  void dockersDefaultIsDockersOnOldKernels() {
    compare("docker", ContainerRuntime.DOCKER, Abi.S390X, new KernelVersion(4, 7));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"X86_64", "AARCH64", "S390X", "RISCV64", "PPC64LE", "LOONGARCH64", "MIPSEL64"})
  void podmansDefaultIsPodmans(Abi host) {
    compare("podman", ContainerRuntime.PODMAN, host, new KernelVersion(6, 12));
  }

  @Test
  void dockersDefaultStopsVsockAndNamespaces() {
    Policy docker = Builtins.read("docker", Policies.OPTIONS).policy();
    assertEquals("ALLOW", Policies.decide(docker, Abi.X86_64, "read"));
    assertEquals("ERRNO(1)", Policies.decide(docker, Abi.X86_64, "mount"));
    assertEquals("ERRNO(1)", Policies.decide(docker, Abi.X86_64, "socket", 40));
    assertEquals("ALLOW", Policies.decide(docker, Abi.X86_64, "socket", 0x100000028L));
    assertEquals("ERRNO(38)", Policies.decide(docker, Abi.X86_64, "clone3"));
    assertEquals("ERRNO(1)", Policies.decide(docker, Abi.X86_64, "clone", 0x10000000));
    assertEquals("ERRNO(38)", Policies.decide(docker, Abi.X86_64, 500));
  }

  @Test
  void unconfinedStopsNothing() {
    Policy unconfined = Builtins.read("unconfined", Policies.OPTIONS).policy();
    assertEquals(true, unconfined.isUnconfined());
    assertEquals("ALLOW", Policies.decide(unconfined, Abi.AARCH64, 3));
  }

  @Test
  void aMisspeltNameGetsASuggestion() {
    try {
      PolicySource.read("builtin:dokcer");
      throw new AssertionError("this was read");
    } catch (BadInput e) {
      assertEquals(
          "builtin:dokcer: there is no such policy; did you mean builtin:docker?", e.getMessage());
    }
  }

  @Test
  void debiansOlderProfileOfPodmanIsReadWithoutComplaint() {
    Path file = Path.of("/usr/share/containers/seccomp.json");
    assumeTrue(Files.exists(file), "apt-get install golang-github-containers-common");
    Reading reading =
        Formats.read(
            PolicySource.document(file.toString()),
            Policies.OPTIONS.withRuntime(ContainerRuntime.PODMAN));
    assertEquals(List.of(), reading.warnings());
    assertEquals("ERRNO(38)", Policies.decide(reading.policy(), Abi.X86_64, 500));
    assertEquals("ERRNO(1)", Policies.decide(reading.policy(), Abi.X86_64, "kexec_load"));
  }
}
