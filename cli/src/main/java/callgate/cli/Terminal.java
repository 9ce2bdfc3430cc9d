package callgate.cli;

import callgate.explanation.Escaped;
import java.io.PrintStream;
import java.util.stream.Collectors;

/**
 * Where a command writes, and how the user wants it.
 *
 * @param out results
 * @param err messages
 * @param json results as one JSON document or JSON lines
 * @param quiet no messages but errors
 * @param verbose more messages, and stack traces of errors
 * @param colored whether escape sequences are welcome among the results
 * @param live whether somebody watches the messages, so that progress may be shown there
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    boolean json,
    boolean quiet,
    boolean verbose,
    boolean colored,
    boolean live) {
  /** Tells the user something that is not the result. */
  void message(String text) {
    if (!quiet) {
      out.flush();
      err.println("callgate: " + harmless(text));
    }
  }

  /** {@return a message without what moves a cursor or forges colours: it may quote a document} */
  static String harmless(String message) {
    return message.lines().map(Escaped::text).collect(Collectors.joining("\n"));
  }
}
