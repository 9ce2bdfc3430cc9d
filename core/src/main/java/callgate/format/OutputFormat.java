package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import java.util.Optional;

/** What policies can be written as. */
public sealed interface OutputFormat permits PolicyFormat, EmbeddedFormat {
  /** {@return what {@code --to} calls it} */
  String name();

  /** {@return what it is, in one line for the list of formats} */
  String summary();

  /**
   * {@return a learned policy, which knows only what to allow, with all that is else decided as the
   * users of this format decide it}
   */
  default Policy suited(Policy learned) {
    return learned;
  }

  /**
   * {@return the policy that comes with Callgate and that texts in this format usually build on}
   */
  default Optional<String> profile() {
    return Optional.empty();
  }

  /**
   * {@return the policy in this format}
   *
   * @throws BadInput where it can't be written without allowing more, though that is not asked for
   */
  Rendering write(Policy policy, WriteOptions options);
}
