package callgate.format.oci;

import callgate.syscall.Abi;
import java.util.Optional;

/**
 * The two calls of old ABIs that stand for many: {@code socketcall} and {@code ipc}, whose first
 * argument says which. Whoever allows {@code socket} in a profile allows it through {@code
 * socketcall} too (libseccomp, src/syscalls.c).
 */
enum Multiplexer {
  SOCKETCALL("socketcall"),
  IPC("ipc");

  private final String call;

  Multiplexer(String call) {
    this.call = call;
  }

  /** {@return the call that stands for many} */
  String call() {
    return call;
  }

  /** {@return the first argument that stands for a call, or 0 when this doesn't carry it} */
  int number(String carried) {
    return switch (this) {
      case SOCKETCALL -> socketCall(carried);
      case IPC -> ipc(carried);
    };
  }

  /** {@return {@code SYS_*} of include/uapi/linux/net.h} */
  private static int socketCall(String carried) {
    return switch (carried) {
      case "socket" -> 1;
      case "bind" -> 2;
      case "connect" -> 3;
      case "listen" -> 4;
      case "accept" -> 5;
      case "getsockname" -> 6;
      case "getpeername" -> 7;
      case "socketpair" -> 8;
      case "send" -> 9;
      case "recv" -> 10;
      case "sendto" -> 11;
      case "recvfrom" -> 12;
      case "shutdown" -> 13;
      case "setsockopt" -> 14;
      case "getsockopt" -> 15;
      case "sendmsg" -> 16;
      case "recvmsg" -> 17;
      case "accept4" -> 18;
      case "recvmmsg" -> 19;
      case "sendmmsg" -> 20;
      default -> 0;
    };
  }

  /** {@return the numbers of include/uapi/linux/ipc.h} */
  private static int ipc(String carried) {
    return switch (carried) {
      case "semop" -> 1;
      case "semget" -> 2;
      case "semctl" -> 3;
      case "semtimedop" -> 4;
      case "msgsnd" -> 11;
      case "msgrcv" -> 12;
      case "msgget" -> 13;
      case "msgctl" -> 14;
      case "shmat" -> 21;
      case "shmdt" -> 22;
      case "shmget" -> 23;
      case "shmctl" -> 24;
      default -> 0;
    };
  }

  /** {@return whether libseccomp looks for carried calls on an ABI} */
  static boolean existsOn(Abi abi) {
    return switch (abi) {
      case X86, S390, S390X, PPC, PPC64, PPC64LE, MIPS, MIPSEL, M68K, SH -> true;
      default -> false;
    };
  }

  /** {@return what carries a call, if anything does} */
  static Optional<Multiplexer> of(String carried) {
    for (Multiplexer multiplexer : values()) {
      if (multiplexer.number(carried) != 0) {
        return Optional.of(multiplexer);
      }
    }
    return Optional.empty();
  }
}
