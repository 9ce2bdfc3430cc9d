package callgate.cli;

import callgate.bpf.InvalidProgram;
import callgate.bpf.ProofFailed;
import callgate.bpf.Undecided;
import callgate.decision.TooComplex;
import callgate.kernel.CannotExecute;
import callgate.kernel.InstallFailed;
import callgate.kernel.NotSupported;
import callgate.policy.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means to the user.
 *
 * @param status the exit status
 * @param text one line
 */
record Failure(int status, String text) {
  /** {@return what the user is told about {@code failure}} */
  static Failure of(Throwable failure) {
    return switch (failure) {
      case UsageError wrong -> new Failure(Status.WRONG_USAGE, text(wrong));
      case BadInput bad -> new Failure(Status.BAD_INPUT, text(bad));
      case TooComplex _, InvalidProgram _, Undecided _ ->
          new Failure(Status.BAD_INPUT, text(failure));
      case ProofFailed unproven ->
          new Failure(
              Status.NO,
              text(unproven) + "; no filter was made; this is a mistake in Callgate, not yours");
      case NotSupported missing -> new Failure(Status.NOT_SUPPORTED, text(missing));
      case InstallFailed refused -> new Failure(Status.NOT_SUPPORTED, text(refused));
      case CannotExecute cannot -> new Failure(cannot.exitStatus(), text(cannot));
      case UncheckedIOException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      case FileSystemException file -> new Failure(Status.BAD_INPUT, fileProblem(file));
      case IOException broken -> new Failure(Status.BAD_INPUT, text(broken));
      case OutOfMemoryError _ ->
          new Failure(Status.BAD_INPUT, "this input needs more memory than there is");
      case StackOverflowError _ -> new Failure(Status.BAD_INPUT, "this input is nested too deeply");
      default ->
          new Failure(
              Status.BAD_INPUT,
              "this is a mistake in Callgate, not yours: "
                  + failure
                  + " (--verbose shows where it happened)");
    };
  }

  private static String fileProblem(FileSystemException failure) {
    String problem =
        switch (failure) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "permission denied";
          case FileAlreadyExistsException _ -> "it exists already";
          case NotDirectoryException _ -> "not a directory";
          case DirectoryNotEmptyException _ -> "the directory is not empty";
          default -> reason(failure);
        };
    @Nullable String file = failure.getFile();
    return file == null ? problem : file + ": " + problem;
  }

  private static String reason(FileSystemException failure) {
    @Nullable String reason = failure.getReason();
    return reason == null ? failure.getClass().getSimpleName() : reason;
  }

  /** {@return its message, or else its kind} */
  static String text(Throwable failure) {
    @Nullable String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
