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

/**
 * The program at {@code sys_enter} that counts calls, and shows the first of each kind. A call that
 * was seen before costs two look-ups in arrays.
 *
 * <p>Registers: R6 the tracepoint's arguments, then the event; R7 whether it is a 32-bit call; R8
 * the plan of its arguments; R9 its number.
 */
final class RecordingCode {
  private static final int SLOT = -8;
  private static final int SCRATCH = -16;
  private static final int VALUE_KEY = -32;
  private static final int VALUE = -24;
  private static final int ONE = -40;
  private static final int ARGUMENTS = -88;
  private static final int REGISTERS = -400;
  private static final int NO_REPLACEMENT = 1; // BPF_NOEXIST
  private static final int MANY = 64;

  private final RecordingMaps maps;
  private final RecordingScope scope;
  private final CallRegisters registers = CallRegisters.ofThisMachine();
  private final EbpfCode code = new EbpfCode();
  private final Label out = new Label();

  private RecordingCode(RecordingMaps maps, RecordingScope scope) {
    this.maps = maps;
    this.scope = scope;
  }

  /**
   * {@return the program}
   *
   * @param values whether to count the values of arguments
   */
  static EbpfCode of(RecordingMaps maps, RecordingScope scope, boolean values) {
    RecordingCode made = new RecordingCode(maps, scope);
    made.write(values);
    return made.code;
  }

  private void write(boolean values) {
    Label others = new Label();
    Label known = new Label();
    Label first = new Label();
    Label shown = new Label();
    code.move(R6, R1);
    scope.check(code, R8, out);
    call();
    slot(others);
    count(known);
    at(maps.plan(), SLOT).load(Size.LONG, R8, R0, 0);
    code.here(first);
    arguments();
    show();
    code.here(shown);
    if (values) {
      values();
    }
    code.jump(out);

    code.here(known);
    if (values) {
      at(maps.plan(), SLOT).load(Size.LONG, R8, R0, 0);
      code.move(R1, R8).shiftRight(R1, Byte.SIZE).jump(If.EQUAL, R1, 0, out);
      arguments();
      code.jump(shown);
    } else {
      code.jump(out);
    }

    code.here(others);
    other(first);
    code.here(out).exit();
  }

  /** R9 and R7: the number, and whether it is a 32-bit call. A program on its way is let go. */
  private void call() {
    Label recorded = new Label();
    Label wide = new Label();
    int flags = KernelTypes.ofThisKernel().offset("task_struct", registers.flags());
    code.load(Size.LONG, R9, R6, Long.BYTES).moveWord(R9, R9);
    code.jump(If.EQUAL, R8, RecordingScope.RECORDED, recorded)
        .jump(If.DIFFERENT, R9, SystemCall.EXECVE.number(), out)
        .here(recorded);
    code.call(Helper.GET_CURRENT_TASK_BTF)
        .load(Size.WORD, R1, R0, flags)
        .move(R7, 0)
        .and(R1, registers.narrowBit())
        .jump(If.EQUAL, R1, 0, wide)
        .move(R7, 1)
        .here(wide);
  }

  private void slot(Label others) {
    CallSlots.slot(code, R9, R7, others);
    code.store(Size.WORD, R10, SLOT, R1);
  }

  /** Goes on only with the first call of its kind on any processor. */
  private void count(Label known) {
    at(maps.counts(), SLOT)
        .load(Size.LONG, R1, R0, 0)
        .add(R1, 1)
        .store(Size.LONG, R0, 0, R1)
        .jump(If.DIFFERENT, R1, 1, known);
    at(maps.seen(), SLOT).move(R1, 1).exchange(R0, 0, R1).jump(If.DIFFERENT, R1, 0, known);
  }

  /** Counts a call whose number has no slot. */
  private void other(Label first) {
    Label add = new Label();
    code.move(R1, R7).shiftLeft(R1, 32).or(R1, R9).store(Size.LONG, R10, SCRATCH, R1);
    code.store(Size.LONG, R10, ONE, 1).store(Size.WORD, R10, SLOT, 0);
    code.move(R1, maps.others())
        .move(R2, R10)
        .add(R2, SCRATCH)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.DIFFERENT, R0, 0, add);
    update(maps.others(), SCRATCH, NO_REPLACEMENT);
    code.move(R8, 0).jump(If.EQUAL, R0, 0, first);
    lost();
    code.jump(out);
    code.here(add).move(R1, 1).addAtomically(R0, 0, R1).jump(out);
  }

  /** Puts the six arguments on the stack. */
  private void arguments() {
    Label narrow = new Label();
    Label done = new Label();
    code.move(R1, R10)
        .add(R1, REGISTERS)
        .move(R2, registers.bytes())
        .load(Size.LONG, R3, R6, 0)
        .call(Helper.PROBE_READ_KERNEL)
        .jump(If.DIFFERENT, R7, 0, narrow);
    for (int i = 0; i < 6; i++) {
      code.load(Size.LONG, R1, R10, REGISTERS + registers.wide().get(i))
          .store(Size.LONG, R10, ARGUMENTS + i * Long.BYTES, R1);
    }
    code.jump(done).here(narrow);
    for (int i = 0; i < 6; i++) {
      code.load(Size.WORD, R1, R10, REGISTERS + registers.narrow().get(i))
          .store(Size.LONG, R10, ARGUMENTS + i * Long.BYTES, R1);
    }
    code.here(done);
  }

  /** Sends the event of a first call. */
  private void show() {
    Label full = new Label();
    Label done = new Label();
    RecordingEvent.reserve(
        code, maps.ring(), RecordingEvent.Kind.FIRST, RecordingEvent.CALL_BYTES, full);
    code.store(Size.WORD, R6, RecordingEvent.NUMBER, R9)
        .store(Size.WORD, R6, RecordingEvent.NARROW, R7)
        .store(Size.WORD, R6, RecordingEvent.PLAN, R8);
    for (int i = 0; i < 6; i++) {
      Label next = new Label();
      int text = RecordingEvent.TEXTS + i * RecordingEvent.TEXT_BYTES;
      code.load(Size.LONG, R3, R10, ARGUMENTS + i * Long.BYTES)
          .store(Size.LONG, R6, RecordingEvent.ARGUMENTS + i * Long.BYTES, R3)
          .move(R0, 0)
          .move(R1, R8)
          .and(R1, 1 << i)
          .jump(If.EQUAL, R1, 0, next)
          .move(R1, R6)
          .add(R1, text)
          .move(R2, RecordingEvent.TEXT_BYTES)
          .call(Helper.PROBE_READ_USER_STR)
          .here(next)
          .store(Size.WORD, R6, RecordingEvent.LENGTHS + i * Integer.BYTES, R0);
    }
    RecordingEvent.submit(code);
    code.jump(done).here(full);
    at(maps.seen(), SLOT).store(Size.LONG, R0, 0, 0);
    lost();
    code.here(done);
  }

  /** Counts the values of the arguments that the plan names. */
  private void values() {
    code.store(Size.LONG, R10, ONE, 1);
    for (int i = 0; i < 6; i++) {
      Label next = new Label();
      Label found = new Label();
      code.move(R1, R8)
          .and(R1, 1 << (Byte.SIZE + i))
          .jump(If.EQUAL, R1, 0, next)
          .load(Size.WORD, R1, R10, SLOT)
          .shiftLeft(R1, 3)
          .add(R1, i)
          .store(Size.WORD, R10, VALUE_KEY, R1)
          .store(Size.WORD, R10, VALUE_KEY + Integer.BYTES, 0)
          .load(Size.LONG, R1, R10, ARGUMENTS + i * Long.BYTES)
          .store(Size.LONG, R10, VALUE, R1);
      value().jump(If.DIFFERENT, R0, 0, found);
      at(maps.distinct(), VALUE_KEY)
          .load(Size.LONG, R1, R0, 0)
          .jump(If.GREATER, R1, MANY, next)
          .move(R1, 1)
          .addAtomically(R0, 0, R1);
      update(maps.values(), VALUE_KEY, NO_REPLACEMENT);
      code.jump(If.EQUAL, R0, 0, next);
      value().jump(If.EQUAL, R0, 0, next);
      code.here(found).move(R1, 1).addAtomically(R0, 0, R1).here(next);
    }
  }

  private EbpfCode value() {
    return code.move(R1, maps.values())
        .move(R2, R10)
        .add(R2, VALUE_KEY)
        .call(Helper.MAP_LOOKUP_ELEM);
  }

  private void update(EbpfMap map, int key, int flags) {
    code.move(R1, map)
        .move(R2, R10)
        .add(R2, key)
        .move(R3, R10)
        .add(R3, ONE)
        .move(R4, flags)
        .call(Helper.MAP_UPDATE_ELEM);
  }

  private void lost() {
    code.store(Size.WORD, R10, SCRATCH, 0);
    at(maps.lost(), SCRATCH).move(R1, 1).addAtomically(R0, 0, R1);
  }

  /** R0: the element of an array whose index is on the stack. */
  private EbpfCode at(EbpfMap array, int index) {
    return code.move(R1, array)
        .move(R2, R10)
        .add(R2, index)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.EQUAL, R0, 0, out);
  }
}
