package callgate.format.oci;

import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.policy.FilterFlag;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A profile as it is written, before anybody makes sense of it.
 *
 * @param position of the default action
 * @param architectures empty when none are named
 * @param rows of {@code archMap}; empty when there is none
 * @param flags empty when the key is absent, which is not the same as no flags
 */
record OciProfile(
    Position position,
    Action defaultAction,
    List<Arch> architectures,
    List<ArchRow> rows,
    Optional<Set<FilterFlag>> flags,
    List<Entry> entries) {

  /** {@return the same with more entries} */
  OciProfile with(List<Entry> more) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(more);
    return new OciProfile(position, defaultAction, architectures, rows, flags, all);
  }

  /** An ABI where it is named. */
  record Arch(Abi abi, Position position) {}

  /** ABIs for the machine whose own the first is. */
  record ArchRow(Arch own, List<Arch> others) {}

  /** A call's name where it stands. */
  record Name(String text, Position position) {}

  /**
   * One of {@code syscalls}.
   *
   * @param includes all of it must hold
   * @param excludes none of it may hold
   */
  record Entry(
      Position position,
      List<Name> names,
      Action action,
      List<Argument> arguments,
      String comment,
      Filter includes,
      Filter excludes) {}

  /**
   * One of {@code args}.
   *
   * @param mask what the argument is masked with; -1 for none
   * @param masked whether the comparison is {@code SCMP_CMP_MASKED_EQ}
   */
  record Argument(Position position, int index, Op op, long value, long mask, boolean masked) {}

  /** Conditions on the surroundings. */
  record Filter(List<String> caps, List<String> arches, Optional<KernelVersion> minKernel) {
    static final Filter NONE = new Filter(List.of(), List.of(), Optional.empty());
  }
}
