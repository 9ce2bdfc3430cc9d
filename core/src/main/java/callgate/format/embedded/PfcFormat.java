package callgate.format.embedded;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.format.EmbeddedFormat;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Policy;

/** The pseudo code in which libseccomp shows filters (seccomp_export_pfc(3)). */
public final class PfcFormat implements EmbeddedFormat {
  @Override
  public String name() {
    return "pfc";
  }

  @Override
  public String summary() {
    return "libseccomp's pseudo code, for people";
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return PfcWriter.write(policy, options);
  }

  @Override
  public Meaning meaning(Rendering rendering, Policy policy, Diagrams diagrams) {
    return PolicyMeaning.of(PseudoCode.read(rendering.text()), diagrams);
  }
}
