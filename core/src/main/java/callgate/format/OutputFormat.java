package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Policy;

/** What policies can be written as. */
public sealed interface OutputFormat permits PolicyFormat, EmbeddedFormat {
  /** {@return what {@code --to} calls it} */
  String name();

  /** {@return what it is, in one line for the list of formats} */
  String summary();

  /**
   * {@return the policy in this format}
   *
   * @throws BadInput where it can't be written without allowing more, though that is not asked for
   */
  Rendering write(Policy policy, WriteOptions options);
}
