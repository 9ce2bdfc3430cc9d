package callgate.kernel;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the filters that this process runs under what they do with calls, without any of them being
 * executed.
 *
 * <p>A child installs one more filter, which shows every call to this process ({@code USER_NOTIF}),
 * and makes the calls. What a filter around it fails, traps or kills wins over that and is seen by
 * its result; what all of them let through arrives here and is answered with an errno that nobody
 * else uses. So calls are safe to try whatever they would do, with any arguments: {@code reboot},
 * {@code fork} and {@code exit} too. (What wins is in seccomp(2), "the return value is one of".)
 */
public final class Probe {
  private static final int NOT_EXECUTED = 4001;
  private static final int MOST_ERRNO = 4095;
  private static final int STEP_LONGS = 8;
  private static final int RESULT = 7;
  private static final long NOT_MADE = Long.MIN_VALUE;
  private static final int SIGKILL = 9;
  private static final int SIGSYS = 31;
  private static final int SA_SIGINFO_RESTORER = 0x4 | 0x04000000;
  private static final int SIGACTION_BYTES = 32;
  private static final int RT_SIGRETURN = 15;
  private static final int RESTORER_BYTES = 32;
  private static final int NOTIF_RECV = 0xc0502100;
  private static final int NOTIF_SEND = 0xc0182101;
  // struct seccomp_notif
  private static final int NUMBER = 16;
  private static final int ARCH = 20;
  private static final int PLACE = 24;
  private static final int CONTINUE = 1;
  private static final int POLLIN = 1;
  private static final int WNOHANG = 1;
  private static final long PAUSE_NANOS = 20_000;
  private static final long POLL_NANOS = 20_000_000;
  private static final int MOST_SILENCE = 250;
  private static final int CHUNK = 4096;

  private final Memory memory = Memory.ofProcess();
  private final List<Call> calls;
  private final boolean narrow;
  private final boolean real;
  private final Memory.Struct table;
  private final Memory.Struct request = memory.struct(Notification.BYTES);
  private final Memory.Struct response = memory.struct(24);
  private Optional<ExitStatus> status = Optional.empty();
  private long lastResult;

  private Probe(List<Call> calls, boolean narrow, boolean real) {
    this.calls = calls;
    this.narrow = narrow;
    this.real = real;
    table = memory.struct((calls.size() + 1L) * STEP_LONGS * Long.BYTES);
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      putLong(i, 0, Integer.toUnsignedLong(call.number()));
      for (int a = 0; a < 6; a++) {
        putLong(i, 1 + a, call.argument(a));
      }
      putLong(i, RESULT, NOT_MADE);
    }
    putLong(calls.size(), 0, -1);
  }

  /**
   * {@return what becomes of each call, in the order of the calls}
   *
   * @param calls of one ABI that this machine may have
   * @throws NotSupported where this sandbox does not let filters be installed, or another
   *     supervisor is there already
   */
  public static List<ProbeAnswer> ask(Abi abi, List<Call> calls) {
    requireX86();
    List<ProbeAnswer> answers = new ArrayList<>();
    while (answers.size() < calls.size()) {
      int end = Math.min(calls.size(), answers.size() + CHUNK);
      List<Call> rest = calls.subList(answers.size(), end);
      answers.addAll(OnPlatformThread.call(() -> new Probe(rest, abi == Abi.X86, false).run()));
    }
    return answers;
  }

  /**
   * {@return what a call returns that is executed for once: a negative errno, or its result; empty
   * when whoever makes it is killed} For calls that do nothing, such as {@code getpid}.
   */
  public static OptionalLong execute(Abi abi, Call call) {
    requireX86();
    return OnPlatformThread.call(() -> {
      Probe probe = new Probe(List.of(call), abi == Abi.X86, true);
      List<ProbeAnswer> answers = probe.run();
      boolean returned =
          answers.getFirst() instanceof ProbeAnswer.Passes
              || answers.getFirst() instanceof ProbeAnswer.Fails;
      return returned ? OptionalLong.of(probe.lastResult) : OptionalLong.empty();
    });
  }

  private static void requireX86() {
    if (MachineCode.Machine.CURRENT != MachineCode.Machine.X86_64) {
      throw new NotSupported("probing works on x86_64 only, so far");
    }
  }

  /** {@return answers to the first calls, at least one: a child that is killed asks no more} */
  private List<ProbeAnswer> run() {
    StepTable before = StepTable.of(memory, preparation());
    long pid = start(before);
    if (pid < 0) {
      throw new NotSupported("no process to probe with: " + Errors.describe(pid));
    }
    long listener = awaitListener(before, (int) pid);
    Listener.wakeSynchronously(listener);
    try {
      answer(listener, (int) pid);
    } finally {
      SystemCall.KILL.call(pid, SIGKILL);
      SystemCall.CLOSE.call(listener);
    }
    int signal = status.orElseGet(new SpawnedProcess((int) pid)::await).signal();
    List<ProbeAnswer> answers = answers(signal);
    memory.close();
    return answers;
  }

  /** What the child does before it asks: it catches SIGSYS and installs the filter. */
  private List<Step> preparation() {
    MachineCode code = MachineCode.mapped();
    long action =
        memory
            .struct(SIGACTION_BYTES)
            .putLong(0, code.note().address())
            .putLong(8, SA_SIGINFO_RESTORER)
            .putLong(16, code.restore().address())
            .address();
    long nothing = memory.struct(Long.BYTES).address();
    List<Step> steps = new ArrayList<>();
    steps.add(Step.must(SystemCall.RT_SIGACTION, "catch SIGSYS", SIGSYS, action, 0, Long.BYTES));
    steps.add(Signals.mask(nothing, 0));
    Filter filter = Filter.notifying().withFlags(FilterFlags.NEW_LISTENER);
    steps.addAll(filter.steps(memory, Privileges.GIVE_UP));
    return steps;
  }

  private long start(StepTable before) {
    long walk = MachineCode.mapped().walk().address();
    long asking = narrow ? CompatCalls.narrow().address() : walk;
    long block = memory.longs(walk, before.address(), asking, table.address()).address();
    long flags = Child.CLONE_VM | Child.CLONE_FILES | Child.SIGCHLD;
    return Child.start(memory, flags, CompatCalls.both(), block);
  }

  /** Waits for the filter. {@return the descriptor that it came with} */
  private long awaitListener(StepTable before, int pid) {
    OptionalLong result = before.result(SystemCall.SECCOMP);
    while (result.isEmpty()) {
      // It may have come to its end between the two questions.
      if (hasEnded(pid) && before.result(SystemCall.SECCOMP).isEmpty()) {
        throw new NotSupported("this sandbox kills whoever installs a filter, as probing does");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      result = before.result(SystemCall.SECCOMP);
    }
    long listener = result.getAsLong();
    if (listener < 0) {
      new SpawnedProcess(pid).await();
      throw new NotSupported(
          listener == Errors.EBUSY
              ? "a supervisor answers calls of this sandbox already; one more can't be told"
              : "this sandbox lets nobody install a filter, as probing does: "
                  + Errors.describe(listener));
    }
    return listener;
  }

  private boolean hasEnded(int pid) {
    if (status.isEmpty()) {
      Memory.Struct word = memory.struct(Integer.BYTES);
      if (SystemCall.WAIT4.call(pid, word.address(), WNOHANG) == pid) {
        status = Optional.of(new ExitStatus(word.getInt(0)));
      }
    }
    return status.isPresent();
  }

  /** Answers what arrives until all is asked, or the child is gone. */
  private void answer(long listener, int pid) {
    Memory.Struct poll = Listener.pollfd(memory, (int) listener);
    Memory.Struct time = memory.struct(16);
    int silent = 0;
    while (result(calls.size() - 1) == NOT_MADE && silent < MOST_SILENCE) {
      time.putLong(0, 0).putLong(8, POLL_NANOS); // the kernel leaves what is left of it there
      long events = SystemCall.PPOLL.call(poll.address(), 1, time.address(), 0);
      boolean asked = events > 0 && (poll.bytes().getShort(6) & POLLIN) != 0;
      if (asked) {
        answerOne(listener);
        silent = 0;
      } else if (hasEnded(pid)) {
        return;
      } else {
        silent++;
      }
    }
  }

  private void answerOne(long listener) {
    for (int i = 0; i < Notification.BYTES; i += Long.BYTES) {
      request.putLong(i, 0); // the kernel refuses what is not empty
    }
    if (SystemCall.IOCTL.call(listener, NOTIF_RECV, request.address()) != 0) {
      return;
    }
    boolean meant = real && request.getInt(NUMBER) == calls.getFirst().number();
    boolean goesOn = meant || isReturnOfHandler();
    response.putLong(0, request.getLong(0)).putLong(8, 0);
    response.putInt(16, goesOn ? 0 : -NOT_EXECUTED).putInt(20, goesOn ? CONTINUE : 0);
    SystemCall.IOCTL.call(listener, NOTIF_SEND, response.address());
  }

  /** The handler of SIGSYS ends with a call too, the only one from that place. */
  private boolean isReturnOfHandler() {
    long from = request.getLong(PLACE) - MachineCode.mapped().restore().address();
    return request.getInt(NUMBER) == RT_SIGRETURN
        && request.getInt(ARCH) == Abi.X86_64.auditArch()
        && from >= 0
        && from < RESTORER_BYTES;
  }

  private List<ProbeAnswer> answers(int signal) {
    boolean trapped = MachineCode.mapped().takeSignalled();
    List<ProbeAnswer> answers = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      long result = result(i);
      if (result == NOT_MADE) {
        if (signal == SIGKILL) {
          throw new NotSupported("the sandbox does not answer " + CallText.of(calls.get(i)));
        }
        answers.add(signal == SIGSYS ? new ProbeAnswer.Kills() : new ProbeAnswer.Impossible());
        return answers;
      }
      lastResult = result;
      answers.add(answer(calls.get(i).number(), (int) result, trapped));
    }
    return answers;
  }

  /** After a signal handler, the register of the result still holds the number of the call. */
  private ProbeAnswer answer(int number, int result, boolean trapped) {
    if (result == -NOT_EXECUTED || real) {
      return new ProbeAnswer.Passes();
    }
    if (result < 0 && result >= -MOST_ERRNO) {
      return new ProbeAnswer.Fails(-result);
    }
    return trapped && result == number ? new ProbeAnswer.Traps() : new ProbeAnswer.Fails(0);
  }

  private long result(int step) {
    return table.getLong((step * STEP_LONGS + RESULT) * Long.BYTES);
  }

  private void putLong(int step, int word, long value) {
    table.putLong((step * STEP_LONGS + word) * Long.BYTES, value);
  }
}
