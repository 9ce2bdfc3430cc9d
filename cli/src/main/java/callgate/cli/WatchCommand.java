package callgate.cli;

import callgate.kernel.Interruption;
import callgate.watch.Counters;
import callgate.watch.EventFilter;
import callgate.watch.EventFormat;
import callgate.watch.MetricsServer;
import callgate.watch.Watch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code callgate watch}. */
final class WatchCommand implements Command {
  private static final int DEFAULT_BUFFER = 1 << 26;

  @Override
  public String summary() {
    return "live, on the whole machine: who installs which filter, and what filters stop";
  }

  @Override
  public String usage() {
    return "[--format table|json|ecs|tracee] [-o FILE] [--for DURATION] [--count N] [FILTER...]";
  }

  @Override
  public String example() {
    return """
    callgate watch
    callgate watch --format json event=violation container
    callgate watch operation=SET_MODE_FILTER 'retval<0'
    callgate watch --metrics 127.0.0.1:9464 -o watch.jsonl --rotate 100M --format ecs\
    """;
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        PolicyArgument.value(
            "format", "NAME", "table, json, ecs or tracee; --json is --format json"));
    options.addOption(ResultFile.option("write events to a file instead"));
    options.addOption(
        PolicyArgument.value(
            "rotate", "SIZE", "put the file aside when it has SIZE, such as 100M"));
    options.addOption(
        PolicyArgument.value("keep", "N", "how many files to keep beside; 5 is the default"));
    options.addOption(PolicyArgument.value("for", "DURATION", "how long, such as 30s, 10m, 1h"));
    options.addOption(PolicyArgument.value("count", "N", "end after N events"));
    options.addOption(
        PolicyArgument.value(
            "metrics", "ADDRESS:PORT", "let Prometheus fetch counters of these events"));
    options.addOption(
        PolicyArgument.value("via", "auto|ebpf|audit", "how to watch; auto is all there is"));
    options.addOption(
        PolicyArgument.value(
            "buffer", "SIZE", "between the kernel and callgate; 64M is the default"));
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    Watch.prepare();
    EventFormat format = format(line, terminal);
    EventFilter filter = filter(line);
    Counters counters = new Counters();
    EventLimit limit = EventLimit.of(line);
    int buffer = SizeOption.powerOfTwo(line.getOptionValue("buffer"), DEFAULT_BUFFER);
    Optional<InetSocketAddress> address = MetricsAddress.of(line.getOptionValue("metrics"));
    try (EventOutput output = EventOutput.of(line, format, terminal);
        Interruption interruption = new Interruption();
        Watch watch =
            Watch.start(
                via(line),
                buffer,
                filter,
                sighting -> {
                  if (limit.takes()) {
                    counters.add(sighting);
                    output.line(format.line(sighting));
                  }
                });
        @Nullable MetricsServer server =
            address.isPresent() ? MetricsServer.start(address.get(), counters) : null) {
      watch.notes().forEach(terminal::message);
      if (server != null) {
        terminal.message("metrics at http://" + MetricsAddress.text(server.address()) + "/metrics");
      }
      output.start();
      LostEvents lost = new LostEvents(watch, counters, terminal);
      Runnable batch =
          () -> {
            output.flush();
            lost.tell(false);
          };
      watch.run(() -> limit.isReached() || interruption.came(), batch);
      if (limit.wantsMore()) {
        watch.finish(batch);
      }
      output.flush();
      lost.tell(true);
      terminal.message(
          limit.taken() + (limit.taken() == 1 ? " event, " : " events, ") + watch.lost() + " lost");
    }
    return Status.DONE;
  }

  private static EventFormat format(CommandLine line, Terminal terminal) {
    String name = line.getOptionValue("format", terminal.json() ? "json" : "table");
    return EventFormat.named(name)
        .orElseThrow(() ->
            new UsageError(
                "--format is " + String.join(", ", EventFormat.names()) + ", not " + name));
  }

  private static EventFilter filter(CommandLine line) {
    try {
      return EventFilter.of(line.getArgList());
    } catch (EventFilter.Unknown wrong) {
      throw new UsageError(Failure.text(wrong));
    }
  }

  private static Watch.Via via(CommandLine line) {
    String via = line.getOptionValue("via", "auto");
    return switch (via) {
      case "auto" -> Watch.Via.AUTO;
      case "ebpf" -> Watch.Via.EBPF;
      case "audit" -> Watch.Via.AUDIT;
      default -> throw new UsageError("--via is auto, ebpf or audit, not " + via);
    };
  }
}
