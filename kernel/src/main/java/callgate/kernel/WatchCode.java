package callgate.kernel;

import static callgate.kernel.EbpfCode.Register.R0;
import static callgate.kernel.EbpfCode.Register.R1;
import static callgate.kernel.EbpfCode.Register.R10;
import static callgate.kernel.EbpfCode.Register.R2;
import static callgate.kernel.EbpfCode.Register.R3;
import static callgate.kernel.EbpfCode.Register.R4;
import static callgate.kernel.EbpfCode.Register.R6;
import static callgate.kernel.EbpfCode.Register.R7;
import static callgate.kernel.EbpfCode.Register.R8;
import static callgate.kernel.EbpfCode.Register.R9;

import callgate.kernel.EbpfCode.Helper;
import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Size;
import callgate.kernel.WatchEvent.Kind;
import callgate.kernel.WatchScope.Operation;
import java.util.List;

/**
 * The programs at {@code sys_enter} and {@code sys_exit} that see filters being installed, and
 * calls that filters answer: a thread under a filter that leaves a call which it did not enter was
 * denied it, since filters are asked before the tracepoint (syscall_trace_enter in
 * kernel/entry/common.c).
 *
 * <p>Registers: R6 the tracepoint's arguments, then the event; R7 the program's registers; R8 the
 * current task; R9 the call's number, then the size of a filter.
 */
final class WatchCode {
  private static final int SECCOMP_MODE_FILTER = 2;
  private static final int SET_MODE_FILTER = 1;
  private static final int FLAG_NEW_LISTENER = 8;
  private static final int PR_SET_SECCOMP = 22;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int LAST_RESTART = -512;
  private static final int RESTARTS = 5; // ERESTARTSYS 512 to ERESTART_RESTARTBLOCK 516
  private static final int ANY = 0;

  private static final List<Operation> SECCOMP_OPERATIONS =
      List.of(
          Operation.SECCOMP_SET_MODE_STRICT,
          Operation.SECCOMP_SET_MODE_FILTER,
          Operation.SECCOMP_GET_ACTION_AVAIL,
          Operation.SECCOMP_GET_NOTIF_SIZES);

  /** Most filters fit into the first; the second holds what runtimes install; the last all. */
  private static final List<Integer> ROOMS = List.of(0, 256, 1536, 4096);

  private final WatchMaps maps;
  private final KernelTypes types = KernelTypes.ofThisKernel();
  private final CallRegisters registers = CallRegisters.ofThisMachine();
  private final EbpfCode code = new EbpfCode();
  private final Label out = new Label();
  private final Label full = new Label();
  private final WatchScopeCode scope;

  private WatchCode(WatchMaps maps) {
    this.maps = maps;
    scope = new WatchScopeCode(code, maps, out);
  }

  /** {@return the program for {@code sys_enter}: a call went past the filter} */
  static EbpfCode enter(WatchMaps maps) {
    return new WatchCode(maps).enter();
  }

  /** {@return the program for {@code sys_exit}} */
  static EbpfCode exit(WatchMaps maps) {
    return new WatchCode(maps).leave();
  }

  private EbpfCode enter() {
    Label known = new Label();
    filteredOr(out);
    lookUp().jump(If.DIFFERENT, R0, 0, known);
    remember(1, out);
    code.jump(out).here(known).move(R1, 1).store(Size.LONG, R0, 0, R1);
    return code.here(out).exit();
  }

  private EbpfCode leave() {
    Label filterCalls = new Label();
    Label known = new Label();
    Label crowded = new Label();
    code.move(R6, R1)
        .load(Size.LONG, R7, R6, 0)
        .load(Size.LONG, R9, R7, registers.number())
        .moveWord(R9, R9);
    filteredOr(filterCalls);
    lookUp().jump(If.DIFFERENT, R0, 0, known);
    // The call began before anybody watched, or the thread with it.
    remember(0, crowded);
    code.jump(filterCalls);
    unfollowed(crowded, filterCalls);
    code.here(known)
        .load(Size.LONG, R1, R0, 0)
        .move(R2, 0)
        .store(Size.LONG, R0, 0, R2)
        .jump(If.DIFFERENT, R1, 0, filterCalls);
    denied();
    code.here(filterCalls);
    filterCall();
    return WatchEvent.end(code, maps.lost(), full, out).exit();
  }

  /** R8: the current task, which runs under a filter. */
  private void filteredOr(Label otherwise) {
    code.call(Helper.GET_CURRENT_TASK_BTF)
        .move(R8, R0)
        .load(Size.WORD, R1, R8, types.offset("task_struct", "seccomp.mode"))
        .jump(If.DIFFERENT, R1, SECCOMP_MODE_FILTER, otherwise);
  }

  private EbpfCode lookUp() {
    return code.call(Helper.GET_CURRENT_PID_TGID)
        .store(Size.WORD, R10, WatchEvent.STACK_THREAD, R0)
        .move(R1, maps.entered())
        .move(R2, R10)
        .add(R2, WatchEvent.STACK_THREAD)
        .call(Helper.MAP_LOOKUP_ELEM);
  }

  /** Counts that nobody can tell whether the current thread was denied a call. */
  private void unfollowed(Label crowded, Label next) {
    code.here(crowded)
        .store(Size.WORD, R10, WatchEvent.STACK_THREAD, WatchMaps.UNFOLLOWED)
        .move(R1, maps.lost())
        .move(R2, R10)
        .add(R2, WatchEvent.STACK_THREAD)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.EQUAL, R0, 0, next)
        .move(R1, 1)
        .addAtomically(R0, 0, R1)
        .jump(next);
  }

  private void remember(int entered, Label crowded) {
    code.store(Size.LONG, R10, WatchEvent.STACK_SCRATCH, entered)
        .move(R1, maps.entered())
        .move(R2, R10)
        .add(R2, WatchEvent.STACK_THREAD)
        .move(R3, R10)
        .add(R3, WatchEvent.STACK_SCRATCH)
        .move(R4, ANY)
        .call(Helper.MAP_UPDATE_ELEM)
        .jump(If.DIFFERENT, R0, 0, crowded);
  }

  private void denied() {
    // A thread that waited for a supervisor and got a signal comes back for the same call.
    code.load(Size.LONG, R1, R6, Long.BYTES)
        .move(R2, R1)
        .add(R2, RESTARTS - 1 - LAST_RESTART)
        .jump(If.LESS, R2, RESTARTS, out);
    call();
    scope.kind(Kind.ANSWERED);
    scope.answer();
    scope.call();
    WatchEvent.reserveCall(code, maps.ring(), WatchEvent.CALL_BYTES, full);
    WatchEvent.submit(code, Kind.ANSWERED);
    code.jump(out);
  }

  /** Puts the call on the stack: its number, arguments and result. */
  private void call() {
    Label narrow = new Label();
    Label done = new Label();
    WatchEvent.clearStack(code);
    code.store(Size.WORD, R10, WatchEvent.STACK_NUMBER, R9)
        .load(Size.LONG, R1, R6, Long.BYTES)
        .store(Size.LONG, R10, WatchEvent.STACK_RESULT, R1)
        .load(Size.WORD, R1, R8, types.offset("task_struct", registers.flags()))
        .and(R1, registers.narrowBit())
        .jump(If.DIFFERENT, R1, 0, narrow);
    for (int i = 0; i < 6; i++) {
      code.load(Size.LONG, R1, R7, registers.wide().get(i))
          .store(Size.LONG, R10, WatchEvent.STACK_ARGUMENTS + i * Long.BYTES, R1);
    }
    code.jump(done).here(narrow).store(Size.WORD, R10, WatchEvent.STACK_NARROW, 1);
    for (int i = 0; i < 6; i++) {
      code.load(Size.WORD, R1, R7, registers.narrow().get(i))
          .store(Size.LONG, R10, WatchEvent.STACK_ARGUMENTS + i * Long.BYTES, R1);
    }
    code.here(done);
  }

  private void filterCall() {
    scope.kind(Kind.FILTER_CALL);
    Label seccomp = new Label();
    Label prctl = new Label();
    Label seccompIfNarrow = new Label();
    Label prctlIfNarrow = new Label();
    Label plain = new Label();
    Label captured = new Label();
    FilterCalls calls = FilterCalls.ofThisMachine();
    calls.seccomp().forEach(number -> code.jump(If.EQUAL, R9, number, seccomp));
    calls.prctl().forEach(number -> code.jump(If.EQUAL, R9, number, prctl));
    code.jump(If.EQUAL, R9, calls.narrowSeccomp(), seccompIfNarrow)
        .jump(If.EQUAL, R9, calls.narrowPrctl(), prctlIfNarrow)
        .jump(out);

    code.here(seccompIfNarrow);
    call();
    code.load(Size.WORD, R1, R10, WatchEvent.STACK_NARROW).jump(If.EQUAL, R1, 0, out);
    Label seccompCall = new Label();
    code.jump(seccompCall).here(seccomp);
    call();
    code.load(Size.WORD, R1, R10, WatchEvent.STACK_NARROW).jump(If.DIFFERENT, R1, 0, out);
    code.here(seccompCall).load(Size.WORD, R1, R10, WatchEvent.STACK_ARGUMENTS);
    for (int number = 0; number < SECCOMP_OPERATIONS.size(); number++) {
      scope.operation(R1, SECCOMP_OPERATIONS.get(number), number);
    }
    code.jump(If.DIFFERENT, R1, SET_MODE_FILTER, plain).jump(captured);

    code.here(prctlIfNarrow);
    call();
    code.load(Size.WORD, R1, R10, WatchEvent.STACK_NARROW).jump(If.EQUAL, R1, 0, out);
    Label prctlCall = new Label();
    code.jump(prctlCall).here(prctl);
    call();
    code.load(Size.WORD, R1, R10, WatchEvent.STACK_NARROW).jump(If.DIFFERENT, R1, 0, out);
    Label installs = new Label();
    code.here(prctlCall).load(Size.WORD, R1, R10, WatchEvent.STACK_ARGUMENTS);
    scope.operation(R1, Operation.PR_SET_SECCOMP, PR_SET_SECCOMP);
    scope.operation(R1, Operation.PR_SET_NO_NEW_PRIVS, PR_SET_NO_NEW_PRIVS);
    code.jump(If.EQUAL, R1, PR_SET_SECCOMP, installs)
        .jump(If.DIFFERENT, R1, PR_SET_NO_NEW_PRIVS, out)
        .jump(plain)
        .here(installs)
        .load(Size.LONG, R1, R10, WatchEvent.STACK_ARGUMENTS + Long.BYTES)
        .jump(If.DIFFERENT, R1, SECCOMP_MODE_FILTER, plain)
        // The second argument of prctl is no set of flags.
        .jump(captured);

    code.here(captured);
    findFilter();
    code.here(plain);
    scope.call();
    send();
  }

  /** Finds the filter: the kernel's own copy if it was installed, else what the program gave. */
  private void findFilter() {
    Label fromProgram = new Label();
    Label fromKernel = new Label();
    Label narrow = new Label();
    Label found = new Label();
    Label none = new Label();
    code.load(Size.LONG, R1, R10, WatchEvent.STACK_RESULT)
        .jump(If.EQUAL, R1, 0, fromKernel)
        .jump(If.NEGATIVE_OR_LESS, R1, 0, fromProgram)
        // A thread that refused to be synchronised, unless it is the descriptor that was asked for.
        .load(Size.LONG, R1, R10, WatchEvent.STACK_ARGUMENTS + Long.BYTES)
        .and(R1, FLAG_NEW_LISTENER)
        .jump(If.EQUAL, R1, 0, fromProgram);
    code.here(fromKernel)
        .load(Size.LONG, R1, R8, types.offset("task_struct", "seccomp.filter"))
        .load(Size.LONG, R1, R1, types.offset("seccomp_filter", "prog"))
        .load(Size.LONG, R1, R1, types.offset("bpf_prog", "orig_prog"))
        .load(Size.HALF, R2, R1, types.offset("sock_fprog_kern", "len"))
        .load(Size.LONG, R3, R1, types.offset("sock_fprog_kern", "filter"))
        .jump(If.EQUAL, R2, 0, fromProgram)
        .store(Size.WORD, R10, WatchEvent.STACK_SOURCE, WatchEvent.FROM_KERNEL)
        .jump(found);
    // struct sock_fprog { u16 len; struct sock_filter *filter; }
    code.here(fromProgram)
        .store(Size.LONG, R10, WatchEvent.STACK_SCRATCH, 0)
        .store(Size.LONG, R10, WatchEvent.STACK_SCRATCH + Long.BYTES, 0)
        .move(R1, R10)
        .add(R1, WatchEvent.STACK_SCRATCH)
        .move(R2, 2 * Long.BYTES)
        .load(Size.WORD, R4, R10, WatchEvent.STACK_NARROW)
        .jump(If.EQUAL, R4, 0, narrow)
        .move(R2, Long.BYTES)
        .here(narrow)
        .load(Size.LONG, R3, R10, WatchEvent.STACK_ARGUMENTS + 2 * Long.BYTES)
        .call(Helper.PROBE_READ_USER)
        .jump(If.DIFFERENT, R0, 0, none)
        .load(Size.HALF, R2, R10, WatchEvent.STACK_SCRATCH)
        .load(Size.LONG, R3, R10, WatchEvent.STACK_SCRATCH + Long.BYTES)
        .load(Size.WORD, R4, R10, WatchEvent.STACK_NARROW);
    Label wide = new Label();
    code.jump(If.EQUAL, R4, 0, wide)
        .load(Size.WORD, R3, R10, WatchEvent.STACK_SCRATCH + Integer.BYTES)
        .here(wide)
        .store(Size.WORD, R10, WatchEvent.STACK_SOURCE, WatchEvent.FROM_PROGRAM);
    code.here(found)
        .store(Size.WORD, R10, WatchEvent.STACK_LENGTH, R2)
        .store(Size.LONG, R10, WatchEvent.STACK_FILTER, R3)
        .here(none);
  }

  /** Sends the event in the smallest room that the filter fits into. */
  private void send() {
    code.load(Size.WORD, R9, R10, WatchEvent.STACK_LENGTH).and(R9, 0xffff).shiftLeft(R9, 3);
    for (int room : ROOMS) {
      int bytes = room * EbpfCode.INSTRUCTION_BYTES;
      Label larger = new Label();
      code.jump(If.GREATER, R9, bytes, larger);
      WatchEvent.reserveCall(code, maps.ring(), WatchEvent.FILTER + bytes, full);
      WatchEvent.names(code, WatchEvent.FILTER_NAMES);
      if (room > 0) {
        readFilter();
      }
      WatchEvent.submit(code, Kind.FILTER_CALL);
      code.jump(out).here(larger);
    }
    // More than the kernel takes: only its length is of interest.
    code.store(Size.WORD, R10, WatchEvent.STACK_SOURCE, WatchEvent.NOT_READ);
    WatchEvent.reserveCall(code, maps.ring(), WatchEvent.FILTER, full);
    WatchEvent.names(code, WatchEvent.FILTER_NAMES);
    WatchEvent.submit(code, Kind.FILTER_CALL);
  }

  private void readFilter() {
    Label program = new Label();
    Label done = new Label();
    code.move(R1, R6)
        .add(R1, WatchEvent.FILTER)
        .move(R2, R9)
        .load(Size.LONG, R3, R10, WatchEvent.STACK_FILTER)
        .load(Size.WORD, R4, R10, WatchEvent.STACK_SOURCE)
        .jump(If.EQUAL, R4, WatchEvent.FROM_PROGRAM, program)
        .call(Helper.PROBE_READ_KERNEL)
        .jump(done)
        .here(program)
        .call(Helper.PROBE_READ_USER)
        .here(done);
    Label read = new Label();
    code.jump(If.EQUAL, R0, 0, read)
        .store(Size.WORD, R6, WatchEvent.SOURCE, WatchEvent.NOT_READ)
        .here(read);
  }
}
