package callgate.syscall;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The two calls of old ABIs that stand for many: {@code socketcall} and {@code ipc}, whose first
 * argument says which. Whoever allows {@code socket} to a libseccomp allows it through {@code
 * socketcall} too (src/syscalls.c there).
 */
public enum Multiplexer {
  /** {@code SYS_*} of include/uapi/linux/net.h. */
  SOCKETCALL(
      "socketcall",
      Map.ofEntries(
          Map.entry("socket", 1),
          Map.entry("bind", 2),
          Map.entry("connect", 3),
          Map.entry("listen", 4),
          Map.entry("accept", 5),
          Map.entry("getsockname", 6),
          Map.entry("getpeername", 7),
          Map.entry("socketpair", 8),
          Map.entry("send", 9),
          Map.entry("recv", 10),
          Map.entry("sendto", 11),
          Map.entry("recvfrom", 12),
          Map.entry("shutdown", 13),
          Map.entry("setsockopt", 14),
          Map.entry("getsockopt", 15),
          Map.entry("sendmsg", 16),
          Map.entry("recvmsg", 17),
          Map.entry("accept4", 18),
          Map.entry("recvmmsg", 19),
          Map.entry("sendmmsg", 20))),
  /** The numbers of include/uapi/linux/ipc.h. */
  IPC(
      "ipc",
      Map.ofEntries(
          Map.entry("semop", 1),
          Map.entry("semget", 2),
          Map.entry("semctl", 3),
          Map.entry("semtimedop", 4),
          Map.entry("msgsnd", 11),
          Map.entry("msgrcv", 12),
          Map.entry("msgget", 13),
          Map.entry("msgctl", 14),
          Map.entry("shmat", 21),
          Map.entry("shmdt", 22),
          Map.entry("shmget", 23),
          Map.entry("shmctl", 24)));

  private final String call;

  // An immutable map, which its type does not say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Map<String, Integer> numbers;

  Multiplexer(String call, Map<String, Integer> numbers) {
    this.call = call;
    this.numbers = numbers;
  }

  /** {@return the call that stands for many} */
  public String call() {
    return call;
  }

  /** {@return the calls that it stands for, in alphabetical order} */
  public SortedSet<String> carried() {
    return new TreeSet<>(numbers.keySet());
  }

  /** {@return the first argument that stands for a call, or 0 when this doesn't carry it} */
  public int number(String carried) {
    return numbers.getOrDefault(carried, 0);
  }

  /** {@return whether libseccomp looks for carried calls on an ABI} */
  public static boolean existsOn(Abi abi) {
    return switch (abi) {
      case X86, S390, S390X, PPC, PPC64, PPC64LE, MIPS, MIPSEL, M68K, SH -> true;
      default -> false;
    };
  }

  /** {@return what carries a call, if anything does} */
  public static Optional<Multiplexer> of(String carried) {
    for (Multiplexer multiplexer : values()) {
      if (multiplexer.number(carried) != 0) {
        return Optional.of(multiplexer);
      }
    }
    return Optional.empty();
  }

  /** {@return the call of that name, if it stands for many} */
  public static Optional<Multiplexer> named(String call) {
    for (Multiplexer multiplexer : values()) {
      if (multiplexer.call.equals(call)) {
        return Optional.of(multiplexer);
      }
    }
    return Optional.empty();
  }
}
