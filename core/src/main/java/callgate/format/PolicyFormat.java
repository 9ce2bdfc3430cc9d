package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Policy;

/** A way to write policies down. */
public interface PolicyFormat {
  /** {@return what {@code --to} calls it} */
  String name();

  /** {@return what it is, in one line for the list of formats} */
  String summary();

  /** {@return whether a document is in this format; cheap, and true for no other format} */
  boolean recognises(Document document);

  /**
   * {@return the policy that a document means}
   *
   * @throws BadInput where it means none
   */
  Reading read(Document document, ReadOptions options);

  /** {@return the policy in this format} */
  Rendering write(Policy policy, WriteOptions options);
}
