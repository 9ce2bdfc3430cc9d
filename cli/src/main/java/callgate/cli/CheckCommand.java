package callgate.cli;

import callgate.kernel.Feature;
import callgate.kernel.KernelFeatures;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate check}. */
final class CheckCommand implements Command {
  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";

  @Override
  public String summary() {
    return "what this kernel and user can do, and how to get what is missing";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String example() {
    return "callgate check";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (!line.getArgList().isEmpty()) {
      throw new UsageError("check takes no arguments");
    }
    KernelFeatures kernel = KernelFeatures.probe();
    if (terminal.json()) {
      writeJson(kernel, terminal);
    } else {
      writeTable(kernel, terminal);
    }
    return kernel.hasFilters() ? Status.DONE : Status.NOT_SUPPORTED;
  }

  private static void writeTable(KernelFeatures kernel, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    text.append("Linux ").append(kernel.release()).append(", ").append(kernel.machine());
    text.append('\n');
    int width = kernel.features().stream().mapToInt(f -> f.name().length()).max().orElse(0);
    String area = "";
    for (Feature feature : kernel.features()) {
      if (!feature.area().equals(area)) {
        area = feature.area();
        text.append('\n').append(in(BOLD, area, terminal)).append('\n');
      }
      String answer = feature.available() ? in(GREEN, "yes", terminal) : in(RED, "no ", terminal);
      String name = feature.name() + " ".repeat(width - feature.name().length());
      String row = "  " + name + "  " + answer + "  " + feature.note();
      text.append(row.stripTrailing()).append('\n');
    }
    terminal.out().print(text);
  }

  private static String in(String color, String text, Terminal terminal) {
    return terminal.colored() ? color + text + PLAIN : text;
  }

  private static void writeJson(KernelFeatures kernel, Terminal terminal) {
    JsonResult.print(
        terminal,
        json -> {
          json.writeStringProperty("kernel", kernel.release());
          json.writeStringProperty("machine", kernel.machine());
          json.writeArrayPropertyStart("features");
          for (Feature feature : kernel.features()) {
            json.writeStartObject();
            json.writeStringProperty("area", feature.area());
            json.writeStringProperty("name", feature.name());
            json.writeBooleanProperty("available", feature.available());
            json.writeStringProperty("note", feature.note());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
