package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The guide to lint")
class LintGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "lint.md");

  /** {@return the cells of the row of a code; the fourth is an example} */
  private static List<String> row(String id) throws IOException {
    try (Stream<String> lines = Files.lines(GUIDE)) {
      return lines
          .filter(line -> line.startsWith("| " + id + " "))
          .flatMap(line -> Stream.of(line.substring(2, line.length() - 2).split(" \\| ")))
          .toList();
    }
  }

  @Test
  @DisplayName("says of each code what it means, gives an example, and says what to do")
  void complete() throws IOException {
    for (Code code : Code.values()) {
      List<String> row = row(code.id());
      String example = row.size() == 5 ? row.get(3) : "";
      assertEquals(
          List.of(
              code.id() + " `" + code.slug() + "`",
              code.severity().word(),
              code.title(),
              example,
              code.remedy()),
          row);
    }
  }
}
