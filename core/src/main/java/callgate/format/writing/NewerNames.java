package callgate.format.writing;

import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.Set;
import java.util.TreeSet;

/** The calls that a policy calls newer and that have names nevertheless. */
final class NewerNames {
  private NewerNames() {}

  /**
   * {@return their names} A call that is newer on one ABI only is none: what it gets there is lost.
   *
   * @param ruled the calls that rules name
   */
  static Set<String> of(Policy policy, Set<String> ruled) {
    Set<String> newer = new TreeSet<>();
    Set<String> known = new TreeSet<>(ruled);
    for (Abi abi : policy.abis()) {
      for (String name : Syscalls.names(abi)) {
        (isNewer(policy.newer(), abi, name) ? newer : known).add(name);
      }
    }
    newer.removeAll(known);
    return newer;
  }

  private static boolean isNewer(Newer newer, Abi abi, String name) {
    return switch (newer) {
      case Newer.AsDefault() -> false;
      case Newer.Since(var kernel, _) ->
          Syscalls.since(abi, name).filter(since -> since.compareTo(kernel) > 0).isPresent();
      case Newer.Above(var largest, _) -> {
        Integer limit = largest.get(abi);
        int number = Syscalls.number(abi, name).orElseThrow();
        yield limit != null && Integer.compareUnsigned(number, limit) > 0;
      }
    };
  }
}
