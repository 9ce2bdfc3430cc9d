package callgate.lint;

import callgate.syscall.Bundled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code library-calls.txt}. */
public final class LibraryCalls {
  private static final String FILE = "library-calls.txt";
  private static final int COLUMNS = 8;

  private LibraryCalls() {}

  /** The table, read when first needed. */
  private static final class Table {
    static final List<LibraryCall> CALLS = List.copyOf(parsed());
  }

  /** {@return all of them, in the order of the file} */
  public static List<LibraryCall> read() {
    return Table.CALLS;
  }

  private static List<LibraryCall> parsed() {
    List<LibraryCall> calls = new ArrayList<>();
    for (String line : text().split("\n", -1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        calls.add(call(line));
      }
    }
    return calls;
  }

  private static LibraryCall call(String line) {
    String[] columns = line.split("\\|", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalStateException(FILE + ": " + line);
    }
    for (int i = 0; i < COLUMNS; i++) {
      columns[i] = columns[i].strip();
    }
    return new LibraryCall(
        Software.of(columns[0]).orElseThrow(),
        Release.parse(columns[1]).orElseThrow(),
        columns[2].isEmpty() ? Optional.empty() : Release.parse(columns[2]),
        columns[3].isEmpty() ? 0 : Integer.parseInt(columns[3]),
        columns[4],
        list(columns[5], ","),
        fallback(columns[6]),
        columns[7]);
  }

  private static LibraryCall.Fallback fallback(String column) {
    return column.equals("any")
        ? new LibraryCall.Fallback(true, Set.of())
        : new LibraryCall.Fallback(false, Set.copyOf(list(column, " ")));
  }

  private static List<String> list(String column, String separator) {
    return column.equals("-")
        ? List.of()
        : Stream.of(column.split(separator, -1)).collect(Collectors.toList());
  }

  private static String text() {
    return Bundled.text(LibraryCalls.class, FILE);
  }
}
