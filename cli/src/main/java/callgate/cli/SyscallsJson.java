package callgate.cli;

import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Families;
import callgate.syscall.Groups;
import callgate.syscall.Syscalls;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * System calls as JSON lines. A call has {@code name}, {@code arguments} ({@code name}, {@code
 * kind}, {@code bits}, {@code constants}), {@code numbers} and {@code since} by ABI, {@code groups}
 * and {@code alike}; a number has {@code number} and {@code names} by ABI; a group has {@code
 * group}, {@code description} and {@code calls}.
 */
final class SyscallsJson implements SyscallsReport {
  private final JsonFactory factory = new JsonFactory();
  private final PrintStream out;

  SyscallsJson(PrintStream out) {
    this.out = out;
  }

  private void line(Consumer<JsonGenerator> writer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      writer.accept(json);
      json.writeEndObject();
    }
    out.println(text);
  }

  @Override
  public boolean call(String name, List<Abi> abis) {
    List<Abi> having =
        SyscallsText.ordered(abis).stream()
            .filter(abi -> Syscalls.number(abi, name).isPresent())
            .toList();
    if (having.isEmpty()) {
      return false;
    }
    line(json -> {
      json.writeStringProperty("name", name);
      arguments(json, having.getFirst(), name);
      json.writeObjectPropertyStart("numbers");
      for (Abi abi : having) {
        json.writeNumberProperty(abi.token(), Syscalls.number(abi, name).orElseThrow());
      }
      json.writeEndObject();
      json.writeObjectPropertyStart("since");
      for (Abi abi : having) {
        json.writeStringProperty(abi.token(), Syscalls.since(abi, name).orElseThrow().toString());
      }
      json.writeEndObject();
      strings(json, "groups", Groups.of(name));
      strings(json, "alike", Families.others(name));
    });
    return true;
  }

  private static void arguments(JsonGenerator json, Abi abi, String call) {
    json.writeArrayPropertyStart("arguments");
    List<Argument> arguments = Syscalls.arguments(abi, call);
    for (int index = 0; index < arguments.size(); index++) {
      Argument argument = arguments.get(index);
      json.writeStartObject();
      json.writeStringProperty("name", argument.name());
      json.writeStringProperty("kind", argument.kind().word());
      json.writeNumberProperty("bits", argument.bits());
      strings(json, "constants", Constants.names(abi, call, index));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void strings(JsonGenerator json, String key, List<String> values) {
    json.writeArrayPropertyStart(key);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  @Override
  public boolean number(int number, List<Abi> abis) {
    List<Abi> having =
        SyscallsText.ordered(abis).stream()
            .filter(abi -> SyscallsText.named(abi, number).isPresent())
            .toList();
    if (having.isEmpty()) {
      return false;
    }
    line(json -> {
      json.writeNumberProperty("number", number);
      json.writeObjectPropertyStart("names");
      for (Abi abi : having) {
        json.writeStringProperty(abi.token(), SyscallsText.named(abi, number).orElseThrow());
      }
      json.writeEndObject();
    });
    return true;
  }

  @Override
  public void list(Abi abi, List<String> calls) {
    for (String name : calls) {
      OptionalInt number = Syscalls.number(abi, name);
      line(json -> {
        json.writeStringProperty("name", name);
        json.writeStringProperty("arch", abi.token());
        json.writeNumberProperty("number", number.orElseThrow());
        json.writeStringProperty("since", Syscalls.since(abi, name).orElseThrow().toString());
        json.writeArrayPropertyStart("arguments");
        Syscalls.arguments(abi, name).forEach(argument -> json.writeString(argument.name()));
        json.writeEndArray();
      });
    }
  }

  @Override
  public void groups() {
    for (String name : Groups.names()) {
      line(json -> {
        json.writeStringProperty("group", name);
        json.writeStringProperty("description", Groups.description(name).orElseThrow());
        strings(json, "calls", Groups.members(name).orElseThrow());
      });
    }
  }
}
