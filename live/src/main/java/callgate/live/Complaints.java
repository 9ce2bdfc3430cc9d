package callgate.live;

import callgate.decision.CallText;
import callgate.format.Actions;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** Tells a target what a policy would stop, in sentences or as JSON, one object a line. */
public final class Complaints implements Reports {
  private static final int SHOWN_COUNTS = 8;

  private final ReportTarget target;
  private final String policy;
  private final boolean json;

  /**
   * @param policy what messages call the policy
   * @param json whether lines are for programs
   */
  public Complaints(ReportTarget target, String policy, boolean json) {
    this.target = target;
    this.policy = policy;
    this.json = json;
  }

  @Override
  public void wouldBlock(BlockedCall call) {
    String action = Actions.text(call.outcome().action());
    String by = DecisionWords.of(call.outcome().decision(), policy);
    String sentence =
        "would block " + call.text() + " by " + call.caller().text() + ": " + action + ", " + by;
    if (json) {
      line(
          JsonText.object(members -> {
            members.writeStringProperty("event", "would-block");
            BlockedCallJson.write(members, call, policy);
          }));
    } else if (target instanceof ReportTarget.Journal journal) {
      journal.fields(fields(call, sentence));
    } else {
      line("callgate: " + sentence);
    }
  }

  @Override
  public void end(List<CountedCall> counts, boolean complete) {
    if (json) {
      line(JsonText.object(members -> end(members, counts, complete)));
    } else {
      line("callgate: " + summary(counts) + (complete ? "" : "; some programs still run"));
    }
  }

  private String summary(List<CountedCall> counts) {
    if (counts.isEmpty()) {
      return policy + " would block nothing that this run did";
    }
    long total = counts.stream().mapToLong(CountedCall::count).sum();
    String some =
        counts.stream()
            .limit(SHOWN_COUNTS)
            .map(each -> each.name() + " " + each.count())
            .collect(Collectors.joining(", "));
    return policy
        + " would block "
        + Plural.of(total, "call")
        + " of "
        + Plural.of(counts.size(), "kind")
        + ": "
        + some
        + (counts.size() > SHOWN_COUNTS ? ", ..." : "");
  }

  private void end(JsonGenerator members, List<CountedCall> counts, boolean complete) {
    members.writeStringProperty("event", "end");
    members.writeStringProperty("policy", policy);
    members.writeBooleanProperty("complete", complete);
    members.writeArrayPropertyStart("calls");
    for (CountedCall count : counts) {
      members.writeStartObject();
      members.writeStringProperty("arch", count.arch());
      members.writeStringProperty("call", count.name());
      members.writeNumberProperty("count", count.count());
      members.writeEndObject();
    }
    members.writeEndArray();
  }

  private static String fields(BlockedCall call, String sentence) {
    Optional<Abi> abi = CallText.abi(call.call());
    return "MESSAGE="
        + sentence
        + "\nCALLGATE_CALL="
        + abi.flatMap(known -> Syscalls.name(known, call.call().number())).orElse("?")
        + "\nCALLGATE_ARCH="
        + abi.map(Abi::token).orElse("?")
        + "\nOBJECT_PID="
        + call.caller().process()
        + "\n";
  }

  private void line(String text) {
    switch (target) {
      case ReportTarget.Lines lines -> lines.line(text);
      case ReportTarget.Syslog syslog -> syslog.line(withoutName(text));
      case ReportTarget.Journal journal -> journal.fields("MESSAGE=" + withoutName(text) + "\n");
    }
  }

  /** Daemons put the name of the program before each line themselves. */
  private static String withoutName(String text) {
    return text.startsWith("callgate: ") ? text.substring("callgate: ".length()) : text;
  }
}
