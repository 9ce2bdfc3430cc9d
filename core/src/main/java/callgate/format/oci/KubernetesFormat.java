package callgate.format.oci;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.Warning;
import callgate.format.WriteOptions;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code SeccompProfile} of the security-profiles-operator of Kubernetes. */
public final class KubernetesFormat implements PolicyFormat {
  private static final String GROUP = "security-profiles-operator.x-k8s.io/";
  private static final Set<String> VERSIONS = Set.of("v1", "v1beta1", "v1alpha1");
  private static final String BASE = "baseProfileName";
  private static final int MAX_BASES = 16;

  /** Keys of other profiles that this kind does not have. */
  private static final Set<String> ABSENT =
      Set.of("defaultErrnoRet", "defaultErrno", "archMap", "includes", "excludes", "errno", "name");

  @Override
  public String name() {
    return "kubernetes";
  }

  @Override
  public String summary() {
    return "a SeccompProfile of the security-profiles-operator, and what a pod says to use it";
  }

  @Override
  public boolean recognises(Document document) {
    return isProfile(document);
  }

  static boolean isProfile(Document document) {
    return document.structure().orElse(null) instanceof Node.Mapping root
        && text(root, "kind").filter(kind -> kind.text().equals("SeccompProfile")).isPresent()
        && text(root, "apiVersion").filter(v -> v.text().startsWith(GROUP)).isPresent();
  }

  private static Optional<Node.Scalar> text(Node.Mapping object, String key) {
    return object
        .get(key)
        .flatMap(node -> node instanceof Node.Scalar text ? Optional.of(text) : Optional.empty());
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    Node.Mapping root = (Node.Mapping) document.tree();
    Node.Scalar version = text(root, "apiVersion").orElseThrow();
    if (!VERSIONS.contains(version.text().substring(GROUP.length()))) {
      throw new BadInput(
          version.position(),
          "Callgate knows v1, v1beta1 and v1alpha1 of SeccompProfile, not " + version.text());
    }
    List<Warning> warnings = new ArrayList<>();
    OciProfile profile = profile(document, root, options, warnings, 0);
    return OciPolicy.of(document.name(), profile, options, warnings);
  }

  /**
   * {@return what a profile says, with the calls of the profile that it is based on}
   *
   * @param depth how many profiles are based on it
   */
  private static OciProfile profile(
      Document document,
      Node.Mapping root,
      ReadOptions options,
      List<Warning> warnings,
      int depth) {
    Node spec =
        root.get("spec")
            .orElseThrow(() ->
                new BadInput(root.position(), "this SeccompProfile has no spec: it says nothing"));
    OciProfile own =
        new OciReader(document, options.runtime(), warnings).read(known(document, spec, warnings));
    Optional<Node.Scalar> base =
        spec instanceof Node.Mapping keys ? text(keys, BASE) : Optional.empty();
    if (base.isEmpty()) {
      return own;
    }
    if (depth == MAX_BASES) {
      throw new BadInput(
          base.get().position(), "this profile is based on itself, or on too long a chain");
    }
    Optional<Document> found = BaseProfile.find(document, base.get().text());
    if (found.isEmpty()) {
      warnings.add(
          new Warning(
              base.get().position(),
              "the calls of the base profile are allowed as well, and are in no file beside this",
              Warning.Topic.LOST));
      return own;
    }
    Node.Mapping there = (Node.Mapping) found.get().tree();
    return own.with(profile(found.get(), there, options, warnings, depth + 1).entries());
  }

  /** {@return the object without the keys that don't count here} */
  private static Node known(Document document, Node node, List<Warning> warnings) {
    return switch (node) {
      case Node.Mapping mapping -> known(document, mapping, warnings);
      case Node.Sequence(var position, var endLine, var items, var tag) ->
          new Node.Sequence(
              position,
              endLine,
              items.stream().map(item -> known(document, item, warnings)).toList(),
              tag);
      case Node.Scalar scalar -> scalar;
    };
  }

  private static Node known(Document document, Node.Mapping mapping, List<Warning> warnings) {
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (ABSENT.contains(key)) {
        warnings.add(
            new Warning(
                entry.key().position(),
                document.path(entry.key())
                    + " is no key of a SeccompProfile: Kubernetes drops it"));
      } else if (key.equals("disabled")) {
        if (entry.value() instanceof Node.Scalar value && value.text().equals("true")) {
          warnings.add(
              new Warning(entry.key().position(), "this profile is disabled: no node has it"));
        }
      } else if (!key.equals(BASE)) {
        if (key.equals("value") || key.equals("valueTwo")) {
          checkValue(document, entry.value());
        }
        entries.add(new Node.Entry(entry.key(), known(document, entry.value(), warnings)));
      }
    }
    return new Node.Mapping(mapping.position(), mapping.endLine(), entries, mapping.tag());
  }

  private static void checkValue(Document document, Node node) {
    if (node instanceof Node.Scalar value) {
      try {
        if (Long.parseLong(value.text()) >= 0) {
          return;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new BadInput(
          node.position(),
          document.path(node)
              + " should be a whole number from 0 to 2^63-1: a SeccompProfile has no others, not "
              + value.text());
    }
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return OciWriter.writeForKubernetes(policy, options);
  }
}
