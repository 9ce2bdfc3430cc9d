package callgate.format;

import callgate.decision.Comparison;
import callgate.decision.Difference;
import callgate.decision.Meaning;
import callgate.policy.Calls;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;

/**
 * How near a filter is to a policy that comes with Callgate.
 *
 * @param policy such as {@code builtin:docker with CAP_SYS_ADMIN}
 * @param exact whether the filter means exactly that
 * @param abi the ABI whose calls are counted
 * @param tighter how many calls the filter refuses, some or all of which the policy lets through
 * @param looser how many it is the other way round with
 * @param oldest of the kernels that brought calls the filter refuses; that of Callgate's tables
 *     where it refuses none
 */
public record Likeness(
    String policy, boolean exact, Abi abi, int tighter, int looser, KernelVersion oldest) {
  /** A filter that differs in more calls is another one. */
  static final int MOST = 60;

  /** {@return how near a filter is to a policy that it may mean} */
  static Likeness between(String name, Meaning policy, Meaning filter, Abi abi) {
    int tighter = 0;
    int looser = 0;
    KernelVersion oldest = Syscalls.newest();
    for (Difference difference : Comparison.of(policy, filter, true)) {
      int calls = calls(difference, abi);
      switch (difference.verdict()) {
        case TIGHTER -> {
          tighter += calls;
          oldest = calls > 0 ? older(oldest, difference, abi) : oldest;
        }
        case LOOSER -> looser += calls;
        case EQUAL -> {}
        case DIFFERENT -> {
          tighter += calls;
          looser += calls;
        }
      }
    }
    return new Likeness(name, policy.equals(filter), abi, tighter, looser, oldest);
  }

  private static int calls(Difference difference, Abi abi) {
    boolean here =
        difference.abis().stream().anyMatch(where -> where.abi().filter(abi::equals).isPresent());
    if (!here) {
      return 0;
    }
    int count = 0;
    for (Calls calls : difference.calls()) {
      count +=
          switch (calls) {
            case Calls.Named(String name) -> Syscalls.number(abi, name).isPresent() ? 1 : 0;
            case Calls.Numbered range -> hasNames(range, abi) ? MOST + 1 : 0;
          };
    }
    return count;
  }

  /** {@return whether it is a range of calls that there are: then every call is meant} */
  private static boolean hasNames(Calls.Numbered range, Abi abi) {
    return Syscalls.names(abi).stream()
        .flatMapToInt(name -> Syscalls.number(abi, name).stream())
        .anyMatch(number ->
            Integer.compareUnsigned(range.first(), number) <= 0
                && Integer.compareUnsigned(number, range.last()) <= 0);
  }

  private static KernelVersion older(KernelVersion oldest, Difference difference, Abi abi) {
    KernelVersion older = oldest;
    for (Calls calls : difference.calls()) {
      if (calls instanceof Calls.Named(String name)) {
        KernelVersion since = Syscalls.since(abi, name).orElse(older);
        older = since.compareTo(older) < 0 ? since : older;
      }
    }
    return older;
  }

  /** {@return that the filter means exactly a policy} */
  Likeness exactly(String policy) {
    return new Likeness(policy, true, abi, 0, 0, oldest);
  }

  /** {@return in how many calls it differs} */
  public int distance() {
    return tighter + looser;
  }

  /** {@return what to say after the policy's name; empty where the filter means exactly that} */
  public String differences() {
    if (exact) {
      return "";
    }
    if (distance() == 0) {
      return ", with the same calls let through on " + abi.token();
    }
    StringBuilder text = new StringBuilder();
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

  /** {@return such as {@code docker default, tighter by 3 calls}} */
  public String text() {
    String name =
        policy
            .replace("builtin:docker", "docker default")
            .replace("builtin:podman", "podman default");
    return name + differences();
  }
}
