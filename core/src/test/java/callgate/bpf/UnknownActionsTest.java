package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.FilterStack;
import callgate.decision.Meaning;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Return values that the kernel doesn't know")
class UnknownActionsTest {
  /** Between {@code ERRNO} and {@code USER_NOTIF}. */
  private static final int UNKNOWN = 0x12340000;

  private static Action together(int... returned) {
    Diagrams diagrams = new Diagrams();
    List<Meaning> filters = new ArrayList<>();
    for (int value : returned) {
      Program filter = Program.of(List.of(new Instruction(Opcode.RET_K, 0, 0, value)));
      filters.add(SymbolicExecution.inStack(filter, diagrams, ByteOrder.LITTLE_ENDIAN));
    }
    return Action.of(FilterStack.combine(filters).evaluate(Call.of(Abi.X86_64, 0)));
  }

  @Test
  @DisplayName("kill the process")
  void alone() {
    Program filter = Program.of(List.of(new Instruction(Opcode.RET_K, 0, 0, UNKNOWN)));
    assertEquals(
        Action.KILL_PROCESS.returnValue(),
        SymbolicExecution.of(filter, new Diagrams()).evaluate(Call.of(Abi.X86_64, 0)));
    assertEquals(Action.KILL_PROCESS, together(UNKNOWN));
    assertEquals(Action.KILL_PROCESS, together(UNKNOWN, Action.ALLOW.returnValue()));
  }

  @Test
  @DisplayName("lose against an action of another filter that is smaller as a number")
  void smaller() {
    int errno = Action.errno(1).returnValue();
    assertEquals(Action.errno(1), together(UNKNOWN, errno));
    assertEquals(Action.errno(1), together(errno, UNKNOWN));
    assertEquals(Action.KILL_THREAD, together(UNKNOWN, Action.KILL_THREAD.returnValue()));
  }

  @Test
  @DisplayName("win against one that is larger")
  void larger() {
    assertEquals(Action.KILL_PROCESS, together(UNKNOWN, Action.LOG.returnValue()));
    assertEquals(Action.KILL_PROCESS, together(0x80010000, Action.KILL_THREAD.returnValue()));
  }
}
