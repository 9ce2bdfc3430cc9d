package callgate.watch;

import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import callgate.watch.Sighting.FilterCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decodes {@code seccomp} and {@code prctl} (seccomp(2), PR_SET_SECCOMP(2const)). */
final class FilterCallReader {
  static final String NO_NEW_PRIVILEGES = "PR_SET_NO_NEW_PRIVS";
  private static final int PR_SET_SECCOMP = 22;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int TSYNC = 1;
  private static final int NEW_LISTENER = 8;
  private static final List<String> OPERATIONS =
      List.of(
          "SECCOMP_SET_MODE_STRICT",
          "SECCOMP_SET_MODE_FILTER",
          "SECCOMP_GET_ACTION_AVAIL",
          "SECCOMP_GET_NOTIF_SIZES");
  private static final List<String> FLAGS =
      List.of("TSYNC", "LOG", "SPEC_ALLOW", "NEW_LISTENER", "TSYNC_ESRCH", "WAIT_KILLABLE_RECV");
  private static final List<String> MODES =
      List.of("SECCOMP_MODE_DISABLED", "SECCOMP_MODE_STRICT", "SECCOMP_MODE_FILTER");

  private FilterCallReader() {}

  /** {@return an operation's name, as people write it too, and its number if it has one} */
  static List<String> operationWords(String name) {
    List<String> words = new ArrayList<>(List.of(name, name.replaceFirst("^SECCOMP_", "")));
    int number = OPERATIONS.indexOf(name);
    if (number >= 0) {
      words.add(Integer.toString(number));
    }
    return words;
  }

  /**
   * {@return a call as people read it}
   *
   * @param retval what it returned, an errno negated
   */
  static FilterCall read(Call call, long retval, Optional<FilterFacts> facts) {
    int first = (int) call.argument(0);
    Optional<Abi> abi = abi(call);
    String arch = abi.map(Abi::token).orElseGet(() -> "0x" + Integer.toHexString(call.arch()));
    boolean prctl =
        abi.flatMap(known -> Syscalls.name(known, call.number()))
            .filter("prctl"::equals)
            .isPresent();
    if (prctl) {
      boolean privileges = first == PR_SET_NO_NEW_PRIVS;
      String operation = privileges ? NO_NEW_PRIVILEGES : "PR_SET_SECCOMP";
      List<String> flags =
          privileges
              ? List.of(Long.toUnsignedString(call.argument(1)))
              : List.of(name(MODES, call.argument(1)));
      return new FilterCall(call, retval, arch, "prctl", operation, flags, result(retval), facts);
    }
    long flags = call.argument(1) & 0xffffffffL;
    return new FilterCall(
        call,
        retval,
        arch,
        "seccomp",
        name(OPERATIONS, Integer.toUnsignedLong(first)),
        first == 1 ? flags(flags) : List.of(),
        first == 1 ? result(retval, flags) : result(retval),
        facts);
  }

  /** {@return whether a call is one that these are about} */
  static boolean isFilterCall(Call call) {
    int first = (int) call.argument(0);
    return switch (abi(call).flatMap(abi -> Syscalls.name(abi, call.number())).orElse("")) {
      case "seccomp" -> true;
      case "prctl" -> first == PR_SET_SECCOMP || first == PR_SET_NO_NEW_PRIVS;
      default -> false;
    };
  }

  /** {@return whether a call was to install a filter} */
  static boolean isAboutFilter(FilterCall call) {
    return call.operation().equals(OPERATIONS.get(1)) || call.flags().contains(MODES.get(2));
  }

  /** {@return whether a filter call installed something} */
  static boolean succeeded(FilterCall call) {
    long result = call.retval();
    boolean listener = call.flags().contains("NEW_LISTENER");
    return result == 0 || (result > 0 && (listener || !call.flags().contains("TSYNC")));
  }

  /** {@return the ABI that a call was made on, if it is known} */
  static Optional<Abi> abi(Call call) {
    for (Abi abi : Abi.values()) {
      if (abi.auditArch() == call.arch() && abi.owns(call.number())) {
        return Optional.of(abi);
      }
    }
    return Optional.empty();
  }

  private static String name(List<String> names, long value) {
    return value >= 0 && value < names.size()
        ? names.get((int) value)
        : "0x" + Long.toHexString(value);
  }

  private static List<String> flags(long bits) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < FLAGS.size(); i++) {
      if ((bits >>> i & 1) != 0) {
        names.add(FLAGS.get(i));
      }
    }
    long unknown = bits >>> FLAGS.size() << FLAGS.size();
    if (unknown != 0) {
      names.add("0x" + Long.toHexString(unknown));
    }
    return names;
  }

  private static String result(long result, long flags) {
    if (result <= 0) {
      return result(result);
    }
    return (flags & NEW_LISTENER) != 0
        ? "descriptor " + result
        : (flags & TSYNC) != 0 ? "thread " + result + " refused" : Long.toString(result);
  }

  /** {@return a result as people read it: the name of an errno, or the value} */
  static String result(long result) {
    return result < 0 && result > -4096
        ? Errno.name((int) -result).orElse("errno " + -result)
        : Long.toString(result);
  }
}
