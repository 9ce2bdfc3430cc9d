package callgate.policy;

import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.Map;

/** What happens to calls that came after the policy was written and that no rule names. */
public sealed interface Newer {
  /** They get the default action like every other call. */
  record AsDefault() implements Newer {}

  /**
   * Calls that Linux got after {@code kernel}, and all numbers above the largest of that kernel,
   * get {@code action}.
   */
  record Since(KernelVersion kernel, Action action) implements Newer {}

  /**
   * Numbers above {@code largest} get {@code action}, as container runtimes do it; an ABI without
   * an entry has none. Unsigned comparison.
   */
  record Above(Map<Abi, Integer> largest, Action action) implements Newer {
    public Above {
      largest = Map.copyOf(largest);
    }
  }
}
