package callgate.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code callgate} command. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code arguments} name, and ends the process with its status. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream out = Output.buffered(new FileOutputStream(FileDescriptor.out));
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    if (arguments.length == 2 && arguments[0].equals(Training.FLAG)) {
      Training.run(arguments[1]);
    } else {
      // System.exit would first look for a logger to tell about it: a fifth of a short command.
      Runtime.getRuntime().halt(run(arguments, out, err));
    }
  }

  /** {@return the exit status of the command that {@code arguments} name} */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    try {
      Invocation invocation = Invocation.of(arguments, out, err);
      int status = invocation.command().run(invocation.line(), invocation.terminal());
      out.flush();
      return status;
    } catch (Output.Failed failed) {
      return outputFailed(failed, err);
    } catch (Throwable failure) {
      return fail(failure, arguments, out, err);
    }
  }

  private static int fail(Throwable failure, String[] arguments, PrintStream out, PrintStream err) {
    try {
      out.flush();
    } catch (Output.Failed _) {
      // The first failure is the one to report.
    }
    Failure meaning = Failure.of(failure);
    err.println("callgate: " + Terminal.harmless(meaning.text()));
    if (isVerbose(arguments) && !(failure instanceof UsageError)) {
      failure.printStackTrace(err);
    }
    boolean mistakable = meaning.status() < Status.FAILED_TO_START && runsProgram(arguments);
    return mistakable ? Status.FAILED_TO_START : meaning.status();
  }

  private static boolean isVerbose(String[] arguments) {
    return Stream.of(arguments)
        .takeWhile(argument -> !argument.equals("--"))
        .anyMatch("--verbose"::equals);
  }

  /** Also where the command line made no sense as a whole. */
  private static boolean runsProgram(String[] arguments) {
    for (String argument : arguments) {
      Optional<Command> command = Commands.find(argument);
      if (command.isPresent()) {
        boolean divided = List.of(arguments).contains("--");
        return (divided ? command.get().withProgram() : command.get()).runsProgram();
      }
    }
    return false;
  }

  /** A reader that has seen enough is no error; the shell expects silence then. */
  private static int outputFailed(Output.Failed failed, PrintStream err) {
    if (isPipe()) {
      return Status.CLOSED_PIPE;
    }
    err.println("callgate: standard output: " + Failure.text(failed.problem()));
    return Status.BAD_INPUT;
  }

  private static boolean isPipe() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException _) {
      return false;
    }
  }
}
