package callgate.format;

import callgate.policy.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What writing a policy gave. */
public final class Rendering {
  private final byte[] bytes;
  private final boolean binary;
  private final List<Loss> losses;
  private final List<String> notes;

  private Rendering(byte[] bytes, boolean binary, List<Loss> losses, List<String> notes) {
    this.bytes = bytes;
    this.binary = binary;
    this.losses = List.copyOf(losses);
    this.notes = List.copyOf(notes);
  }

  /**
   * {@return a document}
   *
   * @param text never lets a call through that the policy stops, unless that was asked for
   * @param losses what the format can't say and the text therefore leaves out; empty when it means
   *     the same
   * @param notes differences in how a call is stopped, never in whether
   */
  public static Rendering text(String text, List<Loss> losses, List<String> notes) {
    return new Rendering(text.getBytes(StandardCharsets.UTF_8), false, losses, notes);
  }

  /** {@return something that is no text, and means the same as the policy} */
  public static Rendering binary(byte[] bytes) {
    return new Rendering(bytes.clone(), true, List.of(), List.of());
  }

  /** Something that a policy says and a format can't. */
  public record Loss(Position position, String what) {
    @Override
    public String toString() {
      return position + ": " + what;
    }
  }

  /** {@return whether it is no text} */
  public boolean isBinary() {
    return binary;
  }

  /** {@return what to write to a file} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return the text} */
  public String text() {
    if (binary) {
      throw new IllegalStateException("this is no text");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** {@return what the format can't say; empty when what was written means the same} */
  public List<Loss> losses() {
    return losses;
  }

  /** {@return differences in how a call is stopped, never in whether} */
  public List<String> notes() {
    return notes;
  }
}
