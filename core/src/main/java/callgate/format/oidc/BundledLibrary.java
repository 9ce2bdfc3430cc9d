package callgate.format.oidc;

import callgate.format.Document;
import callgate.syscall.Bundled;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The privilege files that come with Callgate: oidc-agent's, for programs of today. */
final class BundledLibrary implements PrivilegeReader.Library {
  private static final String DIRECTORY = "privileges/";

  @Override
  public Optional<Document> file(String group) {
    return groups().contains(group)
        ? Optional.of(document(group + PrivilegeFile.SUFFIX))
        : Optional.empty();
  }

  @Override
  public List<String> groups() {
    return Arrays.asList(Bundled.text(OidcFormat.class, DIRECTORY + "groups.txt").split("\\s+"));
  }

  /** {@return a composition of programs by its name} */
  static Components components(String name) {
    return Components.read(document(name + ".yaml"));
  }

  private static Document document(String name) {
    return Document.of(
        "builtin:oidc-agent/" + name, Bundled.text(OidcFormat.class, DIRECTORY + name));
  }
}
