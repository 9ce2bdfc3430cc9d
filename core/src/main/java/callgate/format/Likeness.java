package callgate.format;

import callgate.decision.Comparison;
import callgate.decision.Difference;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which policy that comes with Callgate a filter is, or is nearest to, on the machine's main ABI.
 *
 * @param name such as {@code docker default}
 * @param tighter how many calls the filter refuses, some or all of which the policy lets through
 * @param looser how many it is the other way round with
 */
public record Likeness(String name, int tighter, int looser) {
  /** A filter that differs in more calls is another one. */
  private static final int MOST = 60;

  /** By name, kernel and machine: reading them takes longer than all the rest. */
  private static final Map<String, Policy> READ = new ConcurrentHashMap<>();

  private static final List<String> CANDIDATES = List.of("docker", "podman");

  /**
   * {@return what a filter is like; empty when it is like none}
   *
   * @param options the kernel and the machine
   * @param bounding what the process can have at most, as {@code CAP_...} names
   */
  public static Optional<Likeness> of(Meaning meaning, ReadOptions options, Set<String> bounding) {
    Optional<Likeness> nearest = Optional.empty();
    for (String name : CANDIDATES) {
      Meaning candidate = PolicyMeaning.of(policy(name, options), meaning.diagrams());
      Likeness likeness = between(title("builtin:" + name), candidate, meaning, options.host());
      if (likeness.distance() <= MOST
          && nearest.map(other -> likeness.distance() < other.distance()).orElse(true)) {
        nearest = Optional.of(likeness);
      }
    }
    // Those with other capabilities are not far from the defaults.
    Optional<Likeness> found = nearest;
    return found.isEmpty()
        ? found
        : Recognition.of(meaning, options, bounding)
            .map(exact -> new Likeness(title(exact), 0, 0))
            .or(() -> found);
  }

  private static Policy policy(String name, ReadOptions options) {
    String key = name + ' ' + options.kernel() + ' ' + options.host().token();
    return READ.computeIfAbsent(key, _ -> Builtins.read(name, options).policy());
  }

  /** {@return in how many calls it differs} */
  public int distance() {
    return tighter + looser;
  }

  /** {@return such as {@code docker default, tighter by 3 calls}} */
  public String text() {
    StringBuilder text = new StringBuilder(name);
    if (tighter > 0) {
      text.append(", tighter by ").append(calls(tighter));
    }
    if (looser > 0) {
      text.append(tighter > 0 ? " and looser by " : ", looser by ").append(calls(looser));
    }
    return text.toString();
  }

  private static String calls(int count) {
    return count + (count == 1 ? " call" : " calls");
  }

  private static String title(String builtin) {
    return builtin
        .replace("builtin:docker", "docker default")
        .replace("builtin:podman", "podman default");
  }

  private static Likeness between(String name, Meaning policy, Meaning filter, Abi host) {
    int tighter = 0;
    int looser = 0;
    for (Difference difference : Comparison.of(policy, filter, true)) {
      int calls = calls(difference, host);
      switch (difference.verdict()) {
        case TIGHTER -> tighter += calls;
        case LOOSER -> looser += calls;
        case EQUAL -> {}
        case DIFFERENT -> {
          tighter += calls;
          looser += calls;
        }
      }
    }
    return new Likeness(name, tighter, looser);
  }

  private static int calls(Difference difference, Abi host) {
    boolean here =
        difference.abis().stream().anyMatch(where -> where.abi().filter(host::equals).isPresent());
    if (!here) {
      return 0;
    }
    int count = 0;
    for (Calls calls : difference.calls()) {
      count +=
          switch (calls) {
            case Calls.Named _ -> 1;
            case Calls.Numbered range -> hasNames(range, host) ? MOST + 1 : 0;
          };
    }
    return count;
  }

  /** {@return whether it is a range of calls that there are: then every call is meant} */
  private static boolean hasNames(Calls.Numbered range, Abi host) {
    return Syscalls.names(host).stream()
        .flatMapToInt(name -> Syscalls.number(host, name).stream())
        .anyMatch(number ->
            Integer.compareUnsigned(range.first(), number) <= 0
                && Integer.compareUnsigned(number, range.last()) <= 0);
  }
}
