package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Calls that every program needs and that one run, or one tool, may not show. */
enum AlwaysNeeded {
  EXIT("ends a thread"),
  EXIT_GROUP("ends the program"),
  RT_SIGRETURN("returns from a signal handler"),
  /** Of 32-bit programs whose handlers don't ask for the real-time form (sigreturn(2)). */
  SIGRETURN("returns from a signal handler"),
  /** The kernel makes a program call it after a stop or a trace (restart_syscall(2)). */
  RESTART_SYSCALL("goes on with a sleep that a stop interrupted"),
  /** Whoever installs a filter does it before the program is executed. */
  EXECVE("the program is executed under the filter") {
    @Override
    Set<Abi> abis(Set<Abi> seen) {
      Set<Abi> wide = EnumSet.noneOf(Abi.class);
      seen.stream().filter(abi -> abi.argumentBits() == 64).forEach(wide::add);
      return wide.isEmpty() ? Set.of(Abi.host()) : wide;
    }
  };

  private final String reason;

  AlwaysNeeded(String reason) {
    this.reason = reason;
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  String reason() {
    return reason;
  }

  /** {@return the ABIs to allow it on, of those that programs were seen speaking} */
  Set<Abi> abis(Set<Abi> seen) {
    Set<Abi> having = EnumSet.noneOf(Abi.class);
    seen.stream().filter(abi -> Syscalls.number(abi, title()).isPresent()).forEach(having::add);
    return having;
  }
}
