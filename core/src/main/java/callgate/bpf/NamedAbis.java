package callgate.bpf;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/** The ABIs that a program is about. */
public final class NamedAbis {
  private NamedAbis() {}

  /**
   * {@return the ABIs whose calls a program tells from those of others, in the order of its tests}
   * Of x86_64 and x32, which share an arch value, x32 only where some of its calls are let through.
   */
  public static List<Abi> of(Program program) {
    List<Abi> abis = new ArrayList<>();
    for (int arch : Reach.of(program).arches()) {
      for (Abi abi : Abi.values()) {
        if (abi.auditArch() == arch && (abi != Abi.X32 || letsAny(program, abi))) {
          abis.add(abi);
        }
      }
    }
    return List.copyOf(abis);
  }

  private static boolean letsAny(Program program, Abi abi) {
    Paths paths = new Paths(program, abi.auditArch());
    for (String name : Syscalls.names(abi)) {
      if (paths.longestLetThrough(Syscalls.number(abi, name).orElseThrow()) > 0) {
        return true;
      }
    }
    return false;
  }
}
