package callgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands in a guide, in order: those of fenced {@code sh} blocks, which show no output, and
 * of {@code console} blocks, where a command follows {@code "$ "} and its output stands below. A
 * block after the comment {@code <!-- not run -->} is left out.
 */
final class Guide {
  private static final String NOT_RUN = "<!-- not run -->";

  /**
   * A command that a reader may paste.
   *
   * @param line in the guide, from 1
   * @param text what the shell is given
   * @param output the lines that the guide shows; empty where it shows none
   * @param shown whether the guide shows what comes out
   */
  record Step(int line, String text, List<String> output, boolean shown) {
    /** {@return whether this output is the one that the guide shows; {@code ...} stands for any} */
    boolean matches(List<String> actual) {
      return !shown || matches(output, actual);
    }

    private static boolean matches(List<String> expected, List<String> actual) {
      if (expected.isEmpty()) {
        return actual.isEmpty();
      }
      List<String> rest = expected.subList(1, expected.size());
      if (expected.getFirst().equals("...")) {
        for (int skipped = 0; skipped <= actual.size(); skipped++) {
          if (matches(rest, actual.subList(skipped, actual.size()))) {
            return true;
          }
        }
        return false;
      }
      return !actual.isEmpty()
          && lineMatches(expected.getFirst(), actual.getFirst())
          && matches(rest, actual.subList(1, actual.size()));
    }

    private static boolean lineMatches(String expected, String actual) {
      String pattern =
          Stream.of(expected.split("\\.\\.\\.", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      return actual.matches(pattern);
    }
  }

  private Guide() {}

  static List<Step> steps(Path guide) throws IOException {
    List<String> lines = Files.readAllLines(guide);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String opening = lines.get(i);
      if (!opening.startsWith("```")) {
        continue;
      }
      int end = i + 1;
      while (!lines.get(end).equals("```")) {
        end++;
      }
      boolean run = i == 0 || !lines.get(i - 1).equals(NOT_RUN);
      if (run && opening.equals("```sh")) {
        steps.add(new Step(i + 2, String.join("\n", lines.subList(i + 1, end)), List.of(), false));
      } else if (run && opening.equals("```console")) {
        session(lines, i + 1, end, steps);
      }
      i = end;
    }
    return steps;
  }

  private static void session(List<String> lines, int from, int end, List<Step> steps) {
    int at = from;
    while (at < end) {
      int start = at;
      StringBuilder text = new StringBuilder(lines.get(at++).substring("$ ".length()));
      while (at < end && lines.get(at).startsWith("> ")) {
        text.append('\n').append(lines.get(at++).substring("> ".length()));
      }
      List<String> output = new ArrayList<>();
      while (at < end && !lines.get(at).startsWith("$ ")) {
        output.add(lines.get(at++));
      }
      steps.add(new Step(start + 1, text.toString(), output, true));
    }
  }
}
