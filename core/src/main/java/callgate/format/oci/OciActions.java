package callgate.format.oci;

import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.policy.Condition.Op;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The words of libseccomp that profiles use for actions and comparisons. */
final class OciActions {
  /** What {@code ERRNO} and {@code TRACE} carry when a profile doesn't say. */
  static final int EPERM = 1;

  static final String MASKED = "SCMP_CMP_MASKED_EQ";

  private static final String ACTION = "SCMP_ACT_";
  private static final String COMPARISON = "SCMP_CMP_";

  /**
   * The largest error that libseccomp takes (src/db.c, db_col_action_valid); the kernel's is one
   * more.
   */
  static final int MAX_ERRNO = Action.MAX_ERRNO - 1;

  private OciActions() {}

  /** {@return the kind of action that a word names} */
  static Optional<Kind> kind(String word) {
    return switch (word) {
      case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> Optional.of(Kind.KILL_THREAD);
      case "SCMP_ACT_KILL_PROCESS" -> Optional.of(Kind.KILL_PROCESS);
      case "SCMP_ACT_TRAP" -> Optional.of(Kind.TRAP);
      case "SCMP_ACT_ERRNO" -> Optional.of(Kind.ERRNO);
      case "SCMP_ACT_TRACE" -> Optional.of(Kind.TRACE);
      case "SCMP_ACT_ALLOW" -> Optional.of(Kind.ALLOW);
      case "SCMP_ACT_LOG" -> Optional.of(Kind.LOG);
      case "SCMP_ACT_NOTIFY" -> Optional.of(Kind.USER_NOTIF);
      default -> Optional.empty();
    };
  }

  /** {@return the words that name actions} */
  static List<String> words() {
    return Arrays.stream(Kind.values()).map(OciActions::word).toList();
  }

  /** {@return the word for a kind of action} */
  static String word(Kind kind) {
    return ACTION + (kind == Kind.USER_NOTIF ? "NOTIFY" : kind.name());
  }

  /** {@return whether {@code errnoRet} means something for a kind of action} */
  static boolean carriesErrno(Kind kind) {
    return kind == Kind.ERRNO || kind == Kind.TRACE;
  }

  /** {@return whether a profile can say an action: {@code TRAP} has no data there} */
  static boolean canSay(Action action) {
    return switch (action.kind()) {
      case TRAP -> action.data() == 0;
      case ERRNO, TRACE -> action.data() <= MAX_ERRNO;
      default -> true;
    };
  }

  /** {@return the comparison that a word names; masked equality is {@code EQ}} */
  static Optional<Op> op(String word) {
    if (word.equals(MASKED)) {
      return Optional.of(Op.EQ);
    }
    for (Op op : Op.values()) {
      if (word(op).equals(word)) {
        return Optional.of(op);
      }
    }
    return Optional.empty();
  }

  static String word(Op op) {
    return COMPARISON + op.name();
  }
}
