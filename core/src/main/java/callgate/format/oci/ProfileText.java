package callgate.format.oci;

import callgate.format.writing.ArgumentTest;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A profile that is being written, part by part. */
interface ProfileText {
  /** Starts with the action for all calls that no entry matches. */
  ProfileText defaultAction(Action action);

  /** Names the ABIs of one machine. */
  ProfileText architectures(List<Abi> abis);

  /** Names the ABIs of several machines: under each machine's own ABI the others. */
  ProfileText archMap(Map<Abi, List<Abi>> machines);

  /** Names the flags, unless they are those that runtimes set anyway. */
  ProfileText flags(Set<FilterFlag> flags);

  /** {@return the whole text with its entries} */
  String with(List<Entry> entries);

  /**
   * An entry of {@code syscalls}.
   *
   * @param tests all of which must hold; empty for none
   */
  record Entry(List<String> names, Action action, List<ArgumentTest> tests, String comment) {}
}
