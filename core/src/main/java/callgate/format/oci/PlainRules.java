package callgate.format.oci;

import callgate.format.ContainerRuntime;
import callgate.format.ReadOptions;
import callgate.format.oci.OciProfile.Arch;
import callgate.format.oci.OciProfile.Filter;
import callgate.format.oci.OciProfile.Name;
import callgate.policy.Action;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What libseccomp makes of calls by name: it also adds rules for the calls that carry others on
 * some ABIs, such as {@code socketcall}. For formats whose programs ask it without runc or crun
 * between.
 */
public final class PlainRules {
  private PlainRules() {}

  /** A call that there is, where it is named, and what it gets. */
  public record Named(String call, Position position, Action action, String reason) {}

  /**
   * {@return the rules for calls}
   *
   * @param standard what other calls get
   * @param abis those of the filter
   */
  public static List<Rule> of(
      String file, Action standard, List<Named> calls, List<Abi> abis, ReadOptions options) {
    List<OciProfile.Entry> entries = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= calls.size(); i++) {
      if (i == calls.size() || !alike(calls.get(start), calls.get(i))) {
        entries.add(entry(calls.subList(start, i)));
        start = i;
      }
    }
    Position position = Position.of(file);
    OciProfile profile =
        new OciProfile(
            position,
            standard,
            abis.stream().map(abi -> new Arch(abi, position)).toList(),
            List.of(),
            Optional.empty(),
            entries);
    ReadOptions plain = options.withRuntime(ContainerRuntime.CRUN);
    return OciPolicy.of(file, profile, plain, new ArrayList<>()).policy().rules();
  }

  private static boolean alike(Named left, Named right) {
    return left.action.equals(right.action)
        && left.reason.equals(right.reason)
        && left.position.line() == right.position.line();
  }

  private static OciProfile.Entry entry(List<Named> calls) {
    Named first = calls.getFirst();
    return new OciProfile.Entry(
        first.position,
        calls.stream().map(call -> new Name(call.call, call.position)).toList(),
        first.action,
        List.of(),
        first.reason,
        Filter.NONE,
        Filter.NONE);
  }
}
