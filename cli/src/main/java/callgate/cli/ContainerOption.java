package callgate.cli;

import callgate.format.ContainerRuntime;
import callgate.learn.ContainerStart;
import callgate.learn.PolicySynthesis;
import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code --for}: which container runtime will install the filter. */
final class ContainerOption {
  private static final String FOR = "for";
  private static final String NO_NEW_PRIVILEGES = "no-new-privileges";
  private static final int ENOSYS = 38;

  private ContainerOption() {}

  static Options addTo(Options options) {
    options.addOption(
        PolicyArgument.value(
            FOR, "RUNTIME", "allow what runc, crun, docker or podman needs to start a container"));
    options.addOption(
        null, NO_NEW_PRIVILEGES, false, "with --for: of a container that has no_new_privs");
    return options;
  }

  /** {@return the runtime that the user names} */
  private static Optional<ContainerRuntime> runtime(CommandLine line) {
    String name = line.getOptionValue(FOR);
    if (name == null) {
      if (line.hasOption(NO_NEW_PRIVILEGES)) {
        throw new UsageError("--no-new-privileges is about a container: --for runc");
      }
      return Optional.empty();
    }
    return Optional.of(
        ContainerRuntime.of(name)
            .orElseThrow(
                () -> new UsageError("--for is runc, crun, docker or podman, not " + name)));
  }

  /** {@return who will read a profile: the runtime that it is for, or another} */
  static ContainerRuntime reader(CommandLine line, ContainerRuntime other) {
    return line.hasOption("runtime") ? other : runtime(line).orElse(other);
  }

  /** Fails when the options make no sense. */
  static void check(CommandLine line) {
    runtime(line);
  }

  /**
   * {@return a learned policy with what the runtime needs, if there is one} crun has no answer of
   * its own for calls that are newer than a profile, so that all others get ENOSYS there, as under
   * Podman's default.
   */
  static PolicySynthesis.Result learned(PolicySynthesis.Result learned, CommandLine line) {
    Optional<ContainerRuntime> runtime = runtime(line);
    if (runtime.isEmpty()) {
      return learned;
    }
    Policy policy = learned.policy();
    List<String> notes = new ArrayList<>(learned.notes());
    if (runtime.get().isCrun()
        && policy.newer() instanceof Newer.Since
        && !policy.defaultAction().lets()) {
      policy = policy.withDefaultAction(Action.errno(ENOSYS)).withNewer(new Newer.AsDefault());
      notes.add(
          "other calls get ENOSYS, not EPERM: crun can't tell those that are newer than the policy");
    }
    return new PolicySynthesis.Result(added(policy, runtime.get(), line, notes), notes);
  }

  /** {@return a policy with what the runtime needs, if there is one} */
  static Policy converted(Policy policy, CommandLine line, Terminal terminal) {
    List<String> notes = new ArrayList<>();
    Policy added = runtime(line).map(runtime -> added(policy, runtime, line, notes)).orElse(policy);
    notes.forEach(terminal::message);
    return added;
  }

  private static Policy added(
      Policy policy, ContainerRuntime runtime, CommandLine line, List<String> notes) {
    String name = runtime.isCrun() ? "crun" : "runc";
    ContainerStart.Result result =
        new ContainerStart(name, line.hasOption(NO_NEW_PRIVILEGES)).addTo(policy);
    Map<List<String>, List<String>> byCalls = new LinkedHashMap<>();
    for (Map.Entry<Abi, List<String>> one : result.added().entrySet()) {
      byCalls.computeIfAbsent(one.getValue(), _ -> new ArrayList<>()).add(one.getKey().token());
    }
    byCalls.forEach((calls, abis) ->
        notes.add(
            "added for "
                + name
                + " on "
                + String.join(", ", abis)
                + ": "
                + String.join(", ", calls)));
    if (byCalls.isEmpty()) {
      notes.add("all that " + name + " needs is allowed already");
    }
    if (!result.overruled().isEmpty()) {
      notes.add(
          "refused until now, and allowed for "
              + name
              + ": "
              + String.join(", ", result.overruled()));
    }
    return result.policy();
  }
}
