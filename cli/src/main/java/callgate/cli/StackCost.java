package callgate.cli;

import callgate.bpf.CallMix;
import callgate.bpf.Cost;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * What a stack of filters costs, and the one filter that does the same.
 *
 * @param before the filters of the stack
 * @param after the one filter
 */
record StackCost(List<Row> before, Row after) {
  private static final String AFTER = "flattened, proven equal";
  private static final int COLUMN_WIDTH = 14;

  /**
   * A filter.
   *
   * @param instructions how many the kernel keeps
   * @param executed how many a call runs, the mean over all numbers with arguments 0
   */
  record Row(String name, int instructions, double executed) {}

  static StackCost of(List<FilterArgument> filters, FilterArgument flat, KernelVersion kernel) {
    List<Row> before = new ArrayList<>();
    for (FilterArgument filter : filters) {
      before.add(row(filter, flat.abis(), kernel));
    }
    return new StackCost(List.copyOf(before), row(flat, flat.abis(), kernel));
  }

  private static Row row(FilterArgument filter, List<Abi> abis, KernelVersion kernel) {
    Cost cost = Cost.of(filter.program(), abis, kernel, CallMix.NONE);
    return new Row(filter.name(), filter.program().size(), cost.whole().uniformMean());
  }

  private Row together() {
    int instructions = before.stream().mapToInt(Row::instructions).sum();
    double executed = before.stream().mapToDouble(Row::executed).sum();
    return new Row("together", instructions, executed);
  }

  /** {@return the report for people} */
  String text() {
    int width = AFTER.length();
    for (Row row : before) {
      width = Math.max(width, row.name.length());
    }
    StringBuilder text = new StringBuilder(" ".repeat(width));
    column(text, "instructions");
    column(text, "executed");
    text.append('\n');
    for (Row row : before) {
      append(text, row, width);
    }
    if (before.size() > 1) {
      append(text, together(), width);
    }
    append(text, new Row(AFTER, after.instructions, after.executed), width);
    return text.append("executed: instructions that a call runs, the mean over all numbers\n")
        .toString();
  }

  /** {@return the report in one line} */
  String line() {
    return together().instructions
        + " instructions became "
        + after.instructions
        + ", proven equal";
  }

  private static void append(StringBuilder text, Row row, int width) {
    text.append(row.name).append(" ".repeat(width - row.name.length()));
    column(text, Integer.toString(row.instructions));
    column(text, Double.toString(Math.round(row.executed * 100) / 100.0));
    text.append('\n');
  }

  private static void column(StringBuilder text, String value) {
    text.append(" ".repeat(Math.max(1, COLUMN_WIDTH - value.length()))).append(value);
  }

  /** Writes the report with stable keys. */
  void write(JsonGenerator json) {
    json.writeArrayPropertyStart("before");
    for (Row row : before) {
      json.writeStartObject();
      write(json, row);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectPropertyStart("after");
    write(json, after);
    json.writeBooleanProperty("proven", true);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Row row) {
    json.writeStringProperty("name", row.name);
    json.writeNumberProperty("instructions", row.instructions);
    json.writeNumberProperty("executed", Math.round(row.executed * 1000) / 1000.0);
  }
}
