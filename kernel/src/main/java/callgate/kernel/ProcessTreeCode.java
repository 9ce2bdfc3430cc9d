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

/**
 * The programs at {@code sched_process_fork}, {@code _exec} and {@code _exit} that keep a {@link
 * RecordingScope.Tree} complete: children come to it, threads that end go; and that tell which
 * process executes what.
 */
final class ProcessTreeCode {
  private static final int THREAD = RecordingScope.THREAD;
  private static final int CHILD = -8;
  private static final int CHILD_PROCESS = -16;
  private static final int STATE = -24;
  private static final int FORMER = -32;
  private static final int POINTER = -40;
  private static final int ANY = 0; // BPF_ANY

  private final RecordingMaps maps;
  private final RecordingScope scope;
  private final EbpfCode code = new EbpfCode();
  private final Label out = new Label();
  private final Label full = new Label();

  private ProcessTreeCode(RecordingMaps maps, RecordingScope scope) {
    this.maps = maps;
    this.scope = scope;
  }

  /** {@return the program for {@code sched_process_fork(parent, child)}} */
  static EbpfCode fork(RecordingMaps maps, RecordingScope scope) {
    return new ProcessTreeCode(maps, scope).fork();
  }

  /** {@return the program for {@code sched_process_exec(task, former id, program)}} */
  static EbpfCode execute(RecordingMaps maps, RecordingScope scope) {
    return new ProcessTreeCode(maps, scope).execute();
  }

  /** {@return the program for {@code sched_process_exit}} */
  static EbpfCode exit(RecordingScope.Tree tree) {
    return new EbpfCode()
        .call(Helper.GET_CURRENT_PID_TGID)
        .store(Size.WORD, R10, THREAD, R0)
        .move(R1, tree.threads())
        .move(R2, R10)
        .add(R2, THREAD)
        .call(Helper.MAP_DELETE_ELEM)
        .exit();
  }

  private EbpfCode fork() {
    Label unchanged = new Label();
    code.move(R6, R1);
    switch (scope) {
      case RecordingScope.Tree(EbpfMap threads) -> {
        // Also the starter's children, which check() would leave out.
        code.call(Helper.GET_CURRENT_PID_TGID).store(Size.WORD, R10, THREAD, R0);
        key(threads, THREAD).call(Helper.MAP_LOOKUP_ELEM).jump(If.EQUAL, R0, 0, out);
        code.load(Size.LONG, R7, R0, 0)
            .jump(If.DIFFERENT, R7, RecordingScope.STARTER, unchanged)
            .move(R7, RecordingScope.BEFORE_EXECVE)
            .here(unchanged)
            .store(Size.LONG, R10, STATE, R7);
        child();
        update(threads, CHILD, STATE);
        code.jump(If.DIFFERENT, R0, 0, full);
      }
      case RecordingScope.Group _ -> {
        scope.check(code, R7, out);
        child();
      }
    }
    code.load(Size.WORD, R8, R10, CHILD)
        .load(Size.WORD, R9, R10, CHILD_PROCESS)
        .jump(If.DIFFERENT, R8, R9, out); // a thread of the same process
    RecordingEvent.reserve(
        code, maps.ring(), RecordingEvent.Kind.FORK, RecordingEvent.HEADER_BYTES, full);
    code.load(Size.WORD, R1, R6, RecordingEvent.PROCESS)
        .store(Size.WORD, R6, RecordingEvent.PARENT, R1)
        .store(Size.WORD, R6, RecordingEvent.PROCESS, R9);
    RecordingEvent.submit(code);
    return end();
  }

  private EbpfCode execute() {
    Label same = new Label();
    code.move(R6, R1);
    if (scope instanceof RecordingScope.Tree(EbpfMap threads)) {
      // A thread that executes a program becomes the first one of its process.
      code.load(Size.LONG, R1, R6, Long.BYTES).store(Size.WORD, R10, FORMER, R1);
      code.call(Helper.GET_CURRENT_PID_TGID).store(Size.WORD, R10, THREAD, R0);
      key(threads, FORMER).call(Helper.MAP_LOOKUP_ELEM).jump(If.EQUAL, R0, 0, out);
      code.store(Size.LONG, R10, STATE, RecordingScope.RECORDED);
      code.load(Size.WORD, R1, R10, FORMER)
          .load(Size.WORD, R2, R10, THREAD)
          .jump(If.EQUAL, R1, R2, same);
      key(threads, FORMER).call(Helper.MAP_DELETE_ELEM);
      code.here(same);
      update(threads, THREAD, STATE);
      code.jump(If.DIFFERENT, R0, 0, full);
    } else {
      scope.check(code, R7, out);
    }
    code.load(Size.LONG, R7, R6, 2 * Long.BYTES); // struct linux_binprm
    RecordingEvent.reserve(
        code, maps.ring(), RecordingEvent.Kind.EXECUTED, RecordingEvent.EXECUTED_BYTES, full);
    text("interp", RecordingEvent.INTERPRETER, RecordingEvent.INTERPRETER_BYTES);
    text("filename", RecordingEvent.FILE, RecordingEvent.FILE_BYTES);
    RecordingEvent.submit(code);
    return end();
  }

  /** Reads a text that a member of the structure at R7 points to. */
  private void text(String member, int to, int bytes) {
    code.store(Size.LONG, R10, POINTER, 0);
    kernel(R7, "linux_binprm", member, POINTER, Long.BYTES);
    code.move(R1, R6)
        .add(R1, to)
        .move(R2, bytes)
        .load(Size.LONG, R3, R10, POINTER)
        .call(Helper.PROBE_READ_KERNEL_STR);
  }

  /** Puts the ids of the child's thread and process on the stack. */
  private void child() {
    code.store(Size.LONG, R10, CHILD, 0).store(Size.LONG, R10, CHILD_PROCESS, 0);
    code.load(Size.LONG, R8, R6, Long.BYTES);
    kernel(R8, "task_struct", "pid", CHILD, Integer.BYTES);
    kernel(R8, "task_struct", "tgid", CHILD_PROCESS, Integer.BYTES);
  }

  private void kernel(Register base, String structure, String member, int to, int bytes) {
    code.move(R1, R10)
        .add(R1, to)
        .move(R2, bytes)
        .move(R3, base)
        .add(R3, KernelTypes.ofThisKernel().offset(structure, member))
        .call(Helper.PROBE_READ_KERNEL);
  }

  private void update(EbpfMap map, int key, int value) {
    key(map, key).move(R3, R10).add(R3, value).move(R4, ANY).call(Helper.MAP_UPDATE_ELEM);
  }

  private EbpfCode key(EbpfMap map, int key) {
    return code.move(R1, map).move(R2, R10).add(R2, key);
  }

  private EbpfCode end() {
    code.jump(out).here(full).store(Size.WORD, R10, CHILD, 0);
    key(maps.lost(), CHILD)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.EQUAL, R0, 0, out)
        .move(R1, 1)
        .addAtomically(R0, 0, R1);
    return code.here(out).exit();
  }
}
