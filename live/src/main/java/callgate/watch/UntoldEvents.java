package callgate.watch;

import callgate.kernel.KernelPlace;
import callgate.kernel.WatchHandler;
import callgate.kernel.WatchedCall;

/** Counts the events that nobody is told of any more. */
final class UntoldEvents implements WatchHandler {
  private long count;

  long count() {
    return count;
  }

  @Override
  public void called(WatchedCall call) {
    count++;
  }

  @Override
  public void forked(int parent, int child) {}

  @Override
  public void executed(int process, String file, String interpreter, KernelPlace place) {}
}
