package callgate.format;

import static callgate.format.Policies.decide;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A manifest of Northstar")
class NorthstarFormatTest {
  private static final String[] TAGGED = {
    "seccomp:",
    "  profile:",
    "    default",
    "  allow:",
    "    delete_module: !args",
    "      index: 1",
    "      values: [",
    "          1,",
    "      ]",
    "      mask: 0x06"
  };

  private static String module(Policy policy, long flags) {
    return decide(policy, Abi.X86_64, "delete_module", 0, flags);
  }

  private static Policy builtin(Abi host, String... capabilities) {
    Set<String> all = new TreeSet<>(ReadOptions.DOCKER_CAPABILITIES);
    all.addAll(List.of(capabilities));
    return Builtins.read("northstar", Policies.OPTIONS.withAbi(host).withCapabilities(all))
        .policy();
  }

  private static long allowed(Policy policy, Abi abi) {
    return Syscalls.names(abi).stream()
        .filter(name -> decide(policy, abi, name).equals("ALLOW"))
        .count();
  }

  @Test
  @DisplayName("allows one of the values, or no bit beside the mask")
  void valuesOrMask() {
    Policy policy = Policies.read(TAGGED);
    for (long flags : new long[] {0, 1, 2, 4, 6}) {
      assertEquals("ALLOW", module(policy, flags), () -> "flags " + flags);
    }
    for (long flags : new long[] {3, 5, 7, 8, 1L << 32, 1L << 32 | 1, -1}) {
      assertEquals("KILL_PROCESS", module(policy, flags), () -> "flags " + flags);
    }
  }

  @Test
  @DisplayName("is read in the notation of all versions, and without what is around the section")
  void notations() {
    Policy tagged = Policies.read(TAGGED);
    List<String[]> others =
        List.of(
            new String[] {
              "profile: default",
              "allow:",
              "  delete_module: !args {index: 1, values: [0x1], mask: 6}"
            },
            new String[] {
              "seccomp:",
              "  profile: default",
              "  allow:",
              "    delete_module: {args: {index: 1, values: [1], mask: 6}}"
            },
            new String[] {
              "seccomp:",
              "profile: default",
              "allow:",
              "  delete_module:",
              "    args:",
              "      args:",
              "        index: 1",
              "        values: [1]",
              "        mask: 0x06"
            });
    for (String[] other : others) {
      assertEquals("Optional.empty", Policies.difference(tagged, Policies.read(other)).toString());
    }
    assertEquals(
        List.of(
            "policy:1:9: warning: Northstar reads profile and allow only where they are indented"
                + " below seccomp",
            "policy:6:7: warning: Northstar reads this only with one args, not two"),
        Policies.warnings(others.getLast()));
  }

  @Test
  @DisplayName("kills at every other call, on other ABIs too")
  void everythingElse() {
    Policy policy = Policies.read("allow:", "  read: any");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "read"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "execve"));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, "write"));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, 9999));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86, "read"));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X32, "read"));
  }

  @Test
  @DisplayName("has a default profile of 286 calls on x86_64 and 245 on aarch64")
  void profile() {
    assertEquals(286, allowed(builtin(Abi.X86_64), Abi.X86_64));
    assertEquals(245, allowed(builtin(Abi.AARCH64), Abi.AARCH64));
    Policy policy = builtin(Abi.X86_64);
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "personality", 0x20008));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, "personality", 4));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, "clone3"));
  }

  @Test
  @DisplayName("gets more calls with capabilities")
  void capabilities() {
    assertEquals("KILL_PROCESS", decide(builtin(Abi.X86_64), Abi.X86_64, "clone", 17));
    Policy nice = builtin(Abi.X86_64, "CAP_SYS_NICE");
    assertEquals("ALLOW", decide(nice, Abi.X86_64, "mbind"));
    assertEquals("ALLOW", decide(nice, Abi.X86_64, "clone", 17));
    assertEquals("KILL_PROCESS", decide(nice, Abi.X86_64, "clone", 0x10000000));
    Policy admin = builtin(Abi.X86_64, "CAP_SYS_ADMIN");
    assertEquals("ALLOW", decide(admin, Abi.X86_64, "clone", 0x10000000));
    Policy manifest =
        Policies.read(
            "name: hello",
            "version: 0.0.1",
            "init: /hello",
            "uid: 1000",
            "capabilities: [CAP_SYS_NICE]",
            "seccomp: {profile: default}");
    assertEquals("Optional.empty", Policies.difference(nice, manifest).toString());
  }

  @Test
  @DisplayName("is told where a rule restricts nothing, since the default profile allows the call")
  void redundant() {
    assertEquals(
        List.of(
            "policy:4:5: warning: the profile default allows write with any arguments: this"
                + " restricts nothing",
            "policy:5:5: warning: the profile default allows read already"),
        Policies.warnings(
            "seccomp:",
            "  profile: default",
            "  allow:",
            "    write: !args {index: 0, values: [1, 2]}",
            "    read: any"));
  }

  @Test
  @DisplayName("is told of names that no ABI has")
  void unknown() {
    assertEquals(
        List.of(
            "policy:2:3: warning: no ABI has a call raed; did you mean read?; Northstar leaves it"
                + " out without a word"),
        Policies.warnings("allow:", "  raed: any"));
  }

  @Test
  @DisplayName("without the section has no filter, which is no policy")
  void noSection() {
    assertTrue(
        Policies.problem("name: hello", "version: 0.0.1", "init: /hello", "uid: 1000")
            .startsWith("policy:1:1: this manifest has no section seccomp"));
  }

  @Test
  @DisplayName("with a mistake is refused where the mistake is")
  void mistakes() {
    assertEquals(
        "policy:2:9: write read: any, or read: !args with index and values or mask",
        Policies.problem("allow:", "  read: some"));
    assertEquals(
        "policy:1:15: !args lacks values or mask",
        Policies.problem("allow: {read: !args {index: 1}}"));
    assertEquals(
        "policy:2:23: a call has arguments 0 to 5, not 6",
        Policies.problem("allow:", "  read: !args {index: 6, values: [1]}"));
    assertEquals(
        "policy:2:35: this should be a whole number from 0 to 2^64-1: -1",
        Policies.problem("allow:", "  read: !args {index: 1, values: [-1]}"));
    assertEquals(
        "policy:1:10: Northstar has no profile strict, only default",
        Policies.problem("profile: strict"));
    assertEquals(
        "policy:3:1: the section seccomp has no key alow; did you mean allow?",
        Policies.problem("allow:", "  read: any", "alow: {}"));
  }
}
