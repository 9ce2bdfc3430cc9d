package callgate.format.oci;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicySource;
import callgate.policy.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the profile that another one is based on: in the same file, or beside it. */
final class BaseProfile {
  /** How many files beside a profile are looked at. */
  private static final int MOST = 256;

  private BaseProfile() {}

  /** {@return the profile of that name} */
  static Optional<Document> find(Document from, String name) {
    return among(from.stream(), name)
        .or(() -> from.directory().flatMap(directory -> beside(directory, name)));
  }

  private static Optional<Document> among(List<Document> documents, String name) {
    return documents.stream()
        .filter(KubernetesFormat::isProfile)
        .filter(document -> isNamed(document, name))
        .findFirst();
  }

  private static boolean isNamed(Document document, String name) {
    return document.tree() instanceof Node.Mapping root
        && root.get("metadata").orElse(null) instanceof Node.Mapping metadata
        && metadata.get("name").orElse(null) instanceof Node.Scalar text
        && text.text().equals(name);
  }

  private static Optional<Document> beside(Path directory, String name) {
    List<Path> files;
    try (Stream<Path> entries =
        Files.list(directory.toString().isEmpty() ? Path.of(".") : directory)) {
      files =
          entries
              .filter(Files::isRegularFile)
              .filter(file -> isYaml(String.valueOf(file.getFileName())))
              .sorted()
              .limit(MOST)
              .toList();
    } catch (IOException e) {
      return Optional.empty();
    }
    return files.stream()
        .flatMap(file -> documents(file).stream())
        .flatMap(document -> among(List.of(document), name).stream())
        .findFirst();
  }

  private static boolean isYaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  /** {@return the documents of a file; none where it can't be read, since nobody named it} */
  private static List<Document> documents(Path file) {
    try {
      return PolicySource.documents(file.normalize().toString());
    } catch (BadInput e) {
      return List.of();
    }
  }
}
