package callgate.format.embedded;

import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.format.EmbeddedFormat;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;
import java.nio.ByteOrder;

/** The bytes that the kernel takes. */
public final class RawFormat implements EmbeddedFormat {
  @Override
  public String name() {
    return "raw";
  }

  @Override
  public String summary() {
    return "struct sock_filter[], for bubblewrap, minijail and crun";
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    Embedding embedding = Embedding.of(policy);
    return Rendering.binary(embedding.program().write(embedding.order()));
  }

  @Override
  public Meaning meaning(Rendering rendering, Policy policy, Diagrams diagrams) {
    ByteOrder order = Embedding.order(policy);
    return SymbolicExecution.of(Program.read(rendering.bytes(), order), diagrams, order);
  }
}
