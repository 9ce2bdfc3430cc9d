package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import java.util.List;

/**
 * Whether io_uring does what the filter denies: its operations are no system calls, so no filter
 * sees them (enum io_uring_op in include/uapi/linux/io_uring.h).
 */
final class IoUringCheck implements Check {
  private static final List<String> OPERATIONS =
      List.of(
          "openat",
          "openat2",
          "socket",
          "connect",
          "bind",
          "listen",
          "accept4",
          "sendmsg",
          "recvmsg",
          "sendto",
          "recvfrom",
          "readv",
          "writev",
          "statx",
          "unlinkat",
          "renameat2",
          "mkdirat",
          "symlinkat",
          "linkat",
          "setxattr",
          "fsetxattr",
          "splice",
          "ftruncate",
          "waitid");

  @Override
  public List<Finding> check(Subject subject) {
    for (Abi abi : subject.confined()) {
      if (subject.letsSome(abi, "io_uring_setup") && subject.letsSome(abi, "io_uring_enter")) {
        return List.of(finding(subject, abi));
      }
    }
    return List.of();
  }

  private static Finding finding(Subject subject, Abi abi) {
    Witness witness = subject.witness(abi, "io_uring_setup", subject.lets(abi, "io_uring_setup"));
    List<String> around =
        OPERATIONS.stream()
            .filter(call -> subject.node(abi, call).isPresent())
            .filter(call -> subject.lets(abi, call) != Diagrams.TRUE)
            .toList();
    Finding finding =
        Finding.of(
                Code.IO_URING,
                subject.position(witness),
                around.isEmpty()
                    ? "io_uring_setup and io_uring_enter let through"
                    : "io_uring goes around what is said about " + Words.and(around),
                "Operations of io_uring are no system calls: filters don't see them, nor do"
                    + " supervisors and audit.",
                "give io_uring_setup ENOSYS"
                    + subject.snippet().noSuchCall(List.of("io_uring_setup"))
                    + "; programs go back to epoll")
            .shownBy(witness);
    return around.isEmpty() ? finding : finding.as(Severity.ERROR);
  }
}
