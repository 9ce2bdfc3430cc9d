package callgate.cli;

import callgate.bpf.Disassembly;
import callgate.bpf.Disassembly.Line;
import callgate.bpf.Program;
import java.nio.ByteOrder;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import tools.jackson.core.JsonGenerator;

/** {@code callgate disasm POLICY}. */
final class DisasmCommand implements Command {
  @Override
  public String summary() {
    return "a filter's instructions, with the names of calls, arguments and actions";
  }

  @Override
  public String usage() {
    return "POLICY [--arch ARCH]... [--dump asm|hex|c]";
  }

  @Override
  public String example() {
    return """
    callgate disasm filter.bpf
    callgate disasm builtin:docker --arch x86_64\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(AbiOption.option("only this ABI of a policy; may be repeated"));
    options.addOption(PolicyArgument.value("dump", "FORM", "asm, hex or c instead of a table"));
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (line.getArgList().size() != 1) {
      throw new UsageError("disasm shows one filter or policy");
    }
    FilterArgument filter = FilterArgument.of(line, terminal);
    String form = line.getOptionValue("dump");
    if (terminal.json()) {
      if (form != null) {
        throw new UsageError("--json and --dump exclude each other");
      }
      JsonResult.print(terminal, json -> write(json, filter.program(), filter.order()));
    } else if (form != null) {
      terminal.out().print(DumpOption.of(form).of(filter.program(), filter.order()));
    } else {
      terminal.out().print(Disassembly.of(filter.program()).listing());
    }
    return Status.DONE;
  }

  private static void write(JsonGenerator json, Program program, ByteOrder order) {
    json.writeStringProperty("byteOrder", order.equals(ByteOrder.LITTLE_ENDIAN) ? "little" : "big");
    json.writeArrayPropertyStart("instructions");
    for (Line instruction : Disassembly.of(program).lines()) {
      json.writeStartObject();
      json.writeNumberProperty("index", instruction.index());
      json.writeNumberProperty("code", instruction.instruction().opcode().code());
      json.writeNumberProperty("jt", instruction.instruction().jt());
      json.writeNumberProperty("jf", instruction.instruction().jf());
      json.writeNumberProperty("k", Integer.toUnsignedLong(instruction.instruction().k()));
      json.writeStringProperty("text", instruction.text());
      if (!instruction.note().isEmpty()) {
        json.writeStringProperty("note", instruction.note());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
