package callgate.format;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.policy.Policy;

/**
 * A form that a filter has in some program: it can only be written. What was written is read back
 * all the same, to prove it.
 */
public non-sealed interface EmbeddedFormat extends OutputFormat {
  /**
   * {@return what was written, from nothing but its bytes}
   *
   * @param policy what it was made of, which tells for which machines it is
   */
  Meaning meaning(Rendering rendering, Policy policy, Diagrams diagrams);
}
