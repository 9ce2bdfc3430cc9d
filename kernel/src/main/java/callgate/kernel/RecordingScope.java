package callgate.kernel;

import callgate.kernel.EbpfCode.Helper;
import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Register;
import callgate.kernel.EbpfCode.Size;

/** Whose calls a recording in the kernel is about. */
sealed interface RecordingScope {
  /** A thread that starts the program: what it does itself is not recorded. */
  int STARTER = 1;

  /** A child that has not executed the program yet: only its {@code execve} is recorded. */
  int BEFORE_EXECVE = 2;

  /** A thread that is recorded. */
  int RECORDED = 3;

  /** Where the stack has the thread's id. */
  int THREAD = -4;

  /**
   * Threads by their ids, to which the children of those come.
   *
   * @param threads a hash with one of the three states for each
   */
  record Tree(EbpfMap threads) implements RecordingScope {}

  /**
   * All in a cgroup of version 2, and in those below it.
   *
   * @param id the inode of its directory
   * @param level how deep it is, 0 for the root
   */
  record Group(long id, int level) implements RecordingScope {}

  /**
   * Puts the state of the current thread into a register, or leaves the program if it isn't of
   * interest. The stack has its id at {@link #THREAD} from here on.
   */
  default void check(EbpfCode code, Register state, Label out) {
    code.call(Helper.GET_CURRENT_PID_TGID).store(Size.WORD, Register.R10, THREAD, Register.R0);
    switch (this) {
      case Tree(EbpfMap threads) ->
          code.move(Register.R1, threads)
              .move(Register.R2, Register.R10)
              .add(Register.R2, THREAD)
              .call(Helper.MAP_LOOKUP_ELEM)
              .jump(If.EQUAL, Register.R0, 0, out)
              .load(Size.LONG, state, Register.R0, 0)
              .jump(If.EQUAL, state, STARTER, out);
      case Group(long id, int level) ->
          code.move(Register.R1, level)
              .call(Helper.GET_CURRENT_ANCESTOR_CGROUP_ID)
              .move(Register.R1, id)
              .jump(If.DIFFERENT, Register.R0, Register.R1, out)
              .move(state, RECORDED);
    }
  }
}
