package callgate.cli;

import callgate.bpf.CallMix;
import callgate.bpf.Cost;
import callgate.bpf.Program;
import callgate.bpf.Undecided;
import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Inexpressible;
import callgate.decision.Meaning;
import callgate.decision.Restriction;
import callgate.decision.TooComplex;
import callgate.format.Formats;
import callgate.format.Likeness;
import callgate.format.Recognition;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import tools.jackson.core.JsonGenerator;

/**
 * Filters that threads of a process run under.
 *
 * @param threads the ids of those that have exactly these
 * @param filters in the order in which they were installed
 * @param parts what they mean: each by itself, or all of them together as one
 */
record InspectedStack(List<Integer> threads, List<Program> filters, List<Part> parts) {
  /**
   * What one filter means, or several together.
   *
   * @param title what is said before it; empty when it is about all filters
   * @param likeness which policy of Callgate's own that is, or is near to
   * @param policy in Callgate's format, or why it can't be said there
   */
  record Part(String title, Optional<Likeness> likeness, String policy) {}

  /**
   * {@return what filters mean}
   *
   * @param bounding the capabilities that the process can have at most
   * @param each each filter by itself, not all together
   */
  static InspectedStack of(
      List<Integer> threads,
      List<Program> filters,
      String name,
      Set<String> bounding,
      boolean each,
      CommandLine line) {
    List<Part> parts = new ArrayList<>();
    if (each && filters.size() > 1) {
      for (int i = 0; i < filters.size(); i++) {
        parts.add(part("filter " + (i + 1), List.of(filters.get(i)), name, bounding, line));
      }
    } else {
      parts.add(part("", filters, name, bounding, line));
    }
    return new InspectedStack(threads, filters, parts);
  }

  private static Part part(
      String title, List<Program> filters, String name, Set<String> bounding, CommandLine line) {
    try {
      Meaning meaning = ProcessArgument.meaning(filters, new Diagrams());
      return new Part(
          title,
          Recognition.of(meaning, PolicyArgument.options(line), bounding),
          policy(meaning, name));
    } catch (Undecided | TooComplex e) {
      return new Part(title, Optional.empty(), "# " + Failure.text(e) + "\n");
    }
  }

  /**
   * {@return the policy; that of this machine's main ABI where none is about all that there are}
   */
  private static String policy(Meaning meaning, String name) {
    try {
      return text(Decompiler.decompile(meaning, name));
    } catch (Inexpressible e) {
      Abi host = Abi.host();
      Meaning here = Restriction.to(List.of(host), meaning, Action.KILL_PROCESS);
      return "# "
          + Failure.text(e)
          + "\n# on "
          + host.token()
          + ", other ABIs apart, it is this:\n"
          + text(Decompiler.decompile(here, name));
    }
  }

  private static String text(Policy policy) {
    return Formats.named("callgate").orElseThrow().write(policy, WriteOptions.DEFAULT).text();
  }

  String text(CommandLine line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < filters.size(); i++) {
      Cost.Part cost = cost(filters.get(i), line);
      text.append("filter ").append(i + 1).append(": ").append(filters.get(i).size());
      text.append(" instructions; of an allowed call at most ").append(cost.max());
      text.append(" run; ").append(cost.cacheable()).append(" calls need none\n");
    }
    for (Part part : parts) {
      if (!part.title().isEmpty()) {
        text.append("\n# ").append(part.title()).append('\n');
      }
      part.likeness()
          .ifPresent(likeness ->
              text.append(likeness.exact() ? "this is " : "this is like ")
                  .append(likeness.policy())
                  .append(likeness.differences())
                  .append('\n'));
      text.append('\n').append(part.policy());
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Likeness likeness) {
    if (likeness.exact()) {
      json.writeStringProperty("recognised", likeness.policy());
      return;
    }
    json.writeObjectPropertyStart("like");
    json.writeStringProperty("policy", likeness.policy());
    json.writeStringProperty("arch", likeness.abi().token());
    json.writeNumberProperty("tighter", likeness.tighter());
    json.writeNumberProperty("looser", likeness.looser());
    json.writeEndObject();
  }

  private static Cost.Part cost(Program filter, CommandLine line) {
    return Cost.of(
            filter,
            ProcessArgument.abis(List.of(filter)),
            PolicyArgument.kernel(line),
            CallMix.NONE)
        .whole();
  }

  void write(JsonGenerator json, CommandLine line) {
    json.writeArrayPropertyStart("threads");
    threads.forEach(json::writeNumber);
    json.writeEndArray();
    json.writeArrayPropertyStart("filters");
    for (Program filter : filters) {
      Cost.Part cost = cost(filter, line);
      json.writeStartObject();
      json.writeNumberProperty("instructions", filter.size());
      json.writeNumberProperty("executedMax", cost.max());
      json.writeNumberProperty("cacheable", cost.cacheable());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("policies");
    for (Part part : parts) {
      json.writeStartObject();
      part.likeness().ifPresent(likeness -> write(json, likeness));
      json.writeStringProperty("policy", part.policy());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
