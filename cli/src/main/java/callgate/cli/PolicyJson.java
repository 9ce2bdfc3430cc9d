package callgate.cli;

import callgate.format.Overview;
import callgate.format.Overview.Entry;
import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A policy as JSON: what {@link PolicyReport} shows, for programs. */
final class PolicyJson {
  private PolicyJson() {}

  /**
   * Writes the members of an object.
   *
   * @param call the only call to write about; null for all
   */
  static void write(JsonGenerator json, Policy policy, @Nullable String call) {
    json.writeStringProperty("policy", policy.name());
    abis(json, "abis", policy.abis());
    json.writeStringProperty("default", policy.defaultAction().toString());
    json.writeStringProperty("foreign", policy.foreignAction().toString());
    newer(json, policy);
    json.writeName("flags");
    json.writeStartArray();
    policy.flags().stream().sorted().forEach(flag -> json.writeString(flag.name()));
    json.writeEndArray();
    if (call != null) {
      json.writeStringProperty("syscall", call);
      entries(json, "rules", CallReport.entries(policy, call));
      return;
    }
    Overview overview = Overview.of(policy);
    entries(json, "ordered", overview.ordered());
    json.writeName("actions");
    json.writeStartArray();
    for (Overview.Section section : overview.sections()) {
      json.writeStartObject();
      json.writeStringProperty("action", section.action().toString());
      json.writeName("calls");
      json.writeStartArray();
      section.calls().forEach(json::writeString);
      json.writeEndArray();
      entries(json, "conditional", section.entries());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void abis(JsonGenerator json, String name, List<Abi> abis) {
    json.writeName(name);
    json.writeStartArray();
    abis.forEach(abi -> json.writeString(abi.token()));
    json.writeEndArray();
  }

  private static void newer(JsonGenerator json, Policy policy) {
    json.writeName("newer");
    json.writeStartObject();
    switch (policy.newer()) {
      case Newer.AsDefault() ->
          json.writeStringProperty("action", policy.defaultAction().toString());
      case Newer.Since(var kernel, Action action) -> {
        json.writeStringProperty("action", action.toString());
        json.writeStringProperty("kernel", kernel.toString());
      }
      case Newer.Above(var largest, Action action) -> {
        json.writeStringProperty("action", action.toString());
        json.writeName("above");
        json.writeStartObject();
        largest.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .forEach(entry ->
                json.writeNumberProperty(
                    entry.getKey().token(), Integer.toUnsignedLong(entry.getValue())));
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  private static void entries(JsonGenerator json, String name, List<Entry> entries) {
    json.writeName(name);
    json.writeStartArray();
    for (Entry entry : entries) {
      json.writeStartObject();
      json.writeStringProperty("action", entry.action().toString());
      json.writeStringProperty("call", entry.call());
      json.writeStringProperty("condition", entry.condition());
      abis(json, "abis", entry.abis());
      json.writeStringProperty("reason", entry.reason());
      json.writeStringProperty("position", entry.position().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
