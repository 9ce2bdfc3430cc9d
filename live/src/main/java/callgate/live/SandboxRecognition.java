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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds out which of the policies that come with Callgate a sandbox behaves like. */
public final class SandboxRecognition {
  private SandboxRecognition() {}

  /**
   * {@return such as {@code builtin:docker in all 9000 calls that were tried}; empty when it is
   * like none}
   *
   * @param options the kernel and the machine
   * @param bounding what this process can have at most, as {@code CAP_...} names
   */
  public static Optional<String> of(Sandbox sandbox, ReadOptions options, Set<String> bounding) {
    boolean open = SandboxComparison.of(sandbox, _ -> Action.ALLOW).isEqual();
    if (open) {
      return Optional.of("no sandbox at all: every call passes");
    }
    Map<String, ReadOptions> ways = new LinkedHashMap<>();
    ways.put("", options);
    ways.put(" with the capabilities of this process", options.withCapabilities(bounding));
    ways.put(" with no capabilities", options.withCapabilities(Set.of()));
    for (String name : Set.of("builtin:docker", "builtin:podman")) {
      for (Map.Entry<String, ReadOptions> way : ways.entrySet()) {
        SandboxComparison found =
            SandboxComparison.of(sandbox, actions(PolicySource.read(name, way.getValue())));
        if (found.isEqual()) {
          return Optional.of(
              name + way.getKey() + " in all " + found.tried() + " calls that were tried");
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
