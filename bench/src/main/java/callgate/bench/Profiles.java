package callgate.bench;

import callgate.format.PolicySource;
import callgate.format.Source;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.List;

/** The policies that are measured. */
final class Profiles {
  private Profiles() {}

  /** {@return a policy as its author wrote it} */
  static Policy read(String argument) {
    return switch (PolicySource.read(argument)) {
      case Source.Written written -> written.policy();
      case Source.Raw _ -> throw new IllegalArgumentException(argument + " is no policy");
    };
  }

  /** {@return a policy for some ABIs only, such as {@code x86_64+x86+x32}} */
  static Policy read(String argument, String abis) {
    return read(argument).withAbis(List.of(abis.split("\\+")).stream().map(Profiles::abi).toList());
  }

  private static Abi abi(String name) {
    return Abi.of(name).orElseThrow(() -> new IllegalArgumentException("there is no ABI " + name));
  }
}
