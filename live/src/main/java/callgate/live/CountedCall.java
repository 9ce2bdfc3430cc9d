package callgate.live;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.kernel.CallCount;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How often a call was made.
 *
 * @param arch the name of its ABI, or its {@code AUDIT_ARCH_*} value
 * @param name of the call, or its number
 */
public record CountedCall(String arch, String name, long count) {
  static CountedCall of(CallCount count) {
    Optional<Abi> abi = CallText.abi(Call.of(count.arch(), count.number(), 0));
    return new CountedCall(
        abi.map(Abi::token).orElseGet(() -> "0x" + Integer.toHexString(count.arch())),
        abi.flatMap(known -> Syscalls.name(known, count.number()))
            .orElseGet(() -> "call " + CallText.number(count.number())),
        count.count());
  }

  static List<CountedCall> mostFirst(List<CountedCall> counts) {
    return counts.stream()
        .sorted(
            Comparator.comparingLong(CountedCall::count)
                .reversed()
                .thenComparing(CountedCall::name))
        .toList();
  }
}
