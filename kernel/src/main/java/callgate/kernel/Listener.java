package callgate.kernel;

import callgate.syscall.KernelVersion;
import java.nio.ByteOrder;

/**
 * The end of a filter at which its supervisor receives notifications and answers them: the
 * descriptor that {@code SECCOMP_FILTER_FLAG_NEW_LISTENER} made (seccomp_unotify(2)).
 *
 * <p>Known calls are answered and counted by machine code; Java sees those that it has not marked
 * as known.
 */
final class Listener {
  private static final int NOTIF_SEND = 0xc0182101;
  private static final int NOTIF_ID_VALID = 0x40082102;
  private static final int NOTIF_SET_FLAGS = 0x40082104;
  private static final int SYNC_WAKE_UP = 1;
  private static final int FLAG_CONTINUE = 1;
  private static final int RESPONSE_BYTES = 24;
  private static final int RESPONSE_ERROR = 16;
  private static final int RESPONSE_FLAGS = 20;
  private static final int TIMESPEC_BYTES = 16;
  private static final int POLLIN = 1;

  /** The first kernel on which a receiver is woken when nobody is left to send. */
  private static final KernelVersion WAKES_AT_THE_END = new KernelVersion(6, 11);

  private final int descriptor;
  private final CallCounts counts;
  private final Memory.Struct request;
  private final Memory.Struct response;
  private final Memory.Struct validId;
  private final Memory.Struct poll;
  private final long noTime;

  Listener(int descriptor, Memory memory, CallCounts counts) {
    this.descriptor = descriptor;
    this.counts = counts;
    request = memory.struct(Notification.BYTES);
    // struct seccomp_notif_resp { u64 id; s64 val; s32 error; u32 flags; }
    response = memory.struct(RESPONSE_BYTES).putInt(RESPONSE_FLAGS, FLAG_CONTINUE);
    validId = memory.struct(Long.BYTES);
    poll = pollfd(memory, descriptor);
    noTime = memory.struct(TIMESPEC_BYTES).address();
    wakeSynchronously(descriptor);
  }

  /**
   * Wakes both sides on one processor, since Linux 6.6. Otherwise they may sleep on different ones,
   * which takes many times longer.
   *
   * @return 0 or an error
   */
  static long wakeSynchronously(long descriptor) {
    return SystemCall.IOCTL.call(descriptor, NOTIF_SET_FLAGS, SYNC_WAKE_UP);
  }

  /**
   * {@return a {@code struct pollfd} (int fd; short events; short revents) that waits for input}
   */
  static Memory.Struct pollfd(Memory memory, int descriptor) {
    int events = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? POLLIN : POLLIN << 16;
    return memory.struct(Long.BYTES).putInt(0, descriptor).putInt(4, events);
  }

  /**
   * {@return whether this kernel wakes the two sides on one processor} Found out with a listener
   * for a filter that stops nothing, which stays on the current thread.
   */
  static boolean isSynchronousWakeUpKnown() {
    try (Memory memory = Memory.ofThread()) {
      Filter filter = Filter.unconfined().withFlags(FilterFlags.NEW_LISTENER);
      StepTable table = StepTable.of(memory, filter.steps(memory, Privileges.GIVE_UP));
      MachineCode.mapped().walk(table);
      long listener = table.result(SystemCall.SECCOMP).orElse(Errors.ENOSYS);
      if (listener < 0) {
        return false;
      }
      long known = wakeSynchronously(listener);
      SystemCall.CLOSE.call(listener);
      return known == 0;
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** {@return where the kernel puts what it reports} */
  long requestAddress() {
    return request.address();
  }

  /** {@return whether this kernel leaves a receiver waiting when nobody is left to send} */
  static boolean mustPoll() {
    return KernelVersion.parse(System.getProperty("os.version"))
        .filter(running -> running.compareTo(WAKES_AT_THE_END) >= 0)
        .isEmpty();
  }

  /**
   * Answers calls until nobody is left who could make one.
   *
   * @param polling whether to poll before each receive; see {@link #mustPoll}
   */
  void serve(NotificationHandler handler, boolean polling) {
    Notification notification = new Notification(this, request);
    while (true) {
      long result = listen(polling ? poll.address() : 0);
      if (result == 0) {
        answer(notification, handler);
      } else if (result == Errors.ENOENT) {
        if (isOver()) {
          return;
        }
      } else if (result != Errors.EINTR) {
        throw new IllegalStateException(
            "receiving notifications failed: " + Errors.describe(result));
      }
    }
  }

  /** {@return whether the call with that id still waits for its answer} */
  boolean isValid(long id) {
    validId.putLong(0, id);
    return SystemCall.IOCTL.call(descriptor, NOTIF_ID_VALID, validId.address()) == 0;
  }

  private long listen(long pollAddress) {
    MachineCode code = MachineCode.mapped();
    return code.run(
        code.listen(),
        descriptor,
        request.address(),
        response.address(),
        counts.address(),
        counts.arches(),
        pollAddress,
        0);
  }

  private void answer(Notification notification, NotificationHandler handler) {
    counts.add(notification.arch(), notification.number());
    NotificationHandler.Next next = handler.notified(notification);
    int error = notification.takeError();
    if (next == NotificationHandler.Next.COUNT && error == Notification.NONE) {
      counts.know(notification.arch(), notification.number());
    }
    response.putLong(0, notification.id());
    if (error != Notification.NONE) {
      response.putInt(RESPONSE_ERROR, -error).putInt(RESPONSE_FLAGS, 0);
    }
    SystemCall.IOCTL.call(descriptor, NOTIF_SEND, response.address());
    // Machine code answers with it too.
    response.putInt(RESPONSE_ERROR, 0).putInt(RESPONSE_FLAGS, FLAG_CONTINUE);
  }

  /**
   * {@return whether the last task is gone} That a receive found nothing can also mean that a
   * caller was killed.
   */
  private boolean isOver() {
    long events = SystemCall.PPOLL.call(poll.address(), 1, noTime, 0);
    return events > 0 && (poll.bytes().getShort(6) & POLLIN) == 0;
  }
}
