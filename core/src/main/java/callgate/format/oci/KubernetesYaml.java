package callgate.format.oci;

import callgate.format.writing.ArgumentTest;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The YAML text of a SeccompProfile, with what a pod says to use it. */
final class KubernetesYaml implements ProfileText {
  private static final String UNNAMED = "seccomp-profile";
  private static final int LONGEST_NAME = 63;

  private final StringBuilder out = new StringBuilder();

  /**
   * @param policy what the policy is called
   */
  KubernetesYaml(String policy) {
    String name = name(policy);
    out.append(
        """
        # A pod uses it with
        #
        #   securityContext:
        #     seccompProfile:
        #       type: Localhost
        #       localhostProfile: operator/NAME.json
        #
        # once it is on the nodes: kubectl get seccompprofile NAME. Without the operator, write the
        # profile with --to oci to /var/lib/kubelet/seccomp/NAME.json on each node, and say
        # localhostProfile: NAME.json
        apiVersion: security-profiles-operator.x-k8s.io/v1beta1
        kind: SeccompProfile
        metadata:
          name: NAME
        spec:
        """
            .replace("NAME", name));
  }

  /** {@return a name that Kubernetes takes (RFC 1123), made of a file's} */
  private static String name(String policy) {
    String file = policy.substring(policy.lastIndexOf('/') + 1);
    file = file.replaceFirst("\\.(ya?ml|json|bpf)$", "");
    String plain = file.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    plain = plain.replaceAll("^-+|-+$", "");
    if (plain.length() > LONGEST_NAME) {
      plain = plain.substring(0, LONGEST_NAME).replaceAll("-+$", "");
    }
    return plain.isEmpty() ? UNNAMED : plain;
  }

  @Override
  public ProfileText defaultAction(Action action) {
    out.append("  defaultAction: ").append(OciActions.word(action.kind())).append('\n');
    return this;
  }

  @Override
  public ProfileText architectures(List<Abi> abis) {
    out.append("  architectures:\n");
    abis.forEach(abi ->
        out.append("    - SCMP_ARCH_").append(abi.token().toUpperCase(Locale.ROOT)).append('\n'));
    return this;
  }

  @Override
  public ProfileText archMap(Map<Abi, List<Abi>> machines) {
    List<Abi> all = new ArrayList<>();
    machines.forEach((own, others) -> {
      all.add(own);
      all.addAll(others);
    });
    return architectures(all);
  }

  @Override
  public ProfileText flags(Set<FilterFlag> flags) {
    if (flags.equals(Set.of(FilterFlag.SPEC_ALLOW))) {
      return this;
    }
    out.append(flags.isEmpty() ? "  flags: []\n" : "  flags:\n");
    flags.stream()
        .sorted()
        .forEach(flag -> out.append("    - SECCOMP_FILTER_FLAG_").append(flag.name()).append('\n'));
    return this;
  }

  @Override
  public String with(List<Entry> entries) {
    out.append(entries.isEmpty() ? "  syscalls: []\n" : "  syscalls:\n");
    entries.forEach(this::entry);
    return out.toString();
  }

  private void entry(Entry entry) {
    String comment = entry.comment().replaceAll("\\p{Cntrl}+", " ").strip();
    out.append("    - action: ").append(OciActions.word(entry.action().kind()));
    out.append(comment.isEmpty() ? "\n" : "  # " + comment + "\n");
    if (OciActions.carriesErrno(entry.action().kind())) {
      out.append("      errnoRet: ").append(entry.action().data()).append('\n');
    }
    out.append("      names:\n");
    entry.names().forEach(name -> out.append("        - ").append(name).append('\n'));
    if (!entry.tests().isEmpty()) {
      out.append("      args:\n");
      entry.tests().forEach(this::test);
    }
  }

  private void test(ArgumentTest test) {
    out.append("        - index: ").append(test.argument()).append('\n');
    out.append("          value: ").append(test.isMasked() ? test.mask() : test.value());
    if (test.isMasked()) {
      out.append("\n          valueTwo: ").append(test.value());
    }
    out.append("\n          op: ")
        .append(test.isMasked() ? OciActions.MASKED : OciActions.word(test.op()))
        .append('\n');
  }
}
