package callgate.syscall;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come with Callgate, beside the classes that use them.
 *
 * <p>An installation has them as files too, and its launcher says where: opening a jar takes five
 * milliseconds in a process that has just started. Elsewhere they are read from the jar of this
 * class where it is in one. A class loader would look through the JDK and all other jars first,
 * which takes ten.
 */
public final class Bundled {
  /** The property that names the folder where the texts are files. */
  private static final String FOLDER = "callgate.texts";

  private Bundled() {}

  /** The jar, opened when it is first needed. */
  private static final class Jar {
    static final @Nullable ZipFile FILE = jar();
  }

  /**
   * {@return a text, in UTF-8}
   *
   * @param neighbour a class of this module, in whose package the text is
   * @param name its file's name
   */
  public static String text(Class<?> neighbour, String name) {
    try (InputStream in = open(neighbour, name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(Class<?> neighbour, String name) throws IOException {
    String path = neighbour.getPackageName().replace('.', '/') + "/" + name;
    @Nullable String folder = System.getProperty(FOLDER);
    if (folder != null) {
      return new FileInputStream(folder + "/" + path);
    }
    @Nullable ZipFile jar = Jar.FILE;
    if (jar != null) {
      @Nullable ZipEntry entry = jar.getEntry(path);
      if (entry != null) {
        return jar.getInputStream(entry);
      }
    }
    @Nullable InputStream in = neighbour.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("this build of Callgate lacks " + name);
    }
    return in;
  }

  private static @Nullable ZipFile jar() {
    try {
      @Nullable CodeSource source = Bundled.class.getProtectionDomain().getCodeSource();
      boolean inJar =
          source != null
              && source.getLocation().getProtocol().equals("file")
              && source.getLocation().getPath().endsWith(".jar");
      return inJar ? new ZipFile(Path.of(source.getLocation().toURI()).toFile()) : null;
    } catch (IOException | URISyntaxException e) {
      return null; // then the class loader knows
    }
  }
}
