package callgate.format.northstar;

import callgate.format.Builtins;
import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Manifests of Northstar, or their section {@code seccomp} by itself. */
public final class NorthstarFormat implements PolicyFormat {
  static final String SECTION = "seccomp";
  static final String PROFILE = "profile";
  static final String ALLOW = "allow";
  static final List<String> KEYS = List.of(PROFILE, ALLOW);

  @Override
  public String name() {
    return "northstar";
  }

  @Override
  public String summary() {
    return "the section seccomp of Northstar's manifests";
  }

  @Override
  public boolean recognises(Document document) {
    if (!(document.structure().orElse(null) instanceof Node.Mapping root)) {
      return false;
    }
    return root.get(SECTION).map(section -> isBody(section, root)).orElseGet(() -> isBody(root))
        || isManifest(root);
  }

  private static boolean isBody(Node section, Node.Mapping root) {
    return switch (section) {
      case Node.Mapping body -> isBody(body);
      case Node.Scalar nothing ->
          nothing.isNull() && KEYS.stream().anyMatch(key -> root.get(key).isPresent());
      case Node.Sequence _ -> false;
    };
  }

  private static boolean isBody(Node.Mapping body) {
    return body.get(ALLOW).filter(Node.Mapping.class::isInstance).isPresent()
        ? body.entries().stream().noneMatch(entry -> entry.key().text().equals("callgate"))
        : body.get(PROFILE).isPresent() && body.entries().size() == 1;
  }

  /** {@return whether this is a whole manifest, with the section or without} */
  static boolean isManifest(Node.Mapping root) {
    return root.get("name").isPresent()
        && root.get("version").isPresent()
        && root.get("init").isPresent()
        && root.get("uid").isPresent();
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    return new NorthstarReader(document, options).read();
  }

  @Override
  public Policy suited(Policy learned) {
    return new Policy(
        learned.name(),
        learned.abis(),
        Action.KILL_PROCESS,
        Action.KILL_PROCESS,
        new Newer.AsDefault(),
        Set.of(),
        learned.rules());
  }

  @Override
  public Optional<String> profile() {
    return Optional.of(Builtins.NORTHSTAR);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return NorthstarWriter.write(policy, options);
  }
}
