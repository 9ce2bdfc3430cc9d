package callgate.decision;

import callgate.policy.Calls;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls that two policies treat differently, all in the same way.
 *
 * @param abis where, as far as they have the calls; empty for all ABIs that neither of the policies
 *     names
 * @param calls names in alphabetical order, and then ranges of numbers without names; only ranges
 *     where every call of an ABI is meant, and all numbers where even those without names are
 * @param verdict how strict the second policy is with them, compared with the first
 * @param changes what happens, each with a witness that is a call of the first of {@code calls}
 * @param whatever whether the arguments make no difference: there is one change then
 */
public record Difference(
    List<Where> abis, List<Calls> calls, Verdict verdict, List<Change> changes, boolean whatever) {
  public Difference {
    abis = List.copyOf(abis);
    calls = List.copyOf(calls);
    changes = List.copyOf(changes);
  }

  /**
   * An ABI.
   *
   * @param abi empty when Callgate does not know the arch value
   * @param arch an {@code AUDIT_ARCH_*} value
   */
  public record Where(Optional<Abi> abi, int arch) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Where that && arch == that.arch && abi.equals(that.abi);
    }

    @Override
    public int hashCode() {
      return 31 * arch + abi.hashCode();
    }

    /** {@return the ABI's name, or the arch value in hexadecimal} */
    @Override
    public String toString() {
      return abi.map(Abi::token).orElseGet(() -> "0x" + Integer.toHexString(arch));
    }
  }
}
