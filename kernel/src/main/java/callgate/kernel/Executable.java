package callgate.kernel;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that was found, with its arguments and its environment, byte for byte as the user gave
 * them: what {@code execve} takes. Found as a shell and {@code execvp} find it.
 */
public final class Executable {
  private static final byte[] SHELL = "/bin/sh".getBytes(StandardCharsets.US_ASCII);

  private final String name;
  private final byte[] path;
  private final List<byte[]> arguments;
  private final List<byte[]> environment;

  private Executable(String name, byte[] path, List<byte[]> arguments, List<byte[]> environment) {
    this.name = name;
    this.path = path;
    this.arguments = arguments;
    this.environment = environment;
  }

  /**
   * {@return the program of a command, looked up in {@code PATH} unless its name has a slash} It
   * gets this process's environment, as it was when this process started.
   *
   * @param command the program, then its arguments
   * @throws CannotExecute when there is none, or none that may be executed
   */
  public static Executable find(List<String> command) {
    List<byte[]> arguments = OwnCommandLine.exactly(command);
    List<byte[]> environment = OwnCommandLine.environment();
    String name = command.getFirst();
    byte[] path = ProgramSearch.find(arguments.getFirst(), environment);
    return new Executable(name, path, arguments, environment);
  }

  /** {@return this program with another environment} */
  public Executable withEnvironment(List<String> environment) {
    List<byte[]> bytes = environment.stream().map(Executable::encoded).toList();
    return new Executable(name, path, arguments, bytes);
  }

  /** {@return the name that the user gave it} */
  public String name() {
    return name;
  }

  /** {@return the file that is executed} */
  public String path() {
    return new String(path, charset());
  }

  /**
   * {@return the steps that execute it} A text without {@code #!} is given to the shell, as {@code
   * execvp} does.
   */
  List<Step> steps(Memory memory, Step.OnFailure onFailure) {
    long variables = memory.strings(environment);
    long file = memory.string(path);
    Step direct = execve(onFailure, file, memory.strings(arguments), variables);
    if (ProgramSearch.isExecutableFormat(path)) {
      return List.of(direct);
    }
    List<byte[]> withShell = new ArrayList<>(arguments);
    withShell.set(0, path);
    withShell.addFirst(SHELL);
    return List.of(
        execve(Step.OnFailure.GO_ON, file, memory.strings(arguments), variables),
        execve(onFailure, memory.string(SHELL), memory.strings(withShell), variables));
  }

  /** {@return the bytes that the kernel takes for a string of Java} */
  static byte[] encoded(String text) {
    return text.getBytes(charset());
  }

  /** {@return the character set in which Java reads file names and arguments} */
  static Charset charset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding"));
  }

  private Step execve(Step.OnFailure onFailure, long file, long argv, long envp) {
    return Step.of(SystemCall.EXECVE, "execute " + name, onFailure, file, argv, envp);
  }
}
