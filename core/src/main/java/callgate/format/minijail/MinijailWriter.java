package callgate.format.minijail;

import callgate.format.OneArch;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.CallDraft.Case;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a policy of minijail: what {@code minijail0 -S} understands as well where that is enough,
 * what only the compiler does where not.
 */
final class MinijailWriter {
  private final Draft draft;
  private final Abi abi;
  private final StringBuilder text = new StringBuilder();

  private MinijailWriter(Draft draft) {
    this.draft = draft;
    this.abi = draft.abis().getFirst();
  }

  /** {@return the policy as text} */
  static Rendering write(Policy given, WriteOptions options) {
    Policy policy = OneArch.withoutX32(given);
    boolean denylist = policy.defaultAction().lets();
    List<Abi> about = OneArch.about(policy.abis());
    Abi abi = about.isEmpty() ? policy.abis().getFirst() : about.getFirst();
    Draft draft = Drafting.of(policy, new MinijailDialect(abi, denylist), options);
    return Rendering.text(new MinijailWriter(draft).lines(denylist), draft.losses(), draft.notes());
  }

  private String lines(boolean denylist) {
    text.append("# for ").append(abi.token()).append('\n');
    if (denylist) {
      text.append("@denylist\n");
    } else if (!draft.defaultAction().equals(Action.KILL_THREAD) || draft.calls().isEmpty()) {
      text.append("@default ").append(word(draft.defaultAction())).append('\n');
    }
    for (CallDraft call : draft.calls()) {
      if (!call.reason().isEmpty()) {
        text.append("# ").append(comment(call.reason())).append('\n');
      }
      text.append(call.name()).append(": ").append(filter(call)).append('\n');
    }
    return text.toString();
  }

  /**
   * {@return a comment on a line of its own, as minijail0 has them only; a backslash at its end
   * would continue it}
   */
  private static String comment(String reason) {
    String line = reason.replaceAll("\\s+", " ").strip();
    return line.endsWith("\\") ? line + "." : line;
  }

  private String filter(CallDraft call) {
    if (call.isAlways()) {
      return action(call.cases().getFirst().action(), "1");
    }
    Case only = call.cases().getFirst();
    if (call.cases().size() == 1 && only.action().equals(Action.ALLOW)) {
      return expression(only);
    }
    List<String> filters = new ArrayList<>();
    for (Case one : call.cases()) {
      String action = action(one.action(), "allow");
      filters.add(one.isAlways() ? action : expression(one) + "; " + action);
      if (one.isAlways()) {
        break;
      }
    }
    return "{ " + String.join(", ", filters) + " }";
  }

  private String expression(Case one) {
    List<String> clauses = new ArrayList<>();
    for (List<ArgumentTest> tests : one.alternatives()) {
      List<List<String>> all = List.of(List.of());
      for (ArgumentTest test : tests) {
        List<List<String>> longer = new ArrayList<>();
        for (List<String> clause : all) {
          for (List<String> atoms : clauses(test)) {
            List<String> joined = new ArrayList<>(clause);
            joined.addAll(atoms);
            longer.add(joined);
          }
        }
        all = longer;
      }
      all.forEach(clause -> clauses.add(String.join(" && ", clause)));
    }
    return String.join(" || ", clauses);
  }

  /**
   * {@return a test as an OR of ANDs of atoms, which know masks only with one value: none of it}
   */
  private static List<List<String>> clauses(ArgumentTest test) {
    String argument = "arg" + test.argument() + " ";
    if (!test.isMasked()) {
      return List.of(List.of(argument + test.op().symbol() + " " + number(test.value())));
    }
    boolean equal = test.op() == Op.EQ;
    List<String> atoms = new ArrayList<>();
    for (long bits = test.value(); bits != 0; bits &= bits - 1) {
      atoms.add(argument + (equal ? "& " : "in ~") + number(Long.lowestOneBit(bits)));
    }
    long zeros = test.mask() & ~test.value();
    if (zeros != 0) {
      atoms.add(argument + (equal ? "in ~" : "& ") + number(zeros));
    }
    return equal ? List.of(atoms) : atoms.stream().map(List::of).toList();
  }

  private static String number(long value) {
    return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private String action(Action action, String allow) {
    return switch (action.kind()) {
      case ALLOW -> allow;
      case ERRNO -> "return " + Errno.name(abi, action.data()).orElse("" + action.data());
      default -> word(action);
    };
  }

  private static String word(Action action) {
    return switch (action.kind()) {
      case LOG -> "log";
      case USER_NOTIF -> "user-notify";
      case TRAP -> "trap";
      case TRACE -> "trace";
      case KILL_PROCESS -> "kill-process";
      default -> "kill-thread";
    };
  }
}
