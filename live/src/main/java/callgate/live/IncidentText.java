package callgate.live;

import callgate.explanation.ExplanationText;
import callgate.explanation.Violation;
import callgate.kernel.ExitStatus;
import callgate.policy.Action.Kind;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tells people what was stopped: some lines for each kind of call, and how it ended. */
public final class IncidentText implements Incidents {
  private static final String INDENT = "      ";
  private static final int SIGSYS = 31;
  private static final int MOST_LINES = 40;
  private static final int MOST_LINES_ELSEWHERE = 16;

  private final PrintStream out;
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /**
   * @param out gets the text, while the program runs
   */
  public IncidentText(PrintStream out) {
    this.out = out;
  }

  @Override
  public void happened(Incident incident) {
    count(incident.explanation().violation());
    StringBuilder text = new StringBuilder("callgate: ").append(incident.text()).append('\n');
    line(text, "got:", incident.received().text());
    if (isMainThreadAlone(incident)) {
      line(
          text,
          "",
          "it is the main thread; "
              + Plural.of(incident.caller().others(), "other thread")
              + " of the process live on without it, which looks as if it hung");
    }
    line(text, "who:", incident.caller().text());
    text.append(ExplanationText.of(incident.explanation()));
    place(text, incident, MOST_LINES);
  }

  private static boolean isMainThreadAlone(Incident incident) {
    Who caller = incident.caller();
    return incident.received().kinds().equals(Set.of(Kind.KILL_THREAD))
        && caller.thread() == caller.process()
        && caller.others() > 0;
  }

  @Override
  public void elsewhere(Incident incident) {
    count(incident.explanation().violation());
    StringBuilder text = new StringBuilder("callgate: ").append(incident.text());
    text.append(" again, at another place\n");
    line(text, "who:", incident.caller().text());
    place(text, incident, MOST_LINES_ELSEWHERE);
  }

  private void place(StringBuilder text, Incident incident, int most) {
    String word = "at:";
    for (String frame : StackText.of(incident.frames(), most)) {
      line(text, word, frame);
      word = "";
    }
    out.println(text);
    out.flush();
  }

  private static void line(StringBuilder text, String word, String rest) {
    text.append(word).repeat(' ', INDENT.length() - word.length()).append(rest).append('\n');
  }

  @Override
  public void again(Violation call) {
    count(call);
  }

  private void count(Violation call) {
    String name = call.name().orElseGet(call::text);
    counts.merge(name, 1, Integer::sum);
  }

  @Override
  public void ended(Incident before, ExitStatus status) {
    if (status.signal() == SIGSYS && (before.isDeadly() || before.isTrap())) {
      boolean thread = before.received().kinds().contains(Kind.KILL_THREAD);
      out.println(
          "callgate: "
              + before.caller().text()
              + " died of it: SIGSYS, "
              + (thread && before.caller().thread() != before.caller().process()
                  ? "the thread alone; its process goes on"
                  : "which shells report as 159, \"Bad system call\""));
      out.flush();
    }
  }

  @Override
  public void end(ExitStatus status, boolean complete) {
    StringBuilder text = new StringBuilder("callgate: the program ");
    text.append(
        status.signal() == 0
            ? "exited with status " + status.code()
            : status.signal() == SIGSYS
                ? "was killed by SIGSYS"
                : "was killed by signal " + status.signal());
    text.append("; ");
    if (counts.isEmpty()) {
      text.append("nothing that it did was stopped");
    } else {
      int total = counts.values().stream().mapToInt(Integer::intValue).sum();
      text.append(Plural.of(total, "call")).append(" stopped: ");
      StringBuilder each = new StringBuilder();
      counts.forEach((name, count) ->
          each.append(each.isEmpty() ? "" : ", ").append(name).append(' ').append(count));
      text.append(each);
    }
    text.append(complete ? "" : "; programs that it left running were killed");
    out.println(text);
    out.flush();
  }
}
