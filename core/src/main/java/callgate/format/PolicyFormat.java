package callgate.format;

import callgate.policy.BadInput;

/** A way to write policies down that can be read again. */
public non-sealed interface PolicyFormat extends OutputFormat {
  /**
   * {@return whether a document is in this format; cheap, and true for no other format} The
   * document is text; {@link Document#structure} is its tree if it is JSON or YAML.
   */
  boolean recognises(Document document);

  /** {@return whether a directory's files together are a policy in this format} */
  default boolean recognisesDirectory(Document directory) {
    return false;
  }

  /**
   * {@return the policy that a document means}
   *
   * @throws BadInput where it means none
   */
  Reading read(Document document, ReadOptions options);
}
