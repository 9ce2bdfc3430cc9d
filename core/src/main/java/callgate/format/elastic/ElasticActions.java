package callgate.format.elastic;

import callgate.format.Node;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.syscall.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The actions that go-seccomp-bpf knows; an error is always {@code EPERM}. */
final class ElasticActions {
  private static final int EPERM = 1;
  private static final List<String> WORDS =
      List.of("kill_process", "kill_thread", "trap", "errno", "trace", "log", "allow");

  private ElasticActions() {}

  /** {@return the action that a word means} */
  static Action read(Node.Scalar word) {
    return switch (word.text().toLowerCase(Locale.ROOT)) {
      case "kill_process" -> Action.KILL_PROCESS;
      case "kill_thread" -> Action.KILL_THREAD;
      case "trap" -> Action.trap(0);
      case "errno" -> Action.errno(EPERM);
      case "trace" -> Action.trace(0);
      case "log" -> Action.LOG;
      case "allow" -> Action.ALLOW;
      default ->
          throw new BadInput(
              word.position(),
              "there is no action "
                  + word.text()
                  + Spelling.nearest(word.text(), WORDS)
                      .map(meant -> "; did you mean " + meant + "?")
                      .orElse("; there are " + String.join(", ", WORDS)));
    };
  }

  /** {@return the word for an action; empty when there is none} */
  static Optional<String> word(Action action) {
    return switch (action.kind()) {
      case KILL_PROCESS -> Optional.of("kill_process");
      case KILL_THREAD -> Optional.of("kill_thread");
      case TRAP -> action.data() == 0 ? Optional.of("trap") : Optional.empty();
      case ERRNO -> action.data() == EPERM ? Optional.of("errno") : Optional.empty();
      case TRACE -> action.data() == 0 ? Optional.of("trace") : Optional.empty();
      case LOG -> Optional.of("log");
      case ALLOW -> Optional.of("allow");
      case USER_NOTIF -> Optional.empty();
    };
  }
}
