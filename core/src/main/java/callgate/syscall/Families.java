package callgate.syscall;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Calls that do the same job in other words: {@code open}, {@code openat} and {@code openat2};
 * {@code fork}, {@code vfork}, {@code clone} and {@code clone3}; the 64-bit forms of 32-bit ABIs.
 *
 * <p>Which of them a program makes depends on its C library, the kernel and the ABI, so a policy
 * that knows one usually means all. A call may be in two families: {@code prlimit64} gets limits
 * and sets them.
 */
public final class Families {
  /** The families, read when first needed: a name and the members a line. */
  private static final class Table {
    static final SortedLines LINES = new SortedLines(Resources.text("families.txt"));
  }

  private Families() {}

  /**
   * {@return the calls that do the same job as a call, without itself; empty when it is alone} On
   * any ABI: ask {@link Syscalls#number} which of them an ABI has.
   */
  public static List<String> others(String call) {
    Set<String> others = new LinkedHashSet<>();
    Table.LINES.forEachWith(call, (family, members) -> others.addAll(Groups.words(members)));
    others.remove(call);
    return List.copyOf(others);
  }
}
