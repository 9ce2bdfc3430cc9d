package callgate.format.embedded;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.format.EmbeddedFormat;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import java.util.List;

/** An array for programs in Rust, without any crate. */
public final class RustFormat implements EmbeddedFormat {
  @Override
  public String name() {
    return "rust";
  }

  @Override
  public String summary() {
    return "source in Rust: a table of #[repr(C)] instructions";
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    Embedding embedding = Embedding.of(policy);
    int size = embedding.program().size();
    StringBuilder out = new StringBuilder();
    embedding.about().forEach(line -> out.append("// ").append(line).append('\n'));
    out.append(
        """

        /// An instruction as the kernel takes it: `struct sock_filter`, `libc::sock_filter`.
        #[repr(C)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Instruction {
            pub code: u16,
            pub jt: u8,
            pub jf: u8,
            pub k: u32,
        }

        const fn i(code: u16, jt: u8, jf: u8, k: u32) -> Instruction {
            Instruction { code, jt, jf, k }
        }

        #[rustfmt::skip]
        """);
    out.append("pub static FILTER: [Instruction; ").append(size).append("] = [\n");
    InstructionTable.write(out, embedding.program(), 0, size, "    i(", "),");
    out.append("];\n");
    return Rendering.text(out.toString(), List.of(), List.of());
  }

  @Override
  public Meaning meaning(Rendering rendering, Policy policy, Diagrams diagrams) {
    return InstructionTable.read(rendering.text(), Embedding.order(policy), diagrams);
  }
}
