package callgate.format.embedded;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.format.EmbeddedFormat;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import java.util.List;

/**
 * A class for programs in Java, with nothing but the standard library. The table is in parts: no
 * method, and so no initializer, can have more than 64 KiB of byte code.
 */
public final class JavaFormat implements EmbeddedFormat {
  private static final int PART = 1000;

  @Override
  public String name() {
    return "java";
  }

  @Override
  public String summary() {
    return "source in Java: a class with a table, and its bytes for the library";
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    Embedding embedding = Embedding.of(policy);
    int size = embedding.program().size();
    StringBuilder out = new StringBuilder();
    out.append(
        """
        import java.nio.ByteBuffer;
        import java.nio.ByteOrder;

        /**
        """);
    embedding.about().forEach(line -> out.append(" * ").append(escaped(line)).append('\n'));
    out.append(
        """
         *
         * <p>With Callgate's library: {@code Filter.of(Program.read(SeccompFilter.bytes(),
         * ByteOrder.nativeOrder()), flags)}.
         */
        public final class SeccompFilter {
        """);
    out.append("  /** How many instructions there are. */\n");
    out.append("  public static final int LENGTH = ").append(size).append(";\n");
    out.append(
        """

          private SeccompFilter() {}

          /** {@return the filter as the kernel takes it: struct sock_filter[]} */
          public static byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(8 * LENGTH).order(ByteOrder.nativeOrder());
        """);
    for (int part = 0; part * PART < size; part++) {
      out.append("    put(part").append(part).append("(), out);\n");
    }
    out.append(
        """
            return out.array();
          }

          private static void put(int[][] rows, ByteBuffer out) {
            for (int[] row : rows) {
              out.putShort((short) row[0]).put((byte) row[1]).put((byte) row[2]).putInt(row[3]);
            }
          }
        """);
    for (int part = 0; part * PART < size; part++) {
      out.append("\n  /** Rows of code, jump if true, jump if false, and k. */\n");
      out.append("  private static int[][] part").append(part).append("() {\n");
      out.append("    return new int[][] {\n");
      int end = Math.min(size, (part + 1) * PART);
      InstructionTable.write(out, embedding.program(), part * PART, end, "      {", "},");
      out.append("    };\n  }\n");
    }
    return Rendering.text(out.append("}\n").toString(), List.of(), List.of());
  }

  /** {@return text that is no mark-up} */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;");
  }

  @Override
  public Meaning meaning(Rendering rendering, Policy policy, Diagrams diagrams) {
    return InstructionTable.read(rendering.text(), Embedding.order(policy), diagrams);
  }
}
