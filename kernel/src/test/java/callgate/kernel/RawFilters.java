package callgate.kernel;

import callgate.bpf.Instruction;
import callgate.bpf.Opcode;
import callgate.bpf.Program;
import java.util.List;
import java.util.Set;

/** Filters written by hand, so that these tests depend on no compiler. */
final class RawFilters {
  static final int ALLOW = 0x7fff0000;
  static final int LOG = 0x7ffc0000;
  static final int ERRNO = 0x00050000;
  static final int TRAP = 0x00030000;
  static final int KILL_THREAD = 0;
  static final int KILL_PROCESS = 0x80000000;
  static final int USER_NOTIF = 0x7fc00000;

  private RawFilters() {}

  /** {@return a filter that returns that value for every call} */
  static Filter always(int value) {
    return filter(Instruction.of(Opcode.RET_K, value));
  }

  /** {@return a filter that returns that value for one number, and ALLOW for all others} */
  static Filter only(int number, int value) {
    return filter(
        Instruction.of(Opcode.LD_ABS, 0),
        Instruction.branch(Opcode.JEQ_K, number, 0, 1),
        Instruction.of(Opcode.RET_K, value),
        Instruction.of(Opcode.RET_K, ALLOW));
  }

  private static Filter filter(Instruction... instructions) {
    return Filter.of(Program.of(List.of(instructions)), Set.of());
  }
}
