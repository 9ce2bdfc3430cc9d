package callgate.policy;

/**
 * A place in a file that an author can go to.
 *
 * @param file the name as the user gave it, {@code <stdin>}, or {@code builtin:NAME}
 * @param line from 1; 0 when only the file is known
 * @param column from 1; 0 when only the line is known
 */
public record Position(String file, int line, int column) {
  public static Position of(String file) {
    return new Position(file, 0, 0);
  }

  /** {@return {@code file:line:column}, as compilers print it} */
  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
