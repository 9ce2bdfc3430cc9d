package callgate.kernel;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Does something on a platform thread of its own: some calls must all come from one and the same
 * thread of the kernel, or leave something behind on it.
 */
final class OnPlatformThread {
  private OnPlatformThread() {}

  /** {@return what the work returns; it throws what the work throws} */
  static <T> T call(Supplier<T> work) {
    return result(start(work));
  }

  /** {@return the work, which goes on while this thread does something else} */
  static <T> FutureTask<T> start(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread.ofPlatform().daemon().name("callgate").start(task);
    return task;
  }

  /** {@return what the work returned, when it is done; it throws what the work threw} */
  static <T> T result(FutureTask<T> work) {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      if (e.getCause() instanceof Error problem) {
        throw problem;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
