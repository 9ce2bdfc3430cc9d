package callgate.format.oci;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.Warning;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Profiles of container runtimes. */
public final class OciFormat implements PolicyFormat {
  @Override
  public String name() {
    return "oci";
  }

  @Override
  public String summary() {
    return "JSON for Docker, Podman, containerd, CRI-O, runc and crun";
  }

  @Override
  public boolean recognises(Document document) {
    return profile(document).isPresent();
  }

  /** {@return the profile in a document, which may be a runtime's whole config.json} */
  private static Optional<Node> profile(Document document) {
    if (!(document.structure().orElse(null) instanceof Node.Mapping root)) {
      return Optional.empty();
    }
    if (has(root, "ociVersion")
        && get(root, "linux").orElse(root) instanceof Node.Mapping linux
        && get(linux, "seccomp").isPresent()) {
      return get(linux, "seccomp");
    }
    boolean profile =
        has(root, "defaultAction")
            || has(root, "archMap")
            || (document.isJson()
                && !has(root, "default_action")
                && (has(root, "syscalls") || has(root, "architectures")));
    return profile ? Optional.of(root) : Optional.empty();
  }

  private static boolean has(Node.Mapping object, String key) {
    return get(object, key).isPresent();
  }

  /** {@return what stands under a key, whose case doesn't matter} */
  private static Optional<Node> get(Node.Mapping object, String key) {
    return object.entries().stream()
        .filter(entry -> entry.key().text().equalsIgnoreCase(key))
        .map(Node.Entry::value)
        .findFirst();
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    List<Warning> warnings = new ArrayList<>();
    OciProfile profile =
        new OciReader(document, options.runtime(), warnings).read(profile(document).orElseThrow());
    return OciPolicy.of(document.name(), profile, options, warnings);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return OciWriter.write(policy, options);
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public List<String> withRule(Document document, Policy policy, Policy wanted, Rule rule) {
    return profile(document)
        .map(profile -> OciEdits.withRule(document, profile, rule))
        .orElse(List.of());
  }

  @Override
  public List<String> withAbi(Document document, Policy policy, Abi abi) {
    return profile(document)
        .map(profile -> OciEdits.withAbi(document, profile, abi))
        .orElse(List.of());
  }
}
