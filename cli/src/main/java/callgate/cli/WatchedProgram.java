package callgate.cli;

import callgate.bpf.InvalidProgram;
import callgate.format.Source;
import callgate.live.Confinement;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;

/** What a command that starts a program under a policy needs of the policy. */
final class WatchedProgram {
  private WatchedProgram() {}

  /** {@return what a program may do, for a command that watches it} */
  static Confinement confinement(Source source) {
    return switch (source) {
      case Source.Written written -> {
        requireHost(written.policy());
        try {
          yield Confinement.of(written.policy());
        } catch (InvalidProgram tooLong) {
          throw new BadInput(Position.of(written.policy().name()), Failure.text(tooLong));
        }
      }
      case Source.Raw raw -> Confinement.of(raw.name(), raw.program());
    };
  }

  /** The {@code execve} that starts the program is a call of this machine's own ABI. */
  static void requireHost(Policy policy) {
    if (!policy.abis().contains(Abi.host())) {
      throw new BadInput(
          Position.of(policy.name()),
          "this policy says nothing about " + Abi.host().token() + ", the ABI of this machine");
    }
  }
}
