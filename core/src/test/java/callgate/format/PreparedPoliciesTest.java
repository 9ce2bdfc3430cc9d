package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Prepared policies")
class PreparedPoliciesTest {
  private static final ReadOptions OPTIONS =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private static Policy yaml(String name, ReadOptions options) {
    ReadOptions answering = Builtins.answering(name, options);
    return Formats.read(Builtins.document(name, options), answering).policy();
  }

  private static Optional<Policy> prepared(String text, String name, ReadOptions options) {
    return PreparedPolicies.find(text, "builtin:" + name, Builtins.answering(name, options));
  }

  @Test
  @DisplayName("are those of the YAML, with positions and reasons")
  void same() {
    for (Abi abi : new Abi[] {Abi.X86_64, Abi.AARCH64, Abi.S390X}) {
      ReadOptions options = OPTIONS.withAbi(abi);
      String text = PreparedPolicies.text(options);
      for (String name : Builtins.namesOn(abi)) {
        Optional<Policy> found = prepared(text, name, options);
        found.ifPresent(policy -> assertEquals(yaml(name, options), policy, name));
      }
      assertTrue(prepared(text, "docker", options).isPresent());
      assertTrue(prepared(text, "podman", options).isPresent());
    }
  }

  @Test
  @DisplayName("are found for another kernel for which all conditions come out alike")
  void otherKernel() {
    String text = PreparedPolicies.text(OPTIONS);
    ReadOptions newer = ReadOptions.on(new KernelVersion(6, 18)).withAbi(Abi.X86_64);
    assertEquals(Optional.of(yaml("docker", newer)), prepared(text, "docker", newer));
  }

  @Test
  @DisplayName("are not found for a kernel for which a condition comes out differently")
  void oldKernel() {
    String text = PreparedPolicies.text(OPTIONS);
    ReadOptions old = ReadOptions.on(new KernelVersion(4, 4)).withAbi(Abi.X86_64);
    assertEquals(Optional.empty(), prepared(text, "docker", old));
  }

  @Test
  @DisplayName("are not found for other capabilities or another machine")
  void others() {
    String text = PreparedPolicies.text(OPTIONS);
    assertEquals(
        Optional.empty(), prepared(text, "docker", OPTIONS.withCapabilities(Set.of("CAP_KILL"))));
    assertEquals(
        Optional.empty(),
        prepared(text, "docker", OPTIONS.withCapabilities(Set.of("CAP_BPF", "CAP_KILL"))));
    assertEquals(Optional.empty(), prepared(text, "docker", OPTIONS.withAbi(Abi.AARCH64)));
    assertEquals(Optional.empty(), prepared(text, "nothing", OPTIONS));
  }
}
