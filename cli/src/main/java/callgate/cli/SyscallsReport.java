package callgate.cli;

import callgate.syscall.Abi;
import java.util.List;

/** What {@code callgate syscalls} tells, for people or as JSON lines. */
interface SyscallsReport {
  /**
   * Tells all about a call.
   *
   * @param abis what it is on these; empty for all
   * @return false, and nothing told, if none of them has it
   */
  boolean call(String name, List<Abi> abis);

  /**
   * Tells which calls have a number.
   *
   * @param number as a filter sees it, or as the ABI counts: without bit 30 on x32
   * @param abis on these; empty for all
   * @return false, and nothing told, if none of them has such a call
   */
  boolean number(int number, List<Abi> abis);

  /** Tells calls of an ABI in short. */
  void list(Abi abi, List<String> calls);

  /** Tells which groups there are. */
  void groups();
}
