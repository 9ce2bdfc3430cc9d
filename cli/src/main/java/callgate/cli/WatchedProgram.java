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
    if (source instanceof Source.Raw raw) {
      return Confinement.of(raw.name(), raw.program());
    }
    Policy policy = ((Source.Written) source).policy();
    requireHost(policy);
    try {
      return Confinement.of(policy);
    } catch (InvalidProgram tooLong) {
      throw new BadInput(Position.of(policy.name()), Failure.text(tooLong));
    }
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
