package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether calls are let through that programs make without knowing: to return from a signal
 * handler, to go on after having been stopped, and to end.
 */
final class KernelCallCheck implements Check {
  private static final List<String> SLEEPING =
      List.of("nanosleep", "clock_nanosleep", "poll", "futex");

  private static final long CLONE_THREAD = 0x10000;

  /** The calls that start threads. */
  private static final List<Danger> THREADS =
      List.of(Danger.anyBit("clone", "clone_flags", CLONE_THREAD), Danger.always("clone3"));

  @Override
  public List<Finding> check(Subject subject) {
    return Stream.of(
            denied(
                subject,
                "rt_sigreturn",
                List.of("rt_sigaction"),
                "The kernel puts it at the end of signal handlers; without it the process dies on"
                    + " its first signal."),
            denied(
                subject,
                "sigreturn",
                List.of("rt_sigaction", "sigaction"),
                "It ends signal handlers that were set without SA_SIGINFO; without it the process"
                    + " dies on its first signal."),
            denied(
                subject,
                "restart_syscall",
                SLEEPING,
                "The kernel makes it when a program that sleeps or waits was stopped and goes on"
                    + " (SIGSTOP and SIGCONT, a debugger, the freezer)."),
            denied(
                subject,
                "exit_group",
                List.of(),
                "Programs end with it when main returns; without it they crash instead."),
            threads(subject))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Finding> threads(Subject subject) {
    return denied(
        subject,
        "exit",
        abi -> THREADS.stream().anyMatch(way -> way.reachable(subject, abi) != Diagrams.FALSE),
        "Threads end with it; C libraries repeat it for ever when it fails.");
  }

  private static List<Finding> denied(
      Subject subject, String call, List<String> users, String why) {
    return denied(
        subject,
        call,
        abi -> users.isEmpty() || users.stream().anyMatch(user -> subject.letsSome(abi, user)),
        why);
  }

  private static List<Finding> denied(
      Subject subject, String call, Predicate<Abi> isUsed, String why) {
    List<Abi> abis = new ArrayList<>();
    for (Abi abi : subject.usable()) {
      if (isUsed.test(abi) && isDenied(subject, abi, call)) {
        abis.add(abi);
      }
    }
    if (abis.isEmpty()) {
      return List.of();
    }
    Witness witness = subject.witness(abis.getFirst(), call, Diagrams.TRUE);
    return List.of(
        Finding.of(
                Code.KERNEL_CALLS,
                subject.position(witness),
                call + " gets " + witness.action() + " on " + Words.abis(abis),
                why,
                "allow " + call + subject.snippet().allow(List.of(call)))
            .shownBy(witness));
  }

  private static boolean isDenied(Subject subject, Abi abi, String call) {
    return subject.node(abi, call).isPresent()
        && !subject.letsSome(abi, call)
        && subject.actions(abi, call).stream()
            .noneMatch(action -> action.kind() == Kind.USER_NOTIF || action.kind() == Kind.TRACE);
  }
}
