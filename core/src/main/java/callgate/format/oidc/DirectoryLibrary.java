package callgate.format.oidc;

import callgate.format.Document;
import callgate.format.PolicySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The privilege files of a directory, or those beside one file. */
final class DirectoryLibrary implements PrivilegeReader.Library {
  private static final String COMPONENTS = "components.yaml";

  private final Document document;

  /**
   * @param document a directory, or a file in it
   */
  DirectoryLibrary(Document document) {
    this.document = document;
  }

  @Override
  public Optional<Document> file(String group) {
    String name = group + PrivilegeFile.SUFFIX;
    if (document.isDirectory()) {
      return document.files().stream()
          .filter(file -> file.name().endsWith("/" + name) || file.name().equals(name))
          .findFirst();
    }
    Path path = document.directory().orElse(Path.of("")).resolve(name);
    return Files.isRegularFile(path)
        ? Optional.of(PolicySource.document(path.toString()))
        : Optional.empty();
  }

  @Override
  public List<String> groups() {
    return document.files().stream()
        .map(file -> file.name().substring(file.name().lastIndexOf('/') + 1))
        .filter(name -> name.endsWith(PrivilegeFile.SUFFIX))
        .map(name -> name.substring(0, name.length() - PrivilegeFile.SUFFIX.length()))
        .toList();
  }

  /** {@return what the directory's own file says, or one beside it, or what oidc-agent does} */
  Components components() {
    Optional<Document> own =
        document.files().stream().filter(f -> f.name().endsWith("/" + COMPONENTS)).findFirst();
    if (own.isPresent()) {
      return Components.read(own.get());
    }
    String name = document.name();
    while (name.endsWith("/")) {
      name = name.substring(0, name.length() - 1);
    }
    return Files.isRegularFile(Path.of(name + ".yaml"))
        ? Components.read(PolicySource.document(name + ".yaml"))
        : BundledLibrary.components("stock");
  }
}
