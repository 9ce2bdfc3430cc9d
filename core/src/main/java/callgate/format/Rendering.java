package callgate.format;

import callgate.policy.Position;
import java.util.List;

/**
 * What writing a policy gave.
 *
 * @param text the document; it never lets a call through that the policy stops
 * @param losses what the format can't say and the text therefore leaves out; empty when it means
 *     the same
 * @param notes differences in how a call is stopped, never in whether
 */
public record Rendering(String text, List<Loss> losses, List<String> notes) {
  public Rendering {
    losses = List.copyOf(losses);
    notes = List.copyOf(notes);
  }

  /** Something that a policy says and a format can't. */
  public record Loss(Position position, String what) {
    @Override
    public String toString() {
      return position + ": " + what;
    }
  }
}
