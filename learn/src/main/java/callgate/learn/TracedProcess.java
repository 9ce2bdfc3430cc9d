package callgate.learn;

import org.jspecify.annotations.Nullable;

/** A thread that a log tells about. */
final class TracedProcess {
  final int pid;
  Image image;

  /** What it is about to execute, while execve(2) has not returned. */
  @Nullable String executing;

  /** Which call it is within, and the arguments shown so far; null when they are not asked for. */
  @Nullable String unfinished;

  TracedProcess(int pid, Image image) {
    this.pid = pid;
    this.image = image;
    image.processes++;
  }
}
