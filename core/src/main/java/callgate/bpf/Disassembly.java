package callgate.bpf;

import java.util.ArrayList;
import java.util.List;

/**
 * A program as people read it: one line an instruction, with the names of ABIs, calls, arguments
 * and actions. Names are those of the calls that can get there, so that one number is named
 * differently in code for different ABIs.
 */
public final class Disassembly {
  private static final int HEADER_INDENT = 6;
  private static final int NOTE_COLUMN = 72;

  private final List<Line> lines;

  private Disassembly(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /**
   * One instruction.
   *
   * @param index where it stands, from 0
   * @param text what it does; jumps name the index of their target
   * @param note which argument of which call it is about; empty for nothing to say
   */
  public record Line(int index, Instruction instruction, String text, String note) {}

  /** {@return what a program does, line by line} */
  public static Disassembly of(Program program) {
    InstructionText text = new InstructionText(program, Reach.of(program));
    List<Line> lines = new ArrayList<>(program.size());
    for (int pc = 0; pc < program.size(); pc++) {
      lines.add(new Line(pc, program.at(pc), text.of(pc), text.note(pc)));
    }
    return new Disassembly(lines);
  }

  public List<Line> lines() {
    return lines;
  }

  /**
   * {@return a table with the fields of each {@code struct sock_filter} and what it does}
   *
   * <pre>
   *       code  jt  jf  k
   *    0  0x20   0   0  0x00000004  A = arch
   *    1  0x15   0   3  0xc000003e  if arch != x86_64 goto 5 (KILL_PROCESS)
   * </pre>
   */
  public String listing() {
    StringBuilder table = new StringBuilder();
    table.append(" ".repeat(HEADER_INDENT)).append("code  jt  jf  k\n");
    for (Line line : lines) {
      int start = table.length();
      Instruction instruction = line.instruction();
      right(table, Integer.toString(line.index()), 4);
      table.append("  ").append(Hex.code(instruction.opcode().code()));
      right(table, Integer.toString(instruction.jt()), 4);
      right(table, Integer.toString(instruction.jf()), 4);
      table.append("  ").append(Hex.word(instruction.k())).append("  ").append(line.text());
      if (!line.note().isEmpty()) {
        int width = table.length() - start;
        table.append(" ".repeat(Math.max(2, NOTE_COLUMN - width))).append("; ").append(line.note());
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static void right(StringBuilder table, String text, int width) {
    table.append(" ".repeat(Math.max(0, width - text.length()))).append(text);
  }
}
