package callgate.format;

import callgate.format.oidc.OidcFormat;
import callgate.policy.BadInput;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Bundled;
import callgate.syscall.Spelling;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The policies that come with Callgate, in its own format. */
public final class Builtins {
  /** What Northstar calls its default profile. */
  public static final String NORTHSTAR = "northstar";

  /** What Elastic's Beats do by default, which differs from ABI to ABI. */
  public static final String BEATS = "beats";

  private static final Set<Abi> ABIS_OF_BEATS =
      EnumSet.of(Abi.X86_64, Abi.X86, Abi.AARCH64, Abi.ARM);

  /** Before a program of oidc-agent, which may have options. */
  private static final String OIDC_AGENT = "oidc-agent/";

  /** Those that container runtimes read, with the help of a libseccomp. */
  private static final Set<String> OF_CONTAINERS = Set.of("docker", "podman");

  private static final List<String> NAMES =
      List.of(BEATS, "docker", NORTHSTAR, "podman", "unconfined");

  private Builtins() {}

  /** {@return what may stand after {@code builtin:}} */
  public static List<String> names() {
    List<String> names = new ArrayList<>(NAMES);
    OidcFormat.builtins().forEach(component -> names.add(OIDC_AGENT + component));
    return names;
  }

  /**
   * {@return the policy of that name}
   *
   * @throws BadInput when there is none
   */
  public static Reading read(String name, ReadOptions options) {
    String title = "builtin:" + name;
    if (name.startsWith(OIDC_AGENT)) {
      return OidcFormat.builtin(title, name.substring(OIDC_AGENT.length()), options);
    }
    if (!NAMES.contains(name)) {
      String hint =
          Spelling.nearest(name, names())
              .map(meant -> "; did you mean builtin:" + meant + "?")
              .orElse("; there are " + String.join(", ", names()));
      throw new BadInput(Position.of(title), "there is no such policy" + hint);
    }
    if (!namesOn(options.abi()).contains(name)) {
      throw new BadInput(Position.of(title), "there is no such policy on " + options.abi().token());
    }
    ReadOptions answering = answering(name, options);
    Reading reading =
        PreparedPolicies.find(title, answering)
            .map(policy -> new Reading(policy, List.of()))
            .orElseGet(() -> Formats.read(document(name, options), answering));
    if (!OF_CONTAINERS.contains(name)) {
      return name.equals(NORTHSTAR) ? reading.within(answering.capabilities()) : reading;
    }
    Policy known = new KnownCalls(options.libseccomp()).of(reading.policy());
    return reading.withPolicy(under(options.runtime(), known)).within(options.capabilities());
  }

  /** crun has no answer of its own for newer calls; Docker's default counts on runc's. */
  static Policy under(ContainerRuntime runtime, Policy policy) {
    return runtime.isCrun() && policy.newer() instanceof Newer.Above
        ? policy.withNewer(new Newer.AsDefault())
        : policy;
  }

  /** {@return whether a container runtime installs a policy} */
  static boolean isOfContainers(String name) {
    return OF_CONTAINERS.contains(name);
  }

  /** {@return whether a policy differs with the capabilities of a container} */
  static boolean asksForCapabilities(String name) {
    return OF_CONTAINERS.contains(name) || name.equals(NORTHSTAR);
  }

  /** {@return what may stand after {@code builtin:} for programs of an ABI} */
  static List<String> namesOn(Abi abi) {
    return ABIS_OF_BEATS.contains(abi)
        ? NAMES
        : NAMES.stream().filter(name -> !name.equals(BEATS)).toList();
  }

  /** {@return the options with the capabilities that a container of that kind has by itself} */
  static ReadOptions answering(String name, ReadOptions options) {
    return name.equals(NORTHSTAR) ? options.withCapabilities(options.addedCapabilities()) : options;
  }

  /** {@return the text of the policy of that name, which there is} */
  public static Document document(String name) {
    return document("builtin:" + name, name);
  }

  /** {@return the text that these options ask for} */
  static Document document(String name, ReadOptions options) {
    return document(
        "builtin:" + name, name.equals(BEATS) ? name + "-" + options.abi().token() : name);
  }

  private static Document document(String title, String file) {
    return Document.of(title, Bundled.text(Builtins.class, "builtin/" + file + ".yaml"));
  }
}
