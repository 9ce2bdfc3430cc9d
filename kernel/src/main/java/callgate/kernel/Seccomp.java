package callgate.kernel;

import callgate.bpf.FilterCompiler;
import callgate.policy.Policy;

/**
 * Installs filters in this JVM. A filter can't be taken off again: it ends with its thread.
 *
 * <pre>{@code
 * Seccomp.installForProcess(policy);       // at the start of main, for all threads there are and will be
 * Seccomp.install(stricter);               // later, for the thread that parses what strangers send
 * }</pre>
 *
 * <p>A filter that is installed gives up new privileges first ({@link Privileges#GIVE_UP}). A JVM
 * needs some calls to live, whatever the service does; {@code builtin:jvm} lists them.
 */
public final class Seccomp {
  private Seccomp() {}

  /**
   * Compiles a policy, proves the filter and installs it for the calling thread and the threads
   * that it starts from now on.
   *
   * @see #install(Filter)
   */
  public static void install(Policy policy) {
    install(Filter.of(FilterCompiler.compile(policy)));
  }

  /**
   * Installs a filter for the calling thread and the threads that it starts from now on.
   *
   * @throws WrongThreadException on a virtual thread: the filter would stay on the platform thread
   *     that happens to carry it, and with all the others that this one carries
   * @throws NotSupported when this kernel lacks something that the filter needs
   * @throws InstallFailed when the kernel refuses the filter
   */
  public static void install(Filter filter) {
    if (Thread.currentThread().isVirtual()) {
      throw new WrongThreadException(
          "a filter can't be installed for a virtual thread: use a platform thread, or"
              + " installForProcess");
    }
    walk(filter);
  }

  /**
   * Compiles a policy, proves the filter and installs it for all threads of this process.
   *
   * @see #installForProcess(Filter)
   */
  public static void installForProcess(Policy policy) {
    installForProcess(Filter.of(FilterCompiler.compile(policy)));
  }

  /**
   * Installs a filter for all threads of this process, those of the JVM included. All get it, or
   * none.
   *
   * @throws ThreadRefused when a thread has filters that the calling thread doesn't have
   * @throws NotSupported when this kernel lacks something that the filter needs
   * @throws InstallFailed when the kernel refuses the filter
   */
  public static void installForProcess(Filter filter) {
    Filter synchronizing = filter.withFlags(FilterFlags.TSYNC);
    long refusing =
        Thread.currentThread().isVirtual()
            ? OnPlatformThread.call(() -> walk(synchronizing))
            : walk(synchronizing);
    if (refusing > 0) {
      throw new ThreadRefused((int) refusing, ThreadStatus.ofThread(refusing).field("Name"));
    }
  }

  /**
   * {@return what the calling thread runs under} For a virtual thread, that is what the platform
   * thread runs under which carries it now.
   */
  public static SeccompStatus status() {
    return SeccompStatus.of(ThreadStatus.ofThread(SystemCall.GETTID.call()));
  }

  /** {@return what {@code seccomp(2)} returned: 0, or the thread that refused} */
  private static long walk(Filter filter) {
    try (Memory memory = Memory.ofThread()) {
      StepTable table = StepTable.of(memory, filter.steps(memory, Privileges.GIVE_UP));
      MachineCode.mapped().walk(table);
      table
          .failure()
          .ifPresent(failure -> {
            throw Refusal.of(failure, "", filter);
          });
      return table.result(SystemCall.SECCOMP).orElseThrow();
    }
  }
}
