package callgate.kernel;

import static callgate.kernel.EbpfCode.Register.R0;
import static callgate.kernel.EbpfCode.Register.R1;
import static callgate.kernel.EbpfCode.Register.R2;
import static callgate.kernel.EbpfCode.Register.R3;
import static callgate.kernel.EbpfCode.Register.R6;
import static callgate.kernel.EbpfCode.Register.R7;
import static callgate.kernel.EbpfCode.Register.R8;
import static callgate.kernel.EbpfCode.Register.R9;

import callgate.kernel.EbpfCode.Helper;
import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Size;
import callgate.kernel.WatchEvent.Kind;

/**
 * The programs at {@code sched_process_fork} and {@code sched_process_exec} that tell which process
 * descends from which and what it executes, since one that was killed can't be asked any more.
 */
final class WatchProcessCode {

  private WatchProcessCode() {}

  /** {@return the program for {@code sched_process_fork(parent, child)}} */
  static EbpfCode fork(WatchMaps maps) {
    KernelTypes types = KernelTypes.ofThisKernel();
    Label out = new Label();
    Label full = new Label();
    EbpfCode code = new EbpfCode();
    code.load(Size.LONG, R7, R1, Long.BYTES)
        .load(Size.WORD, R8, R7, types.offset("task_struct", "pid"))
        .load(Size.WORD, R9, R7, types.offset("task_struct", "tgid"))
        .jump(If.DIFFERENT, R8, R9, out);
    WatchScopeCode scope = new WatchScopeCode(code, maps, out);
    scope.descend(R9, full);
    scope.process(R9, out);
    reserve(code, maps, Kind.FORK, WatchEvent.FORK_BYTES, full);
    code.load(Size.WORD, R1, R6, WatchEvent.PROCESS)
        .store(Size.WORD, R6, WatchEvent.PARENT, R1)
        .store(Size.WORD, R6, WatchEvent.PROCESS, R9);
    WatchEvent.submit(code, Kind.FORK);
    return WatchEvent.end(code, maps.lost(), full, out).exit();
  }

  /** {@return the program for {@code sched_process_exec(task, former id, program)}} */
  static EbpfCode execute(WatchMaps maps) {
    KernelTypes types = KernelTypes.ofThisKernel();
    Label out = new Label();
    Label full = new Label();
    EbpfCode code = new EbpfCode();
    code.load(Size.LONG, R7, R1, 2 * Long.BYTES)
        .load(Size.LONG, R8, R7, types.offset("linux_binprm", "interp"))
        .load(Size.LONG, R9, R7, types.offset("linux_binprm", "filename"));
    new WatchScopeCode(code, maps, out).process(null, out);
    reserve(code, maps, Kind.EXECUTED, WatchEvent.EXECUTED_BYTES, full);
    text(code, WatchEvent.INTERPRETER, RecordingEvent.INTERPRETER_BYTES, R8);
    text(code, WatchEvent.FILE, RecordingEvent.FILE_BYTES, R9);
    code.call(Helper.GET_CURRENT_TASK_BTF).move(R8, R0);
    WatchEvent.place(code, WatchEvent.EXECUTED_LEVEL, WatchEvent.EXECUTED_GROUP);
    WatchEvent.names(code, WatchEvent.EXECUTED_NAMES);
    WatchEvent.submit(code, Kind.EXECUTED);
    return WatchEvent.end(code, maps.lost(), full, out).exit();
  }

  private static void text(EbpfCode code, int to, int bytes, EbpfCode.Register from) {
    code.move(R1, R6).add(R1, to).move(R2, bytes).move(R3, from).call(Helper.PROBE_READ_KERNEL_STR);
  }

  private static void reserve(EbpfCode code, WatchMaps maps, Kind kind, int bytes, Label full) {
    code.move(R1, maps.ring())
        .move(R2, bytes)
        .move(R3, 0)
        .call(Helper.RINGBUF_RESERVE)
        .jump(If.EQUAL, R0, 0, full)
        .move(R6, R0)
        .store(Size.WORD, R6, WatchEvent.KIND, kind.ordinal())
        .call(Helper.GET_CURRENT_PID_TGID)
        .store(Size.WORD, R6, WatchEvent.THREAD, R0)
        .shiftRight(R0, 32)
        .store(Size.WORD, R6, WatchEvent.PROCESS, R0)
        .store(Size.WORD, R6, WatchEvent.PARENT, 0)
        .call(Helper.KTIME_GET_NS)
        .store(Size.LONG, R6, WatchEvent.TIME, R0);
  }
}
