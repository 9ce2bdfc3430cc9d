package callgate.format;

import callgate.bpf.InvalidProgram;
import callgate.bpf.Program;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what stands where a command wants a policy: a file in any format, {@code -} for standard
 * input, {@code builtin:NAME}, {@code pid:N} for what a process runs under, a raw filter, or a
 * directory with the part of it that is meant, {@code DIRECTORY:PART}.
 */
public final class PolicySource {
  private static final String BUILTIN = "builtin:";
  private static final String PROCESS = "pid:";
  private static final String RAW = ".bpf";

  /** How many files a policy in a directory can have. */
  private static final int MAX_FILES = 256;

  private PolicySource() {}

  /** {@return what an argument means on the newest kernel that Callgate knows} */
  public static Source read(String argument) {
    return read(argument, ReadOptions.onNewestKernel());
  }

  /**
   * {@return what an argument means}
   *
   * @throws BadInput where it means nothing
   */
  public static Source read(String argument, ReadOptions options) {
    if (argument.startsWith(BUILTIN)) {
      return written(Builtins.read(argument.substring(BUILTIN.length()), options));
    }
    if (argument.startsWith(PROCESS)) {
      return options.processes().apply(process(argument));
    }
    return read(document(argument), options);
  }

  /**
   * {@return what a document means} One that is no text, or whose name says so, is a raw filter.
   *
   * @throws BadInput where it means nothing
   */
  public static Source read(Document document, ReadOptions options) {
    return !document.isDirectory() && (document.name().endsWith(RAW) || document.isBinary())
        ? raw(document, options)
        : written(Formats.read(document, options));
  }

  private static Source raw(Document document, ReadOptions options) {
    try {
      return new Source.Raw(
          document.name(), Program.read(document.bytes(), options.host().order()));
    } catch (InvalidProgram e) {
      throw problem(document.name(), "this is no filter that the kernel takes: " + e.getMessage());
    }
  }

  private static Source written(Reading reading) {
    return new Source.Written(reading);
  }

  private static int process(String argument) {
    try {
      int pid = Integer.parseInt(argument.substring(PROCESS.length()));
      if (pid > 0) {
        return pid;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new BadInput(Position.of(argument), "a process has a number: pid:1234");
  }

  /** {@return the format of the file that an argument names; empty when it names something else} */
  public static Optional<PolicyFormat> format(String argument) {
    boolean file =
        !argument.equals("-")
            && !argument.startsWith(BUILTIN)
            && !argument.startsWith(PROCESS)
            && !argument.endsWith(RAW);
    return file ? Optional.of(document(argument)).flatMap(Formats::of) : Optional.empty();
  }

  /**
   * {@return the document that an argument names} Where no file has its name, what stands behind
   * the last colon is a part of what has the rest as its name: {@code filters.json:vmm}.
   *
   * @throws BadInput where there is none
   */
  public static Document document(String argument) {
    if (argument.equals("-")) {
      return Document.of("<stdin>", load("<stdin>", System.in));
    }
    Path path = path(argument);
    if (Files.isDirectory(path)) {
      return directory(argument, path);
    }
    int colon = argument.lastIndexOf(':');
    if (colon > 0 && !Files.exists(path)) {
      String whole = argument.substring(0, colon);
      if (whole.equals("-") || Files.exists(path(whole))) {
        return document(whole).withPart(argument.substring(colon + 1));
      }
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Document.of(argument, load(argument, in), path.resolveSibling(""));
    } catch (NoSuchFileException e) {
      throw problem(argument, "there is no such file");
    } catch (AccessDeniedException e) {
      throw problem(argument, "this file may not be read by you");
    } catch (IOException e) {
      throw problem(argument, "this can't be read: " + e.getMessage());
    }
  }

  /** {@return the documents in a file: several where it is YAML with {@code ---} between them} */
  public static List<Document> documents(String argument) {
    Document file = document(argument);
    List<Document> several = YamlDocuments.of(file);
    return several.isEmpty() ? List.of(file) : several;
  }

  /**
   * {@return the files of a directory, hidden ones apart; those below other directories are not}
   */
  private static Document directory(String argument, Path path) {
    List<Path> paths;
    try (Stream<Path> entries = Files.list(path)) {
      paths =
          entries
              .filter(Files::isRegularFile)
              .filter(file -> !name(file).startsWith("."))
              .sorted(Comparator.comparing(PolicySource::name))
              .limit(MAX_FILES + 1)
              .toList();
    } catch (IOException e) {
      throw problem(argument, "this can't be read: " + e.getMessage());
    }
    if (paths.size() > MAX_FILES) {
      throw problem(argument, "this directory has more files than any policy; name one of them");
    }
    List<Document> files = new ArrayList<>();
    for (Path file : paths) {
      files.add(document(argument + (argument.endsWith("/") ? "" : "/") + name(file)));
    }
    return Document.directory(argument, path, files);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /**
   * {@return the document that another one names}
   *
   * @param from the document with the name, to whose directory it is relative
   * @param position where the name stands
   * @throws BadInput where there is none
   */
  public static Document beside(Document from, String name, Position position) {
    try {
      Path path =
          from.directory().map(directory -> directory.resolve(name)).orElseGet(() -> Path.of(name));
      return document(path.normalize().toString());
    } catch (BadInput | InvalidPathException e) {
      throw new BadInput(position, String.valueOf(e.getMessage()));
    }
  }

  private static Path path(String argument) {
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      throw problem(argument, "no file can have this name");
    }
  }

  private static byte[] load(String name, InputStream in) {
    try {
      return in.readNBytes(Document.MAX_BYTES + 1);
    } catch (IOException e) {
      throw problem(name, "this can't be read: " + e.getMessage());
    }
  }

  private static BadInput problem(String argument, String problem) {
    return new BadInput(Position.of(argument), problem);
  }
}
