package callgate.bpf;

import callgate.decision.Diagrams;
import callgate.decision.FilterStack;
import callgate.decision.Meaning;
import callgate.decision.NumberMap;
import callgate.policy.Action;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a filter on all calls at once: what it does, in canonical form. Exact for every program that
 * seccomp accepts, or refused with the instruction that is the reason.
 *
 * <p>The program runs once for all ABIs that it does not tell from others, which finds the
 * constants that it compares the ABI with, and then once for each of them.
 */
public final class SymbolicExecution {
  /** {@code __AUDIT_ARCH_LE}. */
  private static final int LITTLE_ENDIAN = 0x40000000;

  private SymbolicExecution() {}

  /**
   * {@return what a filter for a little-endian machine means} ABIs that it does not name are taken
   * to be little endian, like all ABIs of such a machine; those that it names have their own order.
   *
   * @throws Undecided when the filter computes something with an exact meaning that can't be told
   * @throws callgate.decision.TooComplex when its meaning does not fit into memory
   */
  public static Meaning of(Program program, Diagrams diagrams) {
    return of(program, diagrams, ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return what a filter for a machine of that byte order means} */
  public static Meaning of(Program program, Diagrams diagrams, ByteOrder order) {
    return known(program, inStack(program, diagrams, order));
  }

  /**
   * {@return what a filter means, to compare with what it should} Each ABI that either tells from
   * others has its own byte order.
   */
  static Meaning beside(Meaning meant, Program program) {
    return known(program, run(program, meant.diagrams(), true, meant.arches()));
  }

  /** Takes actions that the kernel doesn't know for what it does then. */
  private static Meaning known(Program program, Meaning returned) {
    return mayReturnUnknown(program) ? FilterStack.combine(List.of(returned)) : returned;
  }

  private static boolean mayReturnUnknown(Program program) {
    for (int i = 0; i < program.size(); i++) {
      Instruction instruction = program.at(i);
      if (instruction.opcode() == Opcode.RET_A
          || (instruction.opcode() == Opcode.RET_K && !Action.isKnown(instruction.k()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return what a filter returns, for {@link FilterStack}: actions that the kernel doesn't know
   * are kept apart, since they lose against others that are stricter as numbers}
   */
  public static Meaning inStack(Program program, Diagrams diagrams, ByteOrder order) {
    return run(program, diagrams, order == ByteOrder.LITTLE_ENDIAN);
  }

  private static Meaning run(
      Program program, Diagrams diagrams, boolean littleEndian, int... known) {
    List<Integer> arches = new ArrayList<>();
    NumberMap others = run(program, diagrams, Value.otherArch(), littleEndian, arches);
    for (int arch : known) {
      if (!arches.contains(arch)) {
        arches.add(arch);
      }
    }
    int[] tokens = new int[arches.size()];
    NumberMap[] maps = new NumberMap[arches.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = arches.get(i);
      boolean itsOrder = (tokens[i] & LITTLE_ENDIAN) != 0;
      maps[i] = run(program, diagrams, Value.constant(tokens[i]), itsOrder, new ArrayList<>());
    }
    return Meaning.of(diagrams, tokens, maps, others);
  }

  private static NumberMap run(
      Program program, Diagrams diagrams, long arch, boolean littleEndian, List<Integer> arches) {
    Machine machine = new Machine(program, diagrams, new Arithmetic(diagrams), arch, littleEndian);
    return new NumberSweep(machine, arches).run();
  }
}
