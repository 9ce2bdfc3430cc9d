package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * socketcall(2) and ipc(2): on some 32-bit ABIs one call does the work of many, and strace shows
 * the name of the one that was meant. Which way a program took, only the number tells.
 */
final class Multiplexers {
  private Multiplexers() {}

  /** {@return the number of the call through which a program may have made another} */
  static OptionalInt numberFor(Abi abi, String name) {
    Optional<String> multiplexer = of(name);
    return multiplexer.isEmpty() ? OptionalInt.empty() : Syscalls.number(abi, multiplexer.get());
  }

  /** {@return the multiplexer that has this number} */
  static Optional<String> numbered(Abi abi, int number) {
    return Syscalls.name(abi, number)
        .filter(name -> name.equals("socketcall") || name.equals("ipc"));
  }

  private static Optional<String> of(String name) {
    return switch (name) {
      case "socket",
          "bind",
          "connect",
          "listen",
          "accept",
          "getsockname",
          "getpeername",
          "socketpair",
          "send",
          "recv",
          "sendto",
          "recvfrom",
          "shutdown",
          "setsockopt",
          "getsockopt",
          "sendmsg",
          "recvmsg",
          "accept4",
          "recvmmsg",
          "sendmmsg" ->
          Optional.of("socketcall");
      case "semop",
          "semget",
          "semctl",
          "semtimedop",
          "msgsnd",
          "msgrcv",
          "msgget",
          "msgctl",
          "shmat",
          "shmdt",
          "shmget",
          "shmctl" ->
          Optional.of("ipc");
      default -> Optional.empty();
    };
  }
}
