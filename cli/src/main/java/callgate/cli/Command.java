package callgate.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One subcommand: what it is called, how it is used, and what it does. */
interface Command {
  /** {@return what it does, in one line for the list of commands} */
  String summary();

  /** {@return what follows the name on a command line, such as {@code POLICY [-o FILE]}} */
  String usage();

  /** {@return lines that a newcomer can paste} */
  String example();

  /** {@return its own options; those of every command ({@code --json}, ...) are added} */
  Options options();

  /**
   * {@return whether its arguments are a program to run and that program's own arguments}
   *
   * <p>Options then end at the first argument that is none, and its own failures have the status
   * {@value Status#FAILED_TO_START}, so that they can't be mistaken for the program's.
   */
  default boolean runsProgram() {
    return false;
  }

  /**
   * {@return the command that is meant where {@code --} stands among the arguments, with a program
   * behind it} A command that reads logs, or runs a program, is two commands with one name: {@code
   * explain LOG} and {@code explain -- PROGRAM}.
   */
  default Command forProgram() {
    return this;
  }

  /**
   * {@return the command that this one is when {@code --} and a program follow it} Most are the
   * same then.
   */
  default Command withProgram() {
    return this;
  }

  /**
   * Does it.
   *
   * @param line its own options and arguments; what follows {@code --} is in {@link
   *     CommandLine#getArgList()}, untouched
   * @return the exit status: 0 done, 1 the answer is no
   * @throws callgate.policy.BadInput for exit status 3
   * @throws callgate.kernel.NotSupported for exit status 4
   * @throws UsageError for exit status 2
   */
  int run(CommandLine line, Terminal terminal) throws Exception;
}
