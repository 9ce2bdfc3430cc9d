package callgate.live;

import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * A call to try.
 *
 * @param name empty for a number that has none
 * @param varied whether an argument is not 0
 */
record Trial(Call call, String name, boolean varied) {
  /** Above the largest number of today: what a newer C library would try. */
  private static final int MORE_NUMBERS = 8;

  /** Calls that no filter ever sees (kernel/seccomp.c, __secure_computing). */
  private static final Set<String> NEVER_FILTERED = Set.of("uretprobe", "uprobe");

  /** {@return all calls of an ABI with zeros for arguments, and numbers without a name} */
  static List<Trial> plain(Abi abi) {
    TreeMap<Integer, String> names = names(abi);
    List<Trial> trials = new ArrayList<>();
    for (int number = names.firstKey(); number <= names.lastKey() + MORE_NUMBERS; number++) {
      String name = names.getOrDefault(number, "");
      if (!NEVER_FILTERED.contains(name)) {
        trials.add(new Trial(Call.of(abi, number), name, false));
      }
    }
    return trials;
  }

  /** {@return calls with arguments that filters look at} */
  static List<Trial> varied(Abi abi) {
    List<Trial> trials = new ArrayList<>();
    names(abi).forEach((number, name) -> varied(abi, number, name, trials));
    return trials;
  }

  private static TreeMap<Integer, String> names(Abi abi) {
    TreeMap<Integer, String> names = new TreeMap<>();
    for (String name : Syscalls.names(abi)) {
      names.putIfAbsent(Syscalls.number(abi, name).orElseThrow(), name);
    }
    return names;
  }

  /** Each argument that has constants, with each of them, as filters test them. */
  private static void varied(Abi abi, int number, String name, List<Trial> trials) {
    List<Argument> arguments = Syscalls.arguments(abi, name);
    for (int index = 0; index < arguments.size(); index++) {
      Set<Long> values = new LinkedHashSet<>();
      for (String constant : Constants.names(abi, name, index)) {
        OptionalLong value = Constants.value(abi, constant);
        value.ifPresent(known -> values.add(known & 0xffffffffL));
      }
      values.remove(0L);
      for (long value : values) {
        long[] all = new long[6];
        all[index] = value;
        trials.add(new Trial(Call.of(abi, number, all), name, true));
      }
    }
  }
}
