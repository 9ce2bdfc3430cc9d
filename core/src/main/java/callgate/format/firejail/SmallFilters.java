package callgate.format.firejail;

import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The filters of {@code protocol}, {@code memory-deny-write-execute} and {@code
 * restrict-namespaces}, which look at the low 32 bits of one argument.
 */
final class SmallFilters {
  private static final int ENOTSUP = 95;
  private static final int ENOSYS = 38;

  private static final Map<String, Integer> FAMILIES =
      Map.of("unix", 1, "inet", 2, "inet6", 10, "netlink", 16, "packet", 17, "bluetooth", 31);

  private static final Map<String, Integer> NAMESPACES = namespaces();

  private final Denials denials;
  private final Action error;

  SmallFilters(Denials denials, Action error) {
    this.denials = denials;
    this.error = error;
  }

  private static Map<String, Integer> namespaces() {
    Map<String, Integer> flags = new LinkedHashMap<>();
    flags.put("cgroup", 0x02000000);
    flags.put("ipc", 0x08000000);
    flags.put("net", 0x40000000);
    flags.put("mnt", 0x00020000);
    flags.put("pid", 0x20000000);
    flags.put("time", 0x00000080);
    flags.put("user", 0x10000000);
    flags.put("uts", 0x04000000);
    return flags;
  }

  /** Lets sockets of some families through only. */
  void protocol(List<String> families, Abi abi, Position position) {
    List<Condition> others = new ArrayList<>();
    for (String family : families) {
      Integer number = FAMILIES.get(family);
      if (number == null) {
        throw unknown(family, FAMILIES, "protocol", position);
      }
      others.add(test(0, Op.NE, number, -1));
    }
    if (!families.isEmpty()) {
      deny(0, abi, "socket", Action.errno(ENOTSUP), new Condition.All(others), position);
    }
  }

  /** Stops what makes memory both writable and executable. */
  void writeExecute(Abi abi, Position position) {
    boolean old = abi == Abi.X86;
    if (old) {
      deny(2, abi, "mmap", error, Condition.ALWAYS, position);
    }
    Condition both = test(2, Op.EQ, 6, 6);
    Condition executable = test(2, Op.EQ, 4, 4);
    deny(2, abi, old || abi == Abi.ARM ? "mmap2" : "mmap", error, both, position);
    deny(2, abi, "mprotect", error, executable, position);
    deny(2, abi, "pkey_mprotect", error, executable, position);
    deny(2, abi, "shmat", error, test(2, Op.EQ, 0x8000, 0x8000), position);
    deny(2, abi, "memfd_create", error, Condition.ALWAYS, position);
  }

  /** Stops what makes new namespaces, or joins others. */
  void namespaces(List<String> names, Abi abi, Position position) {
    int mask = 0;
    for (String name : names) {
      Integer flag = NAMESPACES.get(name);
      if (flag == null) {
        throw unknown(name, NAMESPACES, "namespace", position);
      }
      mask |= flag;
    }
    // In clone that bit is the signal of the child's end.
    int cloned = mask & ~NAMESPACES.getOrDefault("time", 0);
    int flags = abi == Abi.S390X || abi == Abi.S390 ? 1 : 0;
    deny(3, abi, "clone", error, test(flags, Op.NE, 0, cloned), position);
    deny(3, abi, "clone3", Action.errno(ENOSYS), Condition.ALWAYS, position);
    deny(3, abi, "unshare", error, test(0, Op.NE, 0, mask), position);
    Condition joined = new Condition.Any(List.of(test(1, Op.EQ, 0, -1), test(1, Op.NE, 0, mask)));
    deny(3, abi, "setns", error, joined, position);
  }

  static List<String> allNamespaces() {
    return List.copyOf(NAMESPACES.keySet());
  }

  private static Test test(int argument, Op op, long value, long mask) {
    return new Test(argument, op, value, mask == -1 ? -1 : mask & 0xffffffffL, Width.BITS_32);
  }

  private void deny(
      int turn, Abi abi, String call, Action action, Condition condition, Position position) {
    if (Syscalls.number(abi, call).isPresent()) {
      denials.add(turn, abi, List.of(new Calls.Named(call)), action, condition, position);
    }
  }

  private static BadInput unknown(
      String name, Map<String, Integer> known, String what, Position position) {
    return new BadInput(
        position,
        name
            + " is no "
            + what
            + Spelling.nearest(name, known.keySet())
                .map(meant -> "; did you mean " + meant + "?")
                .orElse(
                    "; there are " + String.join(", ", known.keySet().stream().sorted().toList())));
  }
}
