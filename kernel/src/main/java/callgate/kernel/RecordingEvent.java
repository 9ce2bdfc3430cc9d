package callgate.kernel;

import static callgate.kernel.EbpfCode.Register.R0;
import static callgate.kernel.EbpfCode.Register.R1;
import static callgate.kernel.EbpfCode.Register.R2;
import static callgate.kernel.EbpfCode.Register.R3;
import static callgate.kernel.EbpfCode.Register.R6;

import callgate.kernel.EbpfCode.Helper;
import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Size;

/**
 * What the programs of a recording tell this process:
 *
 * <pre>
 * struct {                    offset
 *   u32 kind;                   0
 *   u32 thread, process;        4, 8
 *   u32 parent;                12      FORK only: the process that made the new one
 *   u64 time;                  16      nanoseconds, CLOCK_MONOTONIC
 *
 *   u32 number, narrow, plan;  24      FIRST only: the call
 *   u64 arguments[6];          40
 *   u32 lengths[6];            88      of texts with their zero byte; an error is negative
 *   u8  texts[6][96];         112
 *
 *   u8  interpreter[256];      24      EXECUTED only: what runs
 *   u8  file[4096];           280      and what was asked for
 * };
 * </pre>
 */
final class RecordingEvent {
  /** What happened. */
  enum Kind {
    NOTHING,
    FIRST,
    FORK,
    EXECUTED
  }

  static final int KIND = 0;
  static final int THREAD = 4;
  static final int PROCESS = 8;
  static final int PARENT = 12;
  static final int TIME = 16;
  static final int HEADER_BYTES = 24;

  static final int NUMBER = 24;
  static final int NARROW = 28;
  static final int PLAN = 32;
  static final int ARGUMENTS = 40;
  static final int LENGTHS = 88;
  static final int TEXTS = 112;
  static final int TEXT_BYTES = 96;
  static final int CALL_BYTES = TEXTS + 6 * TEXT_BYTES;

  static final int INTERPRETER = 24;
  static final int INTERPRETER_BYTES = 256;
  static final int FILE = INTERPRETER + INTERPRETER_BYTES;
  static final int FILE_BYTES = 4096;
  static final int EXECUTED_BYTES = FILE + FILE_BYTES;

  private RecordingEvent() {}

  /** R6: an event about the current thread, with all that every event has. */
  static void reserve(EbpfCode code, EbpfMap ring, Kind kind, int bytes, Label full) {
    code.move(R1, ring)
        .move(R2, bytes)
        .move(R3, 0)
        .call(Helper.RINGBUF_RESERVE)
        .jump(If.EQUAL, R0, 0, full)
        .move(R6, R0)
        .store(Size.WORD, R6, KIND, kind.ordinal())
        .call(Helper.GET_CURRENT_PID_TGID)
        .store(Size.WORD, R6, THREAD, R0)
        .shiftRight(R0, 32)
        .store(Size.WORD, R6, PROCESS, R0)
        .call(Helper.KTIME_GET_NS)
        .store(Size.LONG, R6, TIME, R0);
  }

  /** Sends the event in R6. */
  static void submit(EbpfCode code) {
    code.move(R1, R6).move(R2, 0).call(Helper.RINGBUF_SUBMIT);
  }
}
