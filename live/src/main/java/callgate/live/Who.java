package callgate.live;

import callgate.kernel.Caller;

/**
 * Who made a call.
 *
 * @param process its id
 * @param thread its id; that of the process for its first one
 * @param name of the thread, as it calls itself
 * @param others how many other threads the process has
 * @param executable the file that the process executes; empty when it can't be known
 */
public record Who(int process, int thread, String name, int others, String executable) {
  static Who of(Caller caller) {
    int thread = caller.thread();
    int process = Processes.process(thread);
    return new Who(
        process,
        thread,
        Processes.name(thread),
        Math.max(0, Processes.threads(process) - 1),
        Processes.executable(thread));
  }

  /** {@return it as people read it, such as {@code mkdir (process 17, /usr/bin/mkdir)}} */
  public String text() {
    StringBuilder who = new StringBuilder(Shown.plain(name)).append(" (process ").append(process);
    if (thread != process) {
      who.append(", thread ").append(thread);
    }
    return who.append(executable.isEmpty() ? "" : ", " + Shown.plain(executable))
        .append(')')
        .toString();
  }
}
