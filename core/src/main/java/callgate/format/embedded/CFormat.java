package callgate.format.embedded;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.format.EmbeddedFormat;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import java.util.List;

/** An array for programs in C and C++. */
public final class CFormat implements EmbeddedFormat {
  @Override
  public String name() {
    return "c";
  }

  @Override
  public String summary() {
    return "source in C: a table, and the struct sock_fprog around it";
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    Embedding embedding = Embedding.of(policy);
    int size = embedding.program().size();
    StringBuilder out = new StringBuilder();
    embedding.about().forEach(line -> out.append("// ").append(line).append('\n'));
    out.append("#include <linux/filter.h>\n\n");
    out.append("static struct sock_filter seccomp_filter[").append(size).append("] = {\n");
    InstructionTable.write(out, embedding.program(), 0, size, "  {", "},");
    out.append("};\n\n");
    out.append("static const struct sock_fprog seccomp_program = {\n");
    out.append("  ").append(size).append(", seccomp_filter\n};\n");
    return Rendering.text(out.toString(), List.of(), List.of());
  }

  @Override
  public Meaning meaning(Rendering rendering, Policy policy, Diagrams diagrams) {
    return InstructionTable.read(rendering.text(), Embedding.order(policy), diagrams);
  }
}
