package callgate.cli;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.decision.Change;
import callgate.decision.ChangeCondition;
import callgate.decision.Comparison;
import callgate.decision.Difference;
import callgate.decision.Difference.Where;
import callgate.decision.Verdict;
import callgate.format.ConditionText;
import callgate.policy.Calls;
import callgate.policy.Condition.Test;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * Says how two policies differ.
 *
 * @param operands the two
 * @param differences how the second differs from the first
 * @param all whether long lists of calls are shown to people as well
 */
record DifferenceReport(Operands operands, List<Difference> differences, boolean all) {
  private static final int MOST_CALLS = 60;
  private static final int WIDTH = 98;
  private static final List<Verdict> ORDER =
      List.of(Verdict.LOOSER, Verdict.DIFFERENT, Verdict.TIGHTER);

  /** {@return the report for people} */
  String text() {
    Verdict whole = Comparison.verdict(differences);
    StringBuilder text = new StringBuilder(operands.name(1));
    text.append(
        switch (whole) {
          case EQUAL -> " is equal to ";
          case TIGHTER -> " is tighter than ";
          case LOOSER -> " is looser than ";
          case DIFFERENT -> " differs from ";
        });
    text.append(operands.name(0)).append('\n');
    for (Verdict verdict : ORDER) {
      List<Difference> alike = differences.stream().filter(d -> d.verdict() == verdict).toList();
      if (!alike.isEmpty()) {
        text.append('\n').append(word(verdict)).append('\n');
        alike.forEach(difference -> append(text, difference));
      }
    }
    return text.toString();
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private void append(StringBuilder text, Difference difference) {
    String where =
        difference.abis().isEmpty()
            ? "every other ABI"
            : difference.abis().stream().map(Where::toString).collect(Collectors.joining(", "));
    List<String> calls = difference.calls().stream().map(CallText::of).toList();
    if (difference.whatever()) {
      Change change = difference.changes().getFirst();
      text.append("  ").append(becomes(change)).append(" on ").append(where).append(":\n");
      wrap(text, all ? calls : shortened(calls));
      text.append("      such as ").append(CallText.of(change.witness())).append('\n');
      return;
    }
    text.append("  ").append(calls.getFirst()).append(" on ").append(where).append(":\n");
    for (Change change : difference.changes()) {
      text.append("    ").append(becomes(change));
      formula(difference, change).ifPresent(when -> text.append(" when ").append(when));
      text.append("\n      such as ").append(CallText.of(change.witness())).append('\n');
    }
  }

  /** {@return a difference in one line, with a witness} */
  static String summary(Difference difference) {
    Change change = difference.changes().getLast();
    return String.join(", ", shortened(difference.calls().stream().map(CallText::of).toList()))
        + ", such as "
        + CallText.of(change.witness())
        + CallText.abi(change.witness()).map(abi -> " on " + abi.token()).orElse("")
        + ", gets "
        + change.right()
        + " instead of "
        + change.left();
  }

  private static String becomes(Change change) {
    return change.left() + " becomes " + change.right();
  }

  private static List<String> shortened(List<String> calls) {
    if (calls.size() <= MOST_CALLS + 1) {
      return calls;
    }
    List<String> some = new ArrayList<>(calls.subList(0, MOST_CALLS));
    some.add("and " + (calls.size() - MOST_CALLS) + " more (--verbose shows them)");
    return some;
  }

  private static void wrap(StringBuilder text, List<String> words) {
    StringBuilder line = new StringBuilder("   ");
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i) + (i + 1 < words.size() ? "," : "");
      if (line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder("   ");
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }

  /** {@return when a change happens, as a formula} */
  private Optional<String> formula(Difference difference, Change change) {
    Optional<Abi> abi = CallText.abi(change.witness());
    if (abi.isEmpty() || difference.abis().isEmpty()) {
      return Optional.empty();
    }
    Calls calls = difference.calls().getFirst();
    String call = calls instanceof Calls.Named(String name) ? name : "";
    return ChangeCondition.of(
            operands.meanings().getFirst().meaning(),
            operands.meanings().getLast().meaning(),
            change,
            abi.get(),
            calls)
        .map(condition -> ConditionText.of(condition, call, List.of(abi.get())));
  }

  /** Writes the report with stable keys. */
  void write(JsonGenerator json) {
    json.writeStringProperty("left", operands.name(0));
    json.writeStringProperty("right", operands.name(1));
    json.writeStringProperty("verdict", word(Comparison.verdict(differences)));
    json.writeArrayPropertyStart("differences");
    for (Difference difference : differences) {
      json.writeStartObject();
      json.writeStringProperty("verdict", word(difference.verdict()));
      json.writeBooleanProperty("otherAbis", difference.abis().isEmpty());
      json.writeArrayPropertyStart("abis");
      difference.abis().forEach(abi -> json.writeString(abi.toString()));
      json.writeEndArray();
      writeCalls(json, difference);
      json.writeBooleanProperty("conditional", !difference.whatever());
      json.writeArrayPropertyStart("changes");
      difference.changes().forEach(change -> write(json, difference, change));
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCalls(JsonGenerator json, Difference difference) {
    json.writeArrayPropertyStart("calls");
    for (Calls calls : difference.calls()) {
      if (calls instanceof Calls.Named(String name)) {
        json.writeString(name);
      }
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("numbers");
    for (Calls calls : difference.calls()) {
      if (calls instanceof Calls.Numbered(int first, int last)) {
        json.writeStartArray();
        json.writeNumber(Integer.toUnsignedLong(first));
        json.writeNumber(Integer.toUnsignedLong(last));
        json.writeEndArray();
      }
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, Difference difference, Change change) {
    json.writeStartObject();
    json.writeStringProperty("left", change.left().toString());
    json.writeStringProperty("right", change.right().toString());
    if (!difference.whatever()) {
      formula(difference, change).ifPresent(when -> json.writeStringProperty("when", when));
    }
    Call witness = change.witness();
    json.writeObjectPropertyStart("witness");
    json.writeStringProperty("call", CallText.of(witness));
    json.writeNumberProperty("arch", Integer.toUnsignedLong(witness.arch()));
    json.writeNumberProperty("number", Integer.toUnsignedLong(witness.number()));
    json.writeArrayPropertyStart("arguments");
    for (int i = 0; i < Test.INSTRUCTION_POINTER; i++) {
      json.writeString("0x" + Long.toHexString(witness.argument(i)));
    }
    json.writeEndArray();
    json.writeStringProperty(
        "instructionPointer", "0x" + Long.toHexString(witness.instructionPointer()));
    json.writeEndObject();
    json.writeEndObject();
  }
}
