package callgate.format.embedded;

import callgate.bpf.Disassembly;
import callgate.bpf.Instruction;
import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of a filter as rows of four numbers, and back. */
final class InstructionTable {
  private static final HexFormat HEX = HexFormat.of();
  private static final int COMMENT_COLUMN = 40;

  /** Four numbers in a row that has a comment which starts with the number of the row. */
  private static final Pattern ROW =
      Pattern.compile(
          "0x(?<code>[0-9a-f]{2}), (?<jt>\\d+), (?<jf>\\d+), 0x(?<k>[0-9a-f]{8}).*// *(?<row>\\d+):");

  private InstructionTable() {}

  /**
   * Writes rows such as {@code {0x20, 0, 0, 0x00000004}, // 0: A = arch}.
   *
   * @param first the first instruction
   * @param last the one after the last
   */
  static void write(
      StringBuilder out, Program program, int first, int last, String open, String close) {
    for (Disassembly.Line line : Disassembly.of(program).lines().subList(first, last)) {
      int start = out.length();
      Instruction instruction = line.instruction();
      out.append(open).append("0x").append(HEX.toHexDigits((byte) instruction.opcode().code()));
      out.append(", ").append(instruction.jt()).append(", ").append(instruction.jf());
      out.append(", 0x").append(HEX.toHexDigits(instruction.k())).append(close);
      out.append(" ".repeat(Math.max(1, COMMENT_COLUMN - (out.length() - start))));
      out.append("// ").append(line.index()).append(": ").append(line.text());
      out.append(line.note().isEmpty() ? "" : "; " + line.note()).append('\n');
    }
  }

  /** {@return what the rows of a text mean} */
  static Meaning read(String text, ByteOrder order, Diagrams diagrams) {
    ByteBuffer buffer = ByteBuffer.allocate(Program.MAX_LENGTH * Long.BYTES).order(order);
    Matcher row = ROW.matcher(text);
    int rows = 0;
    while (row.find()) {
      if (Integer.parseInt(row.group("row")) != rows++) {
        throw new IllegalStateException("a row is missing before " + row.group());
      }
      buffer.putShort((short) HexFormat.fromHexDigits(row.group("code")));
      buffer.put((byte) Integer.parseInt(row.group("jt")));
      buffer.put((byte) Integer.parseInt(row.group("jf")));
      buffer.putInt(HexFormat.fromHexDigits(row.group("k")));
    }
    byte[] raw = new byte[buffer.position()];
    buffer.flip().get(raw);
    return SymbolicExecution.of(Program.read(raw, order), diagrams, order);
  }
}
