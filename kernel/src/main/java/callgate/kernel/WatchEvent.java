package callgate.kernel;

import static callgate.kernel.EbpfCode.Register.R0;
import static callgate.kernel.EbpfCode.Register.R1;
import static callgate.kernel.EbpfCode.Register.R10;
import static callgate.kernel.EbpfCode.Register.R2;
import static callgate.kernel.EbpfCode.Register.R3;
import static callgate.kernel.EbpfCode.Register.R6;
import static callgate.kernel.EbpfCode.Register.R7;
import static callgate.kernel.EbpfCode.Register.R8;

import callgate.kernel.EbpfCode.Helper;
import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Register;
import callgate.kernel.EbpfCode.Size;
import java.util.OptionalInt;

/**
 * What the programs that watch filters tell this process:
 *
 * <pre>
 * struct {                     offset
 *   u32 kind;                    0
 *   u32 thread, process, parent; 4, 8, 12
 *   u64 time;                   16      nanoseconds, CLOCK_MONOTONIC
 *   u32 user, narrow;           24, 28
 *   u32 number, data;           32, 36  the call; what came with the filter's answer
 *   u64 result, group;          40, 48  what the kernel calls its control group
 *   u64 address;                56      where the call was made, if known
 *   u8  command[16];            64
 *   u64 arguments[6];           80
 *   u32 length, source;        128, 132 of a filter, in instructions
 *   u32 level, pad;            136      how deep in namespaces of process ids
 *   u8  names[2][80];          144      FILTER_CALL only: of the control group, and of the one above
 *   struct sock_filter filter[length];  304
 *
 *   u8  interpreter[256];       24      EXECUTED only
 *   u8  file[4096];            280
 *   u32 level, pad;           4376
 *   u8  names[2][80];         4384
 *   u64 group;                4544
 * };
 * </pre>
 */
final class WatchEvent {
  /** What happened. */
  enum Kind {
    NOTHING,
    FORK,
    EXECUTED,
    /** {@code seccomp} or {@code prctl} returned. */
    FILTER_CALL,
    /** A call was answered by a filter, or whoever a filter asked, with an errno or a value. */
    ANSWERED,
    /** SIGSYS went to a handler. */
    TRAPPED,
    /** SIGSYS ended the process, which had no handler for it. */
    TRAPPED_DEADLY,
    KILLED_PROCESS,
    KILLED_THREAD
  }

  static final int KIND = 0;
  static final int THREAD = 4;
  static final int PROCESS = 8;
  static final int PARENT = 12;
  static final int TIME = 16;
  static final int FORK_BYTES = 24;
  static final int USER = 24;
  static final int NARROW = 28;
  static final int NUMBER = 32;
  static final int DATA = 36;
  static final int RESULT = 40;
  static final int GROUP = 48;
  static final int ADDRESS = 56;
  static final int COMMAND = 64;
  static final int COMMAND_BYTES = 16;
  static final int ARGUMENTS = 80;
  static final int LENGTH = 128;
  static final int SOURCE = 132;
  static final int LEVEL = 136;
  static final int CALL_BYTES = LEVEL + Long.BYTES;
  static final int FILTER_NAMES = CALL_BYTES;
  static final int NAME_BYTES = 80;
  static final int FILTER = FILTER_NAMES + 2 * NAME_BYTES;

  static final int INTERPRETER = RecordingEvent.INTERPRETER;
  static final int FILE = RecordingEvent.FILE;
  static final int EXECUTED_LEVEL = RecordingEvent.EXECUTED_BYTES;
  static final int EXECUTED_NAMES = EXECUTED_LEVEL + Long.BYTES;
  static final int EXECUTED_GROUP = EXECUTED_NAMES + 2 * NAME_BYTES;
  static final int EXECUTED_BYTES = EXECUTED_GROUP + Long.BYTES;

  /** Where a filter was read. */
  static final int NOT_READ = 0;

  static final int FROM_KERNEL = 1;
  static final int FROM_PROGRAM = 2;

  // Where the stack holds what goes into an event about a call.
  static final int STACK_THREAD = -4;
  static final int STACK_NARROW = -8;
  static final int STACK_RESULT = -16;
  static final int STACK_NUMBER = -20;
  static final int STACK_DATA = -24;
  static final int STACK_ADDRESS = -32;
  static final int STACK_ARGUMENTS = -80;
  static final int STACK_LENGTH = -84;
  static final int STACK_SOURCE = -88;
  static final int STACK_FILTER = -96;
  static final int STACK_SCRATCH = -128;

  private WatchEvent() {}

  /**
   * R6: an event about the current thread, whose task is in R8, with what is on the stack about a
   * call.
   */
  static void reserveCall(EbpfCode code, EbpfMap ring, int bytes, Label full) {
    KernelTypes types = KernelTypes.ofThisKernel();
    code.move(R1, ring)
        .move(R2, bytes)
        .move(R3, 0)
        .call(Helper.RINGBUF_RESERVE)
        .jump(If.EQUAL, R0, 0, full)
        .move(R6, R0)
        .call(Helper.GET_CURRENT_PID_TGID)
        .store(Size.WORD, R6, THREAD, R0)
        .shiftRight(R0, 32)
        .store(Size.WORD, R6, PROCESS, R0)
        .load(Size.LONG, R1, R8, types.offset("task_struct", "real_parent"))
        .load(Size.WORD, R1, R1, types.offset("task_struct", "tgid"))
        .store(Size.WORD, R6, PARENT, R1)
        .call(Helper.KTIME_GET_NS)
        .store(Size.LONG, R6, TIME, R0)
        .call(Helper.GET_CURRENT_UID_GID)
        .store(Size.WORD, R6, USER, R0)
        .move(R1, R6)
        .add(R1, COMMAND)
        .move(R2, COMMAND_BYTES)
        .call(Helper.GET_CURRENT_COMM);
    place(code, LEVEL, GROUP);
    copy(code, Size.WORD, NARROW, STACK_NARROW);
    copy(code, Size.WORD, NUMBER, STACK_NUMBER);
    copy(code, Size.WORD, DATA, STACK_DATA);
    copy(code, Size.LONG, RESULT, STACK_RESULT);
    copy(code, Size.LONG, ADDRESS, STACK_ADDRESS);
    for (int i = 0; i < 6; i++) {
      copy(code, Size.LONG, ARGUMENTS + i * Long.BYTES, STACK_ARGUMENTS + i * Long.BYTES);
    }
    copy(code, Size.WORD, LENGTH, STACK_LENGTH);
    copy(code, Size.WORD, SOURCE, STACK_SOURCE);
  }

  /** Makes the stack say nothing about a call. */
  static void clearStack(EbpfCode code) {
    for (int at = STACK_NARROW; at >= STACK_FILTER; at -= Long.BYTES) {
      code.store(Size.LONG, R10, at, 0);
    }
  }

  /** R1: how deep the task in R8 is in namespaces of process ids. */
  static void level(EbpfCode code) {
    KernelTypes types = KernelTypes.ofThisKernel();
    code.load(Size.LONG, R1, R8, types.offset("task_struct", "thread_pid"))
        .load(Size.WORD, R1, R1, types.offset("pid", "level"));
  }

  /** R1: the control group of the task in R8, as its file system knows it. */
  static void group(EbpfCode code) {
    KernelTypes types = KernelTypes.ofThisKernel();
    code.load(Size.LONG, R1, R8, types.offset("task_struct", "cgroups"));
    OptionalInt first = ControlGroup.oldHierarchy();
    if (first.isPresent()) {
      int subsystem = types.offset("css_set", "subsys") + first.getAsInt() * Long.BYTES;
      code.load(Size.LONG, R1, R1, subsystem)
          .load(Size.LONG, R1, R1, types.offset("cgroup_subsys_state", "cgroup"));
    } else {
      code.load(Size.LONG, R1, R1, types.offset("css_set", "dfl_cgrp"));
    }
    code.load(Size.LONG, R1, R1, types.offset("cgroup", "kn"));
  }

  /** Puts into the event in R6 where the task in R8 is. */
  static void place(EbpfCode code, int level, int group) {
    level(code);
    code.store(Size.WORD, R6, level, R1);
    group(code);
    code.load(Size.LONG, R1, R1, KernelTypes.ofThisKernel().offset("kernfs_node", "id"))
        .store(Size.LONG, R6, group, R1);
  }

  /**
   * Puts into the event in R6 the names of the control group of the task in R8 and of the one
   * above. R7 is lost.
   */
  static void names(EbpfCode code, int names) {
    KernelTypes types = KernelTypes.ofThisKernel();
    group(code);
    code.move(R7, R1);
    name(code, types, names);
    String parent = types.has("kernfs_node", "parent") ? "parent" : "__parent";
    code.load(Size.LONG, R7, R7, types.offset("kernfs_node", parent));
    name(code, types, names + NAME_BYTES);
  }

  private static void name(EbpfCode code, KernelTypes types, int to) {
    code.load(Size.LONG, R3, R7, types.offset("kernfs_node", "name"))
        .move(R1, R6)
        .add(R1, to)
        .move(R2, NAME_BYTES)
        .call(Helper.PROBE_READ_KERNEL_STR);
  }

  /** Sends the event in R6. */
  static void submit(EbpfCode code, Kind kind) {
    code.store(Size.WORD, R6, KIND, kind.ordinal());
    submit(code);
  }

  /** Sends the event in R6, whose kind is in a register. */
  static void submit(EbpfCode code, Register kind) {
    code.store(Size.WORD, R6, KIND, kind);
    submit(code);
  }

  private static void submit(EbpfCode code) {
    code.move(R1, R6).move(R2, 0).call(Helper.RINGBUF_SUBMIT);
  }

  /** Counts an event that found no room, and goes on at {@code out}. */
  static EbpfCode end(EbpfCode code, EbpfMap lost, Label full, Label out) {
    return code.jump(out)
        .here(full)
        .store(Size.WORD, R10, STACK_THREAD, 0)
        .move(R1, lost)
        .move(R2, R10)
        .add(R2, STACK_THREAD)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.EQUAL, R0, 0, out)
        .move(R1, 1)
        .addAtomically(R0, 0, R1)
        .here(out);
  }

  private static void copy(EbpfCode code, Size size, int to, int from) {
    code.load(size, R1, R10, from).store(size, R6, to, R1);
  }
}
