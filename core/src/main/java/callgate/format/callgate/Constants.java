package callgate.format.callgate;

import callgate.syscall.Abi;
import java.util.Optional;
import java.util.OptionalLong;

/** The names of argument values. */
final class Constants {
  private Constants() {}

  /** {@return the value of a name on an ABI} */
  static OptionalLong value(Abi abi, String name) {
    return OptionalLong.empty();
  }

  /** {@return a name close to one that there is not} */
  static Optional<String> suggestion(String name) {
    return Optional.empty();
  }
}
