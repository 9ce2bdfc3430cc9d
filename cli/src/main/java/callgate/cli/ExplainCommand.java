package callgate.cli;

import callgate.explanation.Explainer;
import callgate.explanation.Explanation;
import callgate.kernel.KernelLog;
import callgate.kernel.NotSupported;
import callgate.learn.LogInput;
import callgate.learn.Remark;
import callgate.learn.incident.AuditFiles;
import callgate.learn.incident.IncidentFilter;
import callgate.learn.incident.IncidentGroup;
import callgate.learn.incident.IncidentGroups;
import callgate.learn.incident.IncidentLogs;
import callgate.learn.incident.IncidentReading;
import callgate.learn.incident.Since;
import callgate.syscall.Abi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code callgate explain LOG...}, and {@code callgate explain --audit}. */
final class ExplainCommand implements Command {
  @Override
  public String summary() {
    return "why calls were stopped, by which rule, and the smallest change that lets them through";
  }

  @Override
  public String usage() {
    return "[--policy POLICY [--fix FILE]] [--since TIME] LOG... | --audit | -- CMD...";
  }

  @Override
  public Command withProgram() {
    return new ExplainProgramCommand();
  }

  @Override
  public String example() {
    return """
    callgate explain --audit --comm oidc-gen
    callgate explain --policy my-service.yaml --fix fixed.yaml audit.log
    journalctl -k -o json | callgate explain --policy builtin:docker --since 2h -
    callgate explain core
    callgate explain --policy my-service.yaml -- ./my-service\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(
        PolicyArgument.value("policy", "POLICY", "what the programs ran under; names the rule"));
    options.addOption(
        null, "audit", false, "read auditd's log and its older files, or else the kernel's log");
    options.addOption(
        PolicyArgument.value("comm", "NAME", "only threads of this name; may be repeated"));
    options.addOption(
        PolicyArgument.value("exe", "PATH", "only this executable: a path or its last part"));
    options.addOption(PolicyArgument.value("pid", "N", "only this process"));
    options.addOption(
        PolicyArgument.value("unit", "UNIT", "only this systemd unit; journals tell it"));
    options.addOption(
        PolicyArgument.value(
            "since",
            "TIME",
            "only since then: 2026-11-25, '2026-11-25 20:16', '10 min ago', 2h, today"));
    options.addOption(
        PolicyArgument.value("fix", "FILE", "write the policy with the smallest changes here"));
    options.addOption(
        PolicyArgument.value("report-to", "TARGET", "with -- CMD: stderr, or a file to add to"));
    options.addOption(AbiOption.option("the machine that the logs are from; this one by default"));
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    List<String> logs = line.getArgList();
    if (logs.isEmpty() != line.hasOption("audit")) {
      throw new UsageError(
          "explain what? callgate explain LOG... reads logs, callgate explain --audit those of"
              + " auditd and the kernel, callgate explain -- CMD runs a program");
    }
    if (line.hasOption("fix") && !line.hasOption("policy")) {
      throw new UsageError("--fix changes a policy: say which with --policy");
    }
    if (line.hasOption("fix") && !FixedPolicy.isPossible(line)) {
      throw new UsageError("--fix needs a policy in a file, and a file to write to, not -");
    }
    Abi machine = AbiOption.named(line).stream().findFirst().map(Abi::machine).orElseGet(Abi::host);
    IncidentFilter filter = filter(line);
    Explainer explainer = explainer(line, terminal, machine);
    IncidentGroups groups = new IncidentGroups();
    AtomicLong notAskedFor = new AtomicLong();
    AtomicLong unitless = new AtomicLong();
    IncidentLogs reader =
        new IncidentLogs(
            machine,
            explainer.errnos(),
            incident -> {
              if (filter.wants(incident)) {
                groups.add(incident);
                return;
              }
              if (!incident.suspected()) {
                notAskedFor.incrementAndGet();
              }
              if (!filter.units().isEmpty() && incident.caller().unit().isEmpty()) {
                unitless.incrementAndGet();
              }
            });
    IncidentReading reading = line.hasOption("audit") ? audit(reader, terminal) : reader.read(logs);
    groups.keep(group -> isViolation(group, explainer));
    if (unitless.get() > 0) {
      terminal.message(
          "these logs don't tell the unit of every program (calls left out: "
              + unitless
              + "); journalctl -o json does");
    }
    reading.remarks().stream().map(Remark::toString).forEach(terminal::message);
    IncidentReport report =
        new IncidentReport(terminal, explainer, groups, reading, notAskedFor.get());
    report.print();
    if (line.hasOption("fix")) {
      FixedPolicy.write(line, terminal, explainer, groups);
    }
    return groups.count() == 0 ? Status.DONE : Status.NO;
  }

  private static Explainer explainer(CommandLine line, Terminal terminal, Abi machine) {
    @Nullable String policy = line.getOptionValue("policy");
    return policy == null
        ? Explainer.withoutPolicy()
        : Explainer.of(PolicyArgument.read(policy, line, terminal), machine.order());
  }

  /** What only may have been a filter's doing counts where the policy says so. */
  private static boolean isViolation(IncidentGroup group, Explainer explainer) {
    return !group.first().suspected()
        || explainer.policy().isEmpty()
        || group
            .first()
            .violation()
            .map(explainer::explain)
            .filter(Explanation::agrees)
            .isPresent();
  }

  private static IncidentReading audit(IncidentLogs reader, Terminal terminal) throws IOException {
    List<Path> files;
    try {
      files = AuditFiles.with(AuditFiles.LOG);
      for (Path file : files) {
        try (LogInput log = LogInput.open(file.toString())) {
          reader.read(log);
        }
      }
    } catch (AccessDeniedException e) {
      throw new NotSupported(AuditFiles.LOG + " is for root: run this with sudo");
    }
    if (files.isEmpty()) {
      terminal.message("there is no " + AuditFiles.LOG + "; this is what the kernel remembers");
      ByteArrayInputStream text = new ByteArrayInputStream(KernelLog.read());
      try (LogInput log = LogInput.of("<kernel log>", text)) {
        reader.read(log);
      }
    }
    return reader.finish();
  }

  private static IncidentFilter filter(CommandLine line) {
    Set<Integer> pids = new HashSet<>();
    for (String pid : values(line, "pid")) {
      try {
        pids.add(Integer.parseInt(pid));
      } catch (NumberFormatException e) {
        throw new UsageError("a process has a number, not " + pid);
      }
    }
    long since = Long.MIN_VALUE;
    @Nullable String time = line.getOptionValue("since");
    if (time != null) {
      since =
          Since.parse(time, Instant.now())
              .orElseThrow(() ->
                  new UsageError(
                      "a time is 2026-11-25, '2026-11-25 20:16', 20:16, today, 2h or '10 min ago', not "
                          + time));
    }
    return new IncidentFilter(
        values(line, "comm"), values(line, "exe"), pids, values(line, "unit"), since);
  }

  private static Set<String> values(CommandLine line, String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? Set.of() : new HashSet<>(List.of(values));
  }
}
