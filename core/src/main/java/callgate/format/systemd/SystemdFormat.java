package callgate.format.systemd;

import callgate.format.Document;
import callgate.format.PolicyFormat;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Units of systemd and their drop-ins. */
public final class SystemdFormat implements PolicyFormat {
  private static final String DROP_INS = ".d";

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public String summary() {
    return "SystemCallFilter= and its like, in units and drop-ins";
  }

  @Override
  public boolean recognises(Document document) {
    boolean section = false;
    for (String line : document.text().lines().toList()) {
      if (UnitFile.isComment(line)) {
        continue;
      }
      boolean setting =
          SystemdReader.KEYS.stream()
              .anyMatch(key ->
                  line.strip().startsWith(key)
                      && line.strip().substring(key.length()).strip().startsWith("="));
      if (setting) {
        return true;
      }
      if (!section && !UnitFile.isSection(line)) {
        return false;
      }
      section = true;
    }
    return section;
  }

  @Override
  public boolean recognisesDirectory(Document directory) {
    return directory.files().stream()
        .anyMatch(file -> file.name().endsWith(".conf") && recognises(file));
  }

  /** {@return the policy of a unit with the drop-ins beside it, or of a directory of drop-ins} */
  @Override
  public Reading read(Document document, ReadOptions options) {
    return SystemdReader.read(document, files(document), options);
  }

  private static List<Document> files(Document document) {
    List<Document> files = new ArrayList<>();
    if (document.isDirectory()) {
      document.files().stream().filter(file -> file.name().endsWith(".conf")).forEach(files::add);
      return files;
    }
    files.add(document);
    String name = document.name() + DROP_INS;
    if (document.directory().isPresent() && Files.isDirectory(Path.of(name))) {
      files.addAll(files(PolicySource.document(name)));
    }
    return files;
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return SystemdWriter.write(policy, options);
  }
}
