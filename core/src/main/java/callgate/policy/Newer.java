package callgate.policy;

import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.Map;

/** What happens to calls that came after the policy was written and that no rule names. */
public sealed interface Newer {
  /** {@return what happens to such calls in a policy with a default action} */
  Action action(Action defaultAction);

  /** {@return the same with another action, where it has one} */
  Newer with(Action action);

  /** They get the default action like every other call. */
  record AsDefault() implements Newer {
    @Override
    public Action action(Action defaultAction) {
      return defaultAction;
    }

    @Override
    public Newer with(Action action) {
      return this;
    }
  }

  /**
   * Calls that Linux got after {@code kernel}, and all numbers above the largest of that kernel,
   * get {@code action}.
   */
  record Since(KernelVersion kernel, Action action) implements Newer {
    @Override
    public Action action(Action defaultAction) {
      return action;
    }

    @Override
    public Newer with(Action other) {
      return new Since(kernel, other);
    }
  }

  /**
   * Numbers above {@code largest} get {@code action}, as container runtimes do it; an ABI without
   * an entry has none. Unsigned comparison.
   *
   * <p>Runtimes look at the number before anything else and tell x32 from x86_64 by bit 30 alone.
   * So a number with bit 31 but not bit 30 is above x86_64's, though it belongs to x32, and gets
   * {@code action} even where x32 is foreign.
   */
  record Above(Map<Abi, Integer> largest, Action action) implements Newer {
    public Above {
      largest = Map.copyOf(largest);
    }

    @Override
    public Action action(Action defaultAction) {
      return action;
    }

    @Override
    public Newer with(Action other) {
      return new Above(largest, other);
    }

    /** {@return whether a number is compared with the entry of an ABI} */
    public static boolean compares(Abi abi, int arch, int number) {
      return abi.auditArch() == arch
          && switch (abi) {
            case X86_64 -> (number & Abi.X32_BIT) == 0;
            case X32 -> (number & Abi.X32_BIT) != 0;
            default -> true;
          };
    }
  }
}
