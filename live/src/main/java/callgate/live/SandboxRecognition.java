package callgate.live;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Recognition;
import callgate.format.Source;
import callgate.policy.Action;
import callgate.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds out which of the policies that come with Callgate a sandbox behaves like. */
public final class SandboxRecognition {
  private SandboxRecognition() {}

  /**
   * A policy that a sandbox behaves like.
   *
   * @param name such as {@code builtin:docker with no capabilities}
   * @param tried how many calls say so
   */
  public record Recognised(String name, Source source, long tried) {
    /** {@return such as {@code builtin:docker in all 9000 calls that were tried}} */
    public String text() {
      return name + " in all " + tried + " calls that were tried";
    }
  }

  /**
   * {@return the policy; empty when it is like none}
   *
   * @param options the kernel and the machine
   * @param bounding what this process can have at most, as {@code CAP_...} names
   */
  public static Optional<Recognised> of(
      Sandbox sandbox, ReadOptions options, Set<String> bounding) {
    if (SandboxComparison.agrees(sandbox, _ -> Action.ALLOW)) {
      Source source = PolicySource.read("builtin:unconfined", options);
      return Optional.of(new Recognised("builtin:unconfined", source, tried(sandbox)));
    }
    for (String name : List.of("docker", "podman")) {
      Optional<Recognised> found =
          Recognition.candidates(name, options, bounding)
              .filter(candidate -> SandboxComparison.agrees(sandbox, actions(candidate.policy())))
              .findFirst()
              .map(candidate ->
                  new Recognised(
                      candidate.title(), new Source.Written(candidate.policy()), tried(sandbox)));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static long tried(Sandbox sandbox) {
    return sandbox.abis().stream().mapToLong(abi -> abi.calls().size()).sum();
  }

  private static Function<Call, Action> actions(Policy policy) {
    Meaning meaning = PolicyMeaning.of(policy, new Diagrams());
    return call -> Action.of(meaning.evaluate(call));
  }
}
