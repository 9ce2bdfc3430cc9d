package callgate.bpf;

import callgate.bpf.Reach.Arrivals;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names of ABIs, calls and arguments that numbers in a program mean. */
final class CallNames {
  /** Where more calls than this get to an instruction, it is not about one of them. */
  private static final int MOST_CALLS = 4;

  private CallNames() {}

  /** {@return the ABI of an arch value, or the value itself} x86_64 where x32 has the same. */
  static String arch(int arch) {
    List<Abi> abis = abis(arch);
    return abis.isEmpty() ? "0x" + Integer.toHexString(arch) : abis.getFirst().token();
  }

  /**
   * {@return the names of the calls that a number means; empty where it has none}
   *
   * @param arrivals the calls that get to where it is compared
   * @param mask what the call's number was masked with before
   */
  static String calls(List<Arrivals> arrivals, int number, int mask) {
    Set<String> names = new TreeSet<>();
    for (Arrivals some : arrivals) {
      Integer arch = some.arch();
      if (arch == null) {
        continue;
      }
      for (Abi abi : abis(arch)) {
        int own = abi == Abi.X32 && (mask & Abi.X32_BIT) == 0 ? number | Abi.X32_BIT : number;
        if (abi.owns(own) && hasAny(some.numbers(), abi)) {
          Syscalls.name(abi, own).ifPresent(names::add);
        }
      }
    }
    return names.size() > MOST_CALLS ? "" : String.join("/", names);
  }

  private static boolean hasAny(Ranges numbers, Abi abi) {
    return switch (abi) {
      case X86_64 -> !numbers.within(0, Abi.X32_BIT - 1).isEmpty();
      case X32 -> !numbers.within(Abi.X32_BIT, -2).isEmpty();
      default -> true;
    };
  }

  /** {@return {@code family of socket}, where few calls get to code about an argument} */
  static String argument(List<Arrivals> arrivals, int index) {
    Set<String> calls = new TreeSet<>();
    @Nullable String argument = null;
    for (Arrivals some : arrivals) {
      Integer arch = some.arch();
      if (arch == null) {
        return "";
      }
      for (int range = 0; range < some.numbers().size(); range++) {
        int first = some.numbers().first(range);
        int last = some.numbers().last(range);
        if (last - first < 0 || last - first >= MOST_CALLS) {
          return "";
        }
        for (int number = first; number - last <= 0; number++) {
          String name = name(arch, number);
          if (name.isEmpty()) {
            return "";
          }
          calls.add(name);
          String own = argumentName(arch, name, index);
          argument = argument == null || argument.equals(own) ? own : "";
        }
      }
    }
    if (argument == null || argument.isEmpty() || calls.size() > MOST_CALLS) {
      return "";
    }
    return argument + " of " + String.join(", ", calls);
  }

  private static String name(int arch, int number) {
    for (Abi abi : abis(arch)) {
      if (abi.owns(number)) {
        return Syscalls.name(abi, number).orElse("");
      }
    }
    return "";
  }

  private static String argumentName(int arch, String call, int index) {
    List<Argument> arguments = Syscalls.arguments(abis(arch).getFirst(), call);
    return index < arguments.size() ? arguments.get(index).name() : "";
  }

  /** {@return the ABIs that an arch value means: x86_64 and x32 share one} */
  private static List<Abi> abis(int arch) {
    List<Abi> abis = new ArrayList<>(2);
    for (Abi abi : Abi.values()) {
      if (abi.auditArch() == arch) {
        abis.add(abi);
      }
    }
    return abis;
  }
}
