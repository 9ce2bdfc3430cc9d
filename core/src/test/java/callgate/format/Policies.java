package callgate.format;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyEvaluator;
import callgate.decision.PolicyMeaning;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;

/** Short words for tests of formats. */
final class Policies {
  static final ReadOptions OPTIONS = ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private Policies() {}

  static Policy read(String... lines) {
    return reading(OPTIONS, lines).policy();
  }

  static Reading reading(ReadOptions options, String... lines) {
    return Formats.read(Document.of("policy", String.join("\n", lines) + "\n"), options);
  }

  static List<String> warnings(String... lines) {
    return reading(OPTIONS, lines).warnings().stream().map(Warning::toString).toList();
  }

  /** {@return what is said about a text that means no policy} */
  static String problem(String... lines) {
    try {
      Policy policy = read(lines);
      throw new AssertionError("this was read: " + policy);
    } catch (BadInput e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** {@return the action for a call by name} */
  static String decide(Policy policy, Abi abi, String name, long... arguments) {
    int number = Syscalls.number(abi, name).orElseThrow();
    return PolicyEvaluator.decide(policy, Call.of(abi, number, arguments)).toString();
  }

  static String decide(Policy policy, Abi abi, int number, long... arguments) {
    return PolicyEvaluator.decide(policy, Call.of(abi, number, arguments)).toString();
  }

  /** {@return a call that two policies decide differently} */
  static Optional<String> difference(Policy left, Policy right) {
    Diagrams diagrams = new Diagrams();
    return Meaning.witness(PolicyMeaning.of(left, diagrams), PolicyMeaning.of(right, diagrams))
        .map(call ->
            call
                + ": "
                + PolicyEvaluator.decide(left, call)
                + " or "
                + PolicyEvaluator.decide(right, call));
  }
}
