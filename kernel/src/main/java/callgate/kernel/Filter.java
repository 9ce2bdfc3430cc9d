package callgate.kernel;

import callgate.bpf.Instruction;
import callgate.bpf.Opcode;
import callgate.bpf.Program;
import callgate.bpf.ProvenFilter;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A filter as {@code seccomp(2)} takes it: a program and flags.
 *
 * <p>{@code SPEC_ALLOW} is always among the flags: without it kernels before 5.16 switch
 * speculative store bypass off for the filtered threads, which slows JVMs by up to half.
 */
public final class Filter {
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SET_MODE_FILTER = 1;

  private final Program program;
  private final int flags;

  private Filter(Program program, int flags) {
    this.program = program;
    this.flags = flags;
  }

  /** {@return a filter that was proven to be its policy, with the flags of that policy} */
  public static Filter of(ProvenFilter proven) {
    return of(proven.program(), proven.policy().flags());
  }

  /** {@return a filter that somebody else made} */
  public static Filter of(Program program, Set<FilterFlag> flags) {
    int bits = FilterFlag.SPEC_ALLOW.bit();
    for (FilterFlag flag : flags) {
      bits |= flag.bit();
    }
    return new Filter(program, bits);
  }

  /** {@return the filter that shows every call to the supervisor} */
  static Filter notifying() {
    return always(Action.USER_NOTIF);
  }

  /** {@return the filter with a listener for a supervisor} */
  Filter supervised() {
    // A signal that arrives while a call is shown would make it fail with EINTR otherwise.
    int killable = FilterFlags.WAIT_KILLABLE_RECV | FilterFlags.NEW_LISTENER;
    return withFlags(FilterFlags.areKnown(killable) ? killable : FilterFlags.NEW_LISTENER);
  }

  /** {@return the filter that shows every call to the tracer} */
  static Filter tracing() {
    return always(Action.trace(0));
  }

  /** {@return the filter that lets every call through} */
  static Filter unconfined() {
    return always(Action.ALLOW);
  }

  private static Filter always(Action action) {
    return of(Program.of(List.of(Instruction.of(Opcode.RET_K, action.returnValue()))), Set.of());
  }

  Program program() {
    return program;
  }

  /** {@return the filter with more flags} */
  Filter withFlags(int more) {
    return new Filter(program, flags | more);
  }

  /** {@return the flags for the kernel} How to wait for a supervisor makes no sense without one. */
  int flags() {
    boolean supervised = (flags & FilterFlags.NEW_LISTENER) != 0;
    return supervised ? flags : flags & ~FilterFlags.WAIT_KILLABLE_RECV;
  }

  /** {@return the steps that install it on the thread which makes them} */
  List<Step> steps(Memory memory, Privileges privileges) {
    List<Step> steps = new ArrayList<>();
    if (privileges == Privileges.GIVE_UP) {
      steps.add(Step.must(SystemCall.PRCTL, "give up new privileges", PR_SET_NO_NEW_PRIVS, 1));
    }
    steps.add(
        Step.must(
            SystemCall.SECCOMP, "install the filter", SET_MODE_FILTER, flags(), sockFprog(memory)));
    return steps;
  }

  /** {@return a {@code struct sock_fprog} (unsigned short len; struct sock_filter *filter)} */
  private long sockFprog(Memory memory) {
    Memory.Struct fprog = memory.struct(16);
    fprog.bytes().putShort(0, (short) program.size());
    fprog.putLong(8, memory.bytes(program.write(ByteOrder.nativeOrder())));
    return fprog.address();
  }
}
