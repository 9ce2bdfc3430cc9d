package callgate.bpf;

import callgate.bpf.Disassembly.Line;
import java.nio.ByteOrder;
import java.util.Optional;

/** How a program can be written down as text that other tools read. */
public enum Dump {
  /** For bpf_asm, which comes with the kernel's sources (tools/bpf). */
  ASM("asm"),
  /**
   * The bytes of {@code struct sock_filter[]}, an instruction a line, as {@code xxd -r -p} reads.
   */
  HEX("hex"),
  /** An array to be compiled into a program. */
  C("c");

  private static final int COMMENT_COLUMN = 36;

  private final String token;

  Dump(String token) {
    this.token = token;
  }

  /** {@return its name on the command line} */
  public String token() {
    return token;
  }

  /** {@return the dump of that name} */
  public static Optional<Dump> of(String token) {
    for (Dump dump : values()) {
      if (dump.token.equals(token)) {
        return Optional.of(dump);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return the text}
   *
   * @param order the byte order of the machine that the filter is for
   */
  public String of(Program program, ByteOrder order) {
    return switch (this) {
      case ASM -> assembler(program);
      case HEX -> hex(program.write(order));
      case C -> array(program);
    };
  }

  private static String assembler(Program program) {
    StringBuilder text = new StringBuilder();
    boolean[] targets = AssemblerText.targets(program);
    for (Line line : Disassembly.of(program).lines()) {
      int start = text.length();
      text.append(targets[line.index()] ? "L" + line.index() + ":" : "");
      text.append(" ".repeat(Math.max(1, 8 - (text.length() - start))));
      text.append(AssemblerText.of(line.index(), line.instruction()));
      text.append(" ".repeat(Math.max(1, COMMENT_COLUMN - (text.length() - start))));
      text.append("/* ").append(comment(line)).append(" */\n");
    }
    return text.toString();
  }

  private static String hex(byte[] raw) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < raw.length; i++) {
      text.append(Hex.digits(raw[i], 2));
      if (i % 8 == 7) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static String array(Program program) {
    StringBuilder text = new StringBuilder("#include <linux/filter.h>\n\n");
    text.append("static const struct sock_filter filter[").append(program.size()).append("] = {\n");
    for (Line line : Disassembly.of(program).lines()) {
      Instruction instruction = line.instruction();
      text.append("  {").append(Hex.code(instruction.opcode().code()));
      text.append(", ").append(instruction.jt()).append(", ").append(instruction.jf());
      text.append(", ").append(Hex.word(instruction.k())).append("}, /* ");
      text.append(line.index()).append(": ").append(comment(line)).append(" */\n");
    }
    return text.append("};\n").toString();
  }

  private static String comment(Line line) {
    return line.note().isEmpty() ? line.text() : line.text() + "; " + line.note();
  }
}
