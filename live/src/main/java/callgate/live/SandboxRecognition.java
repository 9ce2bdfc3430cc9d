package callgate.live;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.policy.Action;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Map<String, ReadOptions> ways = new LinkedHashMap<>();
    ways.put("", options);
    ways.put(" with the capabilities of this process", options.withCapabilities(bounding));
    ways.put(" with no capabilities", options.withCapabilities(Set.of()));
    for (String name : List.of("builtin:unconfined", "builtin:docker", "builtin:podman")) {
      for (Map.Entry<String, ReadOptions> way : ways.entrySet()) {
        Source source = PolicySource.read(name, way.getValue());
        SandboxComparison found = SandboxComparison.of(sandbox, actions(source));
        if (found.isEqual()) {
          return Optional.of(new Recognised(name + way.getKey(), source, found.tried()));
        }
      }
    }
    return Optional.empty();
  }

  private static Function<Call, Action> actions(Source source) {
    if (source instanceof Source.Written written) {
      Meaning meaning = PolicyMeaning.of(written.policy(), new Diagrams());
      return call -> Action.of(meaning.evaluate(call));
    }
    return _ -> Action.ALLOW;
  }
}
