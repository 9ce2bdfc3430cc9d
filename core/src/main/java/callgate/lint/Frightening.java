package callgate.lint;

import java.util.List;

/** Chooses the call that shows a hole best. */
final class Frightening {
  private static final List<String> ORDER =
      List.of("ptrace", "execve", "init_module", "mount", "bpf", "socket", "open", "openat");

  private Frightening() {}

  /** {@return the most frightening of some calls, of which there is at least one} */
  static String first(List<String> calls) {
    for (String call : ORDER) {
      if (calls.contains(call)) {
        return call;
      }
    }
    return calls.getFirst();
  }
}
