package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;

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
   * {@return whether a document can have several policies, of which {@link Document#part} is one}
   */
  default boolean hasParts() {
    return false;
  }

  /**
   * {@return the policy that a document means}
   *
   * @throws BadInput where it means none
   */
  Reading read(Document document, ReadOptions options);

  /**
   * {@return texts that may mean what a document means and one rule more, which decides before all
   * others, the nicest first: each is the document with as little changed as can be} Whoever asks
   * reads them back and takes the first that means it.
   *
   * @param policy what the document means
   * @param wanted what it is to mean
   */
  default List<String> withRule(Document document, Policy policy, Policy wanted, Rule rule) {
    return NeighbourEdits.withRule(this, document, policy, wanted, rule);
  }

  /**
   * {@return whether a document has nothing but the policy, so that it can be written anew}
   * Manifests and units have more, which would be lost.
   */
  default boolean isAlone() {
    return false;
  }

  /**
   * {@return texts that may be about one ABI more, in the same manner}
   *
   * @param policy what the document means
   */
  default List<String> withAbi(Document document, Policy policy, Abi abi) {
    return List.of();
  }
}
