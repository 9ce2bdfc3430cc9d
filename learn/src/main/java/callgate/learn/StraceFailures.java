package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the calls in a strace log that a filter may have stopped: those that failed with an error
 * that filters give, and those that a thread died of by SIGSYS. Not for several threads.
 */
public final class StraceFailures {
  private static final String KILLED = "+++ killed by SIGSYS";
  private static final String SUPERSEDED = "+++ superseded by execve in pid ";
  private static final String SIGNAL = "--- SIGSYS {";
  private static final String MODE = "[ Process PID=";
  private static final int ARGUMENTS = 6;
  private static final int LONGEST_SHOWN = 200;

  private final AbiChoice choice;
  private final Set<Integer> errnos;
  private final Consumer<FailedCall> sink;
  private final StracePrefix prefix = new StracePrefix();
  private final Map<Integer, TracedThread> threads = new HashMap<>();

  /**
   * @param abi what the 64-bit programs of the log's machine speak
   * @param errnos the errors that count
   * @param sink is given each call
   */
  public StraceFailures(Abi abi, Set<Integer> errnos, Consumer<FailedCall> sink) {
    this.choice = new AbiChoice(abi);
    this.errnos = Set.copyOf(errnos);
    this.sink = sink;
  }

  /**
   * A call that failed.
   *
   * @param line where it stands, from 1
   * @param time when, in nanoseconds since 1970, or {@link Occurrence#NO_TIME}
   * @param pid the thread; 0 when the log doesn't tell
   * @param executable what it was executing; empty when the log doesn't tell
   * @param number as a filter sees it
   * @param arguments all six, as far as their values are shown
   * @param shown the call as strace writes it
   * @param end how it failed
   */
  public record FailedCall(
      long line,
      long time,
      int pid,
      String executable,
      Abi abi,
      int number,
      List<OptionalLong> arguments,
      String shown,
      End end) {
    public FailedCall {
      arguments = List.copyOf(arguments);
    }
  }

  /** How a call failed. */
  public sealed interface End {
    /** With an error. */
    record Failed(int errno) implements End {}

    /** With the signal SIGSYS: a filter's trap. */
    record Trapped() implements End {}

    /** With the death of its thread. */
    record Killed() implements End {}
  }

  private static final class TracedThread {
    @Nullable Abi abi;
    String executable = "";
    String name = "";
    String arguments = "";
    long line;
    boolean told;
  }

  /** {@return whether a line is strace's; it is taken then} */
  public boolean take(String text, long line) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    int to = bytes.length - 1;
    if (to == 0) {
      return false;
    }
    prefix.read(bytes, 0, to);
    String rest = new String(bytes, prefix.start, to - prefix.start, StandardCharsets.UTF_8);
    if (rest.startsWith(SIGNAL)) {
      signal(rest, line);
    } else if (rest.startsWith(KILLED)) {
      killed(line);
    } else if (rest.startsWith(SUPERSEDED)) {
      superseded(rest);
    } else if (rest.startsWith(MODE)) {
      mode(rest);
    } else if (rest.startsWith("<... ")) {
      resumed(rest, line);
    } else {
      return call(bytes, to, rest, line);
    }
    return true;
  }

  private TracedThread thread() {
    return threads.computeIfAbsent(prefix.pid, _ -> new TracedThread());
  }

  private boolean call(byte[] bytes, int to, String rest, long line) {
    int open = rest.indexOf('(');
    if (open <= 0 || !AbiChoice.isCall(rest.substring(0, open))) {
      return false;
    }
    int result = StraceResult.find(bytes, prefix.start, to);
    TracedThread thread = thread();
    thread.name = rest.substring(0, open);
    thread.arguments = rest.substring(open + 1);
    thread.line = line;
    thread.told = false;
    if (prefix.number != StracePrefix.NO_NUMBER) {
      choice.numbering(thread.name, prefix.number).stream()
          .findFirst()
          .ifPresent(abi -> thread.abi = abi);
    }
    if (result >= 0) {
      ended(thread, new String(bytes, result, to - result, StandardCharsets.UTF_8), line);
    }
    return true;
  }

  private void resumed(String rest, long line) {
    int end = rest.indexOf(" resumed>");
    int equals = rest.lastIndexOf(" = ");
    TracedThread thread = thread();
    if (end > 0 && equals > end && rest.startsWith(thread.name, "<... ".length())) {
      int cut = thread.arguments.indexOf("<unfinished ...>");
      String before = cut < 0 ? thread.arguments : thread.arguments.substring(0, cut);
      thread.arguments = before + rest.substring(end + " resumed>".length());
      ended(thread, rest.substring(equals + 3), line);
    }
  }

  private void ended(TracedThread thread, String result, long line) {
    if (result.startsWith("-1 E")) {
      int space = result.indexOf(' ', 3);
      String error = space < 0 ? result.substring(3) : result.substring(3, space);
      OptionalInt errno = Errno.number(choice.usual(), error);
      if (errno.isPresent() && errnos.contains(errno.getAsInt())) {
        tell(thread, new End.Failed(errno.getAsInt()), line);
      }
    } else if (StraceLines.isExec(thread.name) && result.startsWith("0")) {
      byte[] bytes = thread.arguments.getBytes(StandardCharsets.UTF_8);
      @Nullable String executable = StraceArguments.firstText(bytes, 0, bytes.length);
      thread.executable = executable == null ? "" : executable;
      thread.abi = null;
    } else if (StraceLines.isFork(thread.name)) {
      child(thread, result);
    }
  }

  private void child(TracedThread parent, String result) {
    byte[] bytes = result.getBytes(StandardCharsets.US_ASCII);
    int pid = StraceResult.number(bytes, 0, bytes.length);
    if (pid > 0) {
      TracedThread child = threads.computeIfAbsent(pid, _ -> new TracedThread());
      child.executable = child.executable.isEmpty() ? parent.executable : child.executable;
      child.abi = child.abi == null ? parent.abi : child.abi;
    }
  }

  /** {@code --- SIGSYS {..., si_syscall=__NR_socket, si_arch=AUDIT_ARCH_X86_64} ---}. */
  private void signal(String rest, long line) {
    TracedThread thread = thread();
    String arch = value(rest, "si_arch=AUDIT_ARCH_").toLowerCase(java.util.Locale.ROOT);
    Abi.of(arch).filter(choice.candidates()::contains).ifPresent(abi -> thread.abi = abi);
    String name = value(rest, "si_syscall=__NR_");
    if (!name.isEmpty() && !name.equals(thread.name)) {
      thread.name = name;
      thread.arguments = "";
    }
    tell(thread, new End.Trapped(), line);
  }

  private static String value(String rest, String key) {
    int start = rest.indexOf(key);
    if (start < 0) {
      return "";
    }
    int end = start + key.length();
    while (end < rest.length() && rest.charAt(end) != ',' && rest.charAt(end) != '}') {
      end++;
    }
    return rest.substring(start + key.length(), end);
  }

  private void killed(long line) {
    TracedThread thread = thread();
    if (!thread.told) {
      tell(thread, new End.Killed(), line);
    }
    threads.remove(prefix.pid);
  }

  /** The thread that calls execve(2) gets the number of the process. */
  private void superseded(String rest) {
    byte[] bytes = rest.getBytes(StandardCharsets.US_ASCII);
    int pid = StraceResult.number(bytes, SUPERSEDED.length(), bytes.length);
    @Nullable TracedThread executing = threads.remove(pid);
    if (executing != null) {
      threads.put(prefix.pid, executing);
    }
  }

  private void mode(String rest) {
    byte[] bytes = rest.getBytes(StandardCharsets.US_ASCII);
    int pid = StraceResult.number(bytes, MODE.length(), bytes.length);
    int runs = rest.indexOf(" runs in ");
    int end = rest.indexOf(" mode.");
    if (runs > 0 && end > runs) {
      Abi abi = choice.ofMode(rest.substring(runs + " runs in ".length(), end)).orElse(null);
      int key = threads.containsKey(pid) ? pid : prefix.pid;
      threads.computeIfAbsent(key, _ -> new TracedThread()).abi = abi;
    }
  }

  private void tell(TracedThread thread, End end, long line) {
    Abi known = thread.abi;
    Optional<Abi> abi =
        known != null && AbiChoice.has(known, thread.name)
            ? Optional.of(known)
            : choice.having(thread.name);
    OptionalInt number =
        abi.isEmpty() ? OptionalInt.empty() : AbiChoice.number(abi.get(), thread.name);
    if (number.isEmpty()) {
      return;
    }
    thread.told = true;
    String shown = thread.name + "(" + thread.arguments;
    int equals = shown.lastIndexOf(" = ");
    sink.accept(
        new FailedCall(
            thread.line == 0 ? line : thread.line,
            prefix.time,
            prefix.pid,
            thread.executable,
            abi.get(),
            number.getAsInt(),
            arguments(abi.get(), thread),
            shortened(shown.substring(0, equals < 0 ? shown.length() : equals).stripTrailing()),
            end));
  }

  private static String shortened(String shown) {
    return shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN) + "...";
  }

  private static List<OptionalLong> arguments(Abi abi, TracedThread thread) {
    List<OptionalLong> arguments = new ArrayList<>();
    List<Argument> described = Syscalls.arguments(abi, thread.name);
    for (int i = 0; i < ARGUMENTS; i++) {
      boolean told = i < described.size() && isShown(thread.name, described.get(i));
      @Nullable String shown = told ? StraceValues.shown(thread.name, thread.arguments, i) : null;
      arguments.add(shown == null ? OptionalLong.empty() : value(abi, shown));
    }
    return arguments;
  }

  /** Of clone(2) strace shows the flags and in another order the rest. */
  private static boolean isShown(String call, Argument argument) {
    return !call.equals("clone") || argument.name().equals("clone_flags");
  }

  private static OptionalLong value(Abi abi, String shown) {
    return shown.equals("NULL") ? OptionalLong.of(0) : ShownValue.of(abi, shown);
  }
}
