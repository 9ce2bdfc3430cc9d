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
import callgate.kernel.EbpfCode.Register;
import callgate.kernel.EbpfCode.Size;
import callgate.kernel.WatchEvent.Kind;
import callgate.syscall.Abi;
import java.util.List;

/**
 * The programs at {@code signal_generate} and {@code sched_process_exit} that see what filters kill
 * or trap. Most come with a SIGSYS that names the call (force_sig_seccomp in kernel/signal.c); a
 * single thread that is killed gets no signal, and only its exit code tells.
 */
final class WatchSignalCode {
  private static final int SIGSYS = 31;
  private static final int SYS_SECCOMP = 1;
  private static final int LAST_SPECIAL_INFO = 2; // SEND_SIG_PRIV
  private static final int SIGACTION_BYTES = 32;
  private static final int SA_FLAGS = 8;
  private static final int SA_IMMUTABLE = 0x00800000;
  private static final int SIGNAL_GROUP_EXIT = 4;
  private static final int INFO_BYTES = 32;
  private static final int INFO = -176;
  private static final int ACTION = -208;
  private static final int ANY = 0;

  private final WatchMaps maps;
  private final KernelTypes types = KernelTypes.ofThisKernel();
  private final CallRegisters registers = CallRegisters.ofThisMachine();
  private final EbpfCode code = new EbpfCode();
  private final Label out = new Label();
  private final Label full = new Label();

  private WatchSignalCode(WatchMaps maps) {
    this.maps = maps;
  }

  /** {@return the program for {@code signal_generate(signal, info, task, group, result)}} */
  static EbpfCode signal(WatchMaps maps) {
    return new WatchSignalCode(maps).signal();
  }

  /** {@return the program for {@code sched_process_exit}} */
  static EbpfCode exit(WatchMaps maps) {
    return new WatchSignalCode(maps).exit();
  }

  private EbpfCode signal() {
    code.move(R6, R1)
        .load(Size.LONG, R1, R6, 0)
        .jump(If.DIFFERENT, R1, SIGSYS, out)
        .load(Size.LONG, R7, R6, Long.BYTES)
        .jump(If.LESS, R7, LAST_SPECIAL_INFO + 1, out);
    kernel(INFO, INFO_BYTES, R7, 0);
    code.load(Size.WORD, R1, R10, INFO + 8).jump(If.DIFFERENT, R1, SYS_SECCOMP, out);
    code.call(Helper.GET_CURRENT_TASK_BTF).move(R8, R0);

    // What is done with it: the 31st of sighand->action[], each a struct sigaction
    code.load(Size.LONG, R7, R8, types.offset("task_struct", "sighand"));
    kernel(
        ACTION, 16, R7, types.offset("sighand_struct", "action") + (SIGSYS - 1) * SIGACTION_BYTES);

    // The call is left as if it had been entered, so that it isn't seen as denied once more.
    code.call(Helper.GET_CURRENT_PID_TGID)
        .store(Size.WORD, R10, WatchEvent.STACK_THREAD, R0)
        .store(Size.LONG, R10, WatchEvent.STACK_SCRATCH, 1)
        .move(R1, maps.entered())
        .move(R2, R10)
        .add(R2, WatchEvent.STACK_THREAD)
        .move(R3, R10)
        .add(R3, WatchEvent.STACK_SCRATCH)
        .move(R4, ANY)
        .call(Helper.MAP_UPDATE_ELEM);

    Label wide = new Label();
    WatchEvent.clearStack(code);
    code.load(Size.WORD, R1, R10, INFO + 4)
        .store(Size.WORD, R10, WatchEvent.STACK_DATA, R1)
        .load(Size.LONG, R1, R10, INFO + 16)
        .store(Size.LONG, R10, WatchEvent.STACK_ADDRESS, R1)
        .load(Size.WORD, R1, R10, INFO + 24)
        .store(Size.WORD, R10, WatchEvent.STACK_NUMBER, R1)
        .load(Size.WORD, R1, R10, INFO + 28)
        .moveWord(R2, R1)
        .move(R3, (long) Abi.host().auditArch() & 0xffffffffL)
        .jump(If.EQUAL, R2, R3, wide)
        .store(Size.WORD, R10, WatchEvent.STACK_NARROW, 1)
        .here(wide);
    arguments();

    Label known = new Label();
    code.move(R9, Kind.KILLED_PROCESS.ordinal())
        .load(Size.LONG, R1, R10, ACTION + SA_FLAGS)
        .and(R1, SA_IMMUTABLE)
        .jump(If.DIFFERENT, R1, 0, known)
        .move(R9, Kind.TRAPPED.ordinal())
        .load(Size.LONG, R1, R10, ACTION)
        .jump(If.DIFFERENT, R1, 0, known)
        .move(R9, Kind.TRAPPED_DEADLY.ordinal())
        .here(known);
    WatchScopeCode scope = new WatchScopeCode(code, maps, out);
    scope.kind(R9, List.of(Kind.KILLED_PROCESS, Kind.TRAPPED, Kind.TRAPPED_DEADLY));
    scope.call();
    WatchEvent.reserveCall(code, maps.ring(), WatchEvent.CALL_BYTES, full);
    WatchEvent.submit(code, R9);
    return WatchEvent.end(code, maps.lost(), full, out).exit();
  }

  private EbpfCode exit() {
    Label wide = new Label();
    code.call(Helper.GET_CURRENT_PID_TGID)
        .store(Size.WORD, R10, WatchEvent.STACK_THREAD, R0)
        .move(R1, maps.entered())
        .move(R2, R10)
        .add(R2, WatchEvent.STACK_THREAD)
        .call(Helper.MAP_DELETE_ELEM);
    code.call(Helper.GET_CURRENT_TASK_BTF)
        .move(R8, R0)
        .load(Size.WORD, R1, R8, types.offset("task_struct", "exit_code"))
        .and(R1, 0x7f)
        .jump(If.DIFFERENT, R1, SIGSYS, out)
        .load(Size.LONG, R1, R8, types.offset("task_struct", "signal"))
        .load(Size.WORD, R1, R1, types.offset("signal_struct", "flags"))
        .and(R1, SIGNAL_GROUP_EXIT)
        .jump(If.DIFFERENT, R1, 0, out);
    WatchEvent.clearStack(code);
    code.load(Size.WORD, R1, R8, types.offset("task_struct", registers.flags()))
        .and(R1, registers.narrowBit())
        .jump(If.EQUAL, R1, 0, wide)
        .store(Size.WORD, R10, WatchEvent.STACK_NARROW, 1)
        .here(wide);
    arguments();
    code.load(Size.LONG, R1, R7, registers.number())
        .store(Size.WORD, R10, WatchEvent.STACK_NUMBER, R1);
    WatchScopeCode scope = new WatchScopeCode(code, maps, out);
    scope.kind(Kind.KILLED_THREAD);
    scope.call();
    WatchEvent.reserveCall(code, maps.ring(), WatchEvent.CALL_BYTES, full);
    WatchEvent.submit(code, Kind.KILLED_THREAD);
    WatchEvent.end(code, maps.lost(), full, out);
    scope.end();
    return code.exit();
  }

  /** R7: the registers of the task in R8; its arguments go onto the stack. */
  private void arguments() {
    Label narrow = new Label();
    Label done = new Label();
    code.move(R1, R8)
        .call(Helper.TASK_PT_REGS)
        .move(R7, R0)
        .load(Size.WORD, R9, R10, WatchEvent.STACK_NARROW)
        .jump(If.DIFFERENT, R9, 0, narrow);
    for (int i = 0; i < 6; i++) {
      code.load(Size.LONG, R1, R7, registers.wide().get(i))
          .store(Size.LONG, R10, WatchEvent.STACK_ARGUMENTS + i * Long.BYTES, R1);
    }
    code.jump(done).here(narrow);
    for (int i = 0; i < 6; i++) {
      code.load(Size.WORD, R1, R7, registers.narrow().get(i))
          .store(Size.LONG, R10, WatchEvent.STACK_ARGUMENTS + i * Long.BYTES, R1);
    }
    code.here(done);
  }

  private void kernel(int to, int bytes, Register base, int offset) {
    code.move(R1, R10)
        .add(R1, to)
        .move(R2, bytes)
        .move(R3, base)
        .add(R3, offset)
        .call(Helper.PROBE_READ_KERNEL);
  }
}
