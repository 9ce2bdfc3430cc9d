package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A SeccompProfile of Kubernetes")
class KubernetesFormatTest {
  private static final PolicyFormat FORMAT = Formats.named("kubernetes").orElseThrow();

  private static final String PROFILE =
      """
      apiVersion: security-profiles-operator.x-k8s.io/v1beta1
      kind: SeccompProfile
      metadata:
        namespace: my-namespace
        name: profile1
      spec:
        defaultAction: SCMP_ACT_ERRNO
        architectures:
          - SCMP_ARCH_X86_64
        syscalls:
          - action: SCMP_ACT_ALLOW
            names:
              - exit_group
              - read
          - action: SCMP_ACT_ERRNO
            errnoRet: 38
            names: [clone3]
          - action: SCMP_ACT_ALLOW
            names: [socket]
            args:
              - index: 0
                value: 1
                op: SCMP_CMP_EQ
      """;

  private static Reading reading(String text) {
    return Formats.read(Document.of("profile.yaml", text), Policies.OPTIONS);
  }

  private static String problem(String text) {
    return String.valueOf(
        Assertions.assertThrows(BadInput.class, () -> reading(text)).getMessage());
  }

  @Test
  @DisplayName("means what its runtime makes of its spec")
  void read() {
    Policy policy = reading(PROFILE).policy();
    assertEquals(List.of(), reading(PROFILE).warnings());
    assertEquals("ALLOW", Policies.decide(policy, Abi.X86_64, "read"));
    assertEquals("ERRNO(1)", Policies.decide(policy, Abi.X86_64, "mount"));
    assertEquals("ERRNO(38)", Policies.decide(policy, Abi.X86_64, "clone3"));
    assertEquals("ALLOW", Policies.decide(policy, Abi.X86_64, "socket", 1));
    assertEquals("ERRNO(1)", Policies.decide(policy, Abi.X86_64, "socket", 2));
    assertEquals(policy.rules(), reading(PROFILE.replace("v1beta1", "v1")).policy().rules());
  }

  @Test
  @DisplayName("is written with what a pod says to use it, and means the same again")
  void write() {
    Policy policy = reading(PROFILE).policy();
    Rendering rendering = FORMAT.write(policy, WriteOptions.DEFAULT);
    assertEquals(List.of(), rendering.losses());
    assertEquals(
        """
        # A pod uses it with
        #
        #   securityContext:
        #     seccompProfile:
        #       type: Localhost
        #       localhostProfile: operator/profile.json
        #
        # once it is on the nodes: kubectl get seccompprofile profile. Without the operator, write the
        # profile with --to oci to /var/lib/kubelet/seccomp/profile.json on each node, and say
        # localhostProfile: profile.json
        apiVersion: security-profiles-operator.x-k8s.io/v1beta1
        kind: SeccompProfile
        metadata:
          name: profile
        spec:
          defaultAction: SCMP_ACT_ERRNO
          architectures:
            - SCMP_ARCH_X86_64
          syscalls:
            - action: SCMP_ACT_ALLOW
              names:
                - exit_group
                - read
            - action: SCMP_ACT_ERRNO
              errnoRet: 38
              names:
                - clone3
            - action: SCMP_ACT_ALLOW
              names:
                - socket
              args:
                - index: 0
                  value: 1
                  op: SCMP_CMP_EQ
        """,
        rendering.text());
    assertEquals(
        Optional.empty(), Proof.of(FORMAT, policy, rendering, WriteOptions.DEFAULT).flaw());
  }

  @Test
  @DisplayName("can't say other errors by default, nor numbers from 2^63 on, which is said")
  void losses() {
    Policy policy =
        Policies.read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: errno(EACCES)",
            "foreign: kill_thread",
            "newer: errno(ENOSYS)",
            "kernel: 6.12",
            "allow: [ { mmap: 'addr == 0x8000000000000000' } ]");
    Rendering rendering = FORMAT.write(policy, WriteOptions.DEFAULT);
    assertEquals(
        List.of(
            "policy: a SeccompProfile can't have errno(EACCES) as default, only errno(EPERM)",
            "policy:7:10: a SeccompProfile can't say this condition on mmap"),
        rendering.losses().stream().map(Rendering.Loss::toString).toList());
    assertEquals(
        Optional.empty(), Proof.of(FORMAT, policy, rendering, WriteOptions.DEFAULT).flaw());
  }

  @Test
  @DisplayName("has keys that Kubernetes drops, and others that no policy can hold")
  void warnings() {
    String text =
        PROFILE
            .replace("spec:\n", "spec:\n  baseProfileName: runc-v1.3.0\n  defaultErrnoRet: 38\n")
            .replace("errnoRet: 38\n      n", "errnoRet: 38\n      comment: old\n      n");
    List<Warning> warnings = reading(text).warnings();
    assertEquals(
        List.of(
            "profile.yaml:8:3: warning: $.spec.defaultErrnoRet is no key of a SeccompProfile:"
                + " Kubernetes drops it",
            "profile.yaml:7:20: warning: the calls of the base profile are allowed as well, and are"
                + " in no file beside this"),
        warnings.stream().map(Warning::toString).toList());
    assertEquals(Warning.Topic.LOST, warnings.getLast().topic());
    assertEquals("ERRNO(1)", Policies.decide(reading(text).policy(), Abi.X86_64, "mount"));
  }

  @Test
  @DisplayName("that can't be understood is refused, with the place")
  void badInput() {
    assertEquals(
        "profile.yaml:1:13: Callgate knows v1, v1beta1 and v1alpha1 of SeccompProfile, not"
            + " security-profiles-operator.x-k8s.io/v2",
        problem(PROFILE.replace("v1beta1", "v2")));
    assertEquals(
        "profile.yaml:22:18: $.spec.syscalls[2].args[0].value should be a whole number from 0 to"
            + " 2^63-1: a SeccompProfile has no others, not 9223372036854775808",
        problem(PROFILE.replace("value: 1", "value: 9223372036854775808")));
    assertEquals(
        "profile.yaml:1:1: this SeccompProfile has no spec: it says nothing",
        problem(PROFILE.substring(0, PROFILE.indexOf("spec:"))));
    assertTrue(
        problem(PROFILE.replace("SCMP_ACT_ALLOW", "SCMP_ACT_ALOW"))
            .contains("did you mean SCMP_ACT_ALLOW?"));
  }

  @Test
  @DisplayName("gets a name that Kubernetes takes")
  void names() {
    Policy policy = reading(PROFILE).policy();
    for (String[] name :
        new String[][] {
          {"/tmp/My Web_App.yaml", "my-web-app"},
          {"builtin:docker", "builtin-docker"},
          {"<stdin>", "stdin"},
          {"...", "seccomp-profile"},
          {"a\n: b", "a-b"}
        }) {
      Policy named =
          new Policy(
              name[0],
              policy.abis(),
              policy.defaultAction(),
              policy.foreignAction(),
              policy.newer(),
              policy.flags(),
              policy.rules());
      String text = FORMAT.write(named, WriteOptions.DEFAULT).text();
      assertTrue(text.contains("\n  name: " + name[1] + "\n"), text);
    }
  }

  @Test
  @DisplayName("like other profiles loses who gets notifications, and says so")
  void listener() {
    Reading reading =
        Policies.reading(
            Policies.OPTIONS.withRuntime(ContainerRuntime.CRUN),
            "{ \"defaultAction\": \"SCMP_ACT_ALLOW\",",
            "  \"listenerPath\": \"/run/agent.sock\",",
            "  \"syscalls\": [ { \"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_NOTIFY\" } ] }");
    assertEquals(
        List.of(
            "policy:2:19: warning: $.listenerPath is no part of a policy: who gets notifications is"
                + " not kept"),
        reading.warnings().stream().map(Warning::toString).toList());
    assertEquals(Warning.Topic.LOST, reading.warnings().getFirst().topic());
  }
}
