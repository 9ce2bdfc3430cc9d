package callgate.format.oidc;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Privilege files of oidc-agent: one, or a directory with a component. */
public final class OidcFormat implements PolicyFormat {
  @Override
  public String name() {
    return "oidc-agent";
  }

  @Override
  public String summary() {
    return "privilege files of oidc-agent; it ignores conditions, Callgate enforces them";
  }

  @Override
  public boolean recognises(Document document) {
    return document.name().endsWith(PrivilegeFile.SUFFIX)
        || (!document.isJson()
            && !(document.structure().orElse(null) instanceof Node.Mapping)
            && PrivilegeFile.looksLike(document));
  }

  @Override
  public boolean recognisesDirectory(Document directory) {
    return directory.files().stream().anyMatch(f -> f.name().endsWith(PrivilegeFile.SUFFIX));
  }

  @Override
  public boolean hasParts() {
    return true;
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    if (!document.isDirectory()) {
      Components none = new Components(Action.KILL_THREAD, false, Map.of(), Map.of());
      return new PrivilegeReader(new DirectoryLibrary(document), none, options).file(document);
    }
    DirectoryLibrary library = new DirectoryLibrary(document);
    Components components = library.components();
    Optional<String> part = document.part();
    if (part.isEmpty()) {
      throw new BadInput(
          Position.of(document.name()),
          "this has the privileges of several programs; say whose: "
              + document.name()
              + ":COMPONENT, which is one of "
              + String.join(", ", components.byName().keySet()));
    }
    return new PrivilegeReader(library, components, options)
        .component(document.name() + ":" + part.get(), part.get());
  }

  /** {@return the components of oidc-agent itself, which come with Callgate} */
  public static List<String> builtins() {
    return List.copyOf(BundledLibrary.components("components").byName().keySet());
  }

  /**
   * {@return the policy of a component that comes with Callgate}
   *
   * @param name what messages call it
   * @param part the component, and then options of its program
   */
  public static Reading builtin(String name, String part, ReadOptions options) {
    return new PrivilegeReader(
            new BundledLibrary(), BundledLibrary.components("components"), options)
        .component(name, part);
  }

  @Override
  public Policy suited(Policy learned) {
    return new Policy(
        learned.name(),
        learned.abis(),
        Action.KILL_THREAD,
        Action.KILL_THREAD,
        new Newer.AsDefault(),
        Set.of(),
        learned.rules());
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return PrivilegeWriter.write(policy, options);
  }
}
