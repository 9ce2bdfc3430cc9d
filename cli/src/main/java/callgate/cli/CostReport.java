package callgate.cli;

import callgate.bpf.Cost;
import callgate.bpf.Cost.Part;
import callgate.syscall.Abi;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Says what a compiled filter costs. */
final class CostReport {
  private static final int NAME_WIDTH = 12;
  private static final int COLUMN_WIDTH = 14;

  private CostReport() {}

  /** {@return the report for people} */
  static String text(Compilation compilation) {
    Cost cost = compilation.cost();
    FilterArgument filter = compilation.filter();
    StringBuilder text = new StringBuilder(filter.name());
    text.append(": ").append(filter.program().size()).append(" instructions, ");
    text.append("proven for every ABI, number and argument\n\n");
    text.append(" ".repeat(NAME_WIDTH));
    column(text, "instructions");
    column(text, "allowed");
    column(text, "from cache");
    column(text, "executed");
    column(text, "at most");
    text.append('\n');
    for (Map.Entry<Abi, Part> abi : cost.abis().entrySet()) {
      row(text, abi.getKey().token(), abi.getValue());
    }
    if (cost.abis().size() > 1) {
      row(text, "in all", cost.whole());
    }
    text.append("\nallowed: calls that are let through, at least for some arguments, of those of");
    text.append(" Linux ").append(compilation.kernel()).append('\n');
    text.append("from cache: those that kernels from 5.11 on let through without running it\n");
    text.append("executed: instructions that an allowed call runs, on average and at most\n");
    cost.whole()
        .weightedMean()
        .ifPresent(mean ->
            text.append("the calls of --weights run ")
                .append(decimal(mean))
                .append(" on average\n"));
    return text.append("compiled and proven in ")
        .append(decimal(compilation.milliseconds()))
        .append(" ms\n")
        .toString();
  }

  private static void row(StringBuilder text, String name, Part part) {
    text.append(name).append(" ".repeat(Math.max(1, NAME_WIDTH - name.length())));
    column(text, Integer.toString(part.instructions()));
    column(text, part.allowed() + "/" + part.calls());
    column(text, Integer.toString(part.cacheable()));
    column(text, decimal(part.mean()));
    column(text, Integer.toString(part.max()));
    text.append('\n');
  }

  private static void column(StringBuilder text, String value) {
    text.append(" ".repeat(Math.max(1, COLUMN_WIDTH - value.length()))).append(value);
  }

  /** {@return a number with two digits behind the point} */
  private static String decimal(double value) {
    long hundredths = Math.round(value * 100);
    long rest = hundredths % 100;
    return hundredths / 100 + "." + (rest < 10 ? "0" : "") + rest;
  }

  /** Writes the report with stable keys. */
  static void write(JsonGenerator json, Compilation compilation) {
    Cost cost = compilation.cost();
    json.writeStringProperty("policy", compilation.filter().name());
    write(json, cost.whole(), compilation.milliseconds());
    json.writeObjectPropertyStart("abis");
    for (Map.Entry<Abi, Part> abi : cost.abis().entrySet()) {
      json.writeObjectPropertyStart(abi.getKey().token());
      write(json, abi.getValue(), compilation.milliseconds(abi.getKey()));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** A filter that is not proven is never reported. */
  private static void write(JsonGenerator json, Part part, double milliseconds) {
    json.writeNumberProperty("instructions", part.instructions());
    json.writeObjectPropertyStart("executed");
    decimal(json, "mean", part.mean());
    json.writeNumberProperty("max", part.max());
    decimal(json, "uniformMean", part.uniformMean());
    if (part.weightedMean().isPresent()) {
      decimal(json, "weightedMean", part.weightedMean().getAsDouble());
    }
    json.writeEndObject();
    json.writeNumberProperty("calls", part.calls());
    json.writeNumberProperty("allowed", part.allowed());
    json.writeNumberProperty("cacheable", part.cacheable());
    json.writeBooleanProperty("proven", true);
    decimal(json, "ms", milliseconds);
  }

  /** Writes a property with a few digits behind the point. */
  private static void decimal(JsonGenerator json, String name, double value) {
    json.writeNumberProperty(name, Math.round(value * 1000) / 1000.0);
  }
}
