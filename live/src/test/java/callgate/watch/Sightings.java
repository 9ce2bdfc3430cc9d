package callgate.watch;

import callgate.decision.Call;
import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.kernel.CapturedFilter;
import callgate.syscall.Abi;
import callgate.watch.Subject.Ancestor;
import callgate.watch.Subject.Container;
import java.util.List;
import java.util.Optional;

/** Events as they are seen, for tests of what is done with them. */
final class Sightings {
  static final String HOSTILE = "a\033[31m\r\nb\u202e\u009b\u007f\"\\,\ufffd";
  private static final long TIME = 1_795_302_896_780_000_000L; // 2026-11-21T23:14:56.780Z

  private Sightings() {}

  static Subject subject(String command, Optional<Container> container) {
    return new Subject(
        4712,
        4713,
        1000,
        command,
        "/usr/bin/" + command,
        List.of(new Ancestor(4711, "/usr/bin/sh"), new Ancestor(1, "/sbin/init")),
        container,
        "/docker/0123");
  }

  static Sighting violation(String command) {
    return violation(
        command, Optional.of(new Container("docker", "0123456789ab".repeat(5) + "0123")));
  }

  /** {@return something that only a violation of a number without a name is} */
  static Sighting unknownCall(int number) {
    Violation violation = Violation.of(Call.of(Abi.X86_64, number, new long[6]));
    return new Sighting(
        TIME,
        subject("gdb", Optional.empty()),
        new Sighting.Blocked(violation.got(Received.errno(1)), -1, "EPERM", "errno"));
  }

  /** {@return a violation by somebody of whom all names are that text} */
  static Sighting violationBy(String name) {
    Sighting plain = violation("gdb");
    return new Sighting(
        TIME,
        new Subject(
            4712,
            4713,
            1000,
            name,
            "/tmp/" + name,
            List.of(new Ancestor(4711, "/tmp/" + name)),
            Optional.of(new Container("", name)),
            "/lxc/" + name),
        plain.event());
  }

  static Sighting violation(String command, Optional<Container> container) {
    Violation violation =
        Violation.of(Call.of(Abi.X86_64, 101, new long[] {16, 1, 0, 0, 0, 0}))
            .got(Received.errno(1));
    return new Sighting(
        TIME, subject(command, container), new Sighting.Blocked(violation, -1, "EPERM", "errno"));
  }

  static Sighting filter(long result, String summary) {
    Call call = Call.of(Abi.X86_64, 317, new long[] {1, 3, 0x1000, 0, 0, 0});
    return new Sighting(
        TIME,
        subject("nginx", Optional.empty()),
        FilterCallReader.read(
            call,
            result,
            Optional.of(
                new FilterFacts(14, CapturedFilter.Origin.KERNEL, "1cc0aa52eda3", summary, true))));
  }
}
