package callgate.cli;

import callgate.format.ContainerRuntime;
import callgate.format.LibseccompRelease;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.format.Warning;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** What stands where a command wants a POLICY, and the options that say how it is read. */
final class PolicyArgument {
  private PolicyArgument() {}

  /** Adds the options that answer a profile's conditions. */
  static Options addTo(Options options) {
    options.addOption(
        value(
            "runtime",
            "NAME",
            "who reads OCI profiles: docker, podman, runc, crun, runc-1.1 (to 1.1.12)"));
    options.addOption(
        value("cap", "CAP", "a capability that the container has beside Docker's 14, or none"));
    options.addOption(
        value("kernel", "VERSION", "the kernel that conditions are about; this one by default"));
    options.addOption(
        value(
            "libseccomp",
            "VERSION",
            "the runtime's, such as 2.5.4, or linux-6.7; profiles lose newer calls"));
    options.addOption(
        value("systemd", "VERSION", "the systemd that reads a unit: 252 or newer; 262 by default"));
    options.addOption(
        null, "lenient", false, "drop names that no ABI has, with a warning, instead of failing");
    return options;
  }

  /** {@return an option with a value} */
  static Option value(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /** {@return what an argument means} Warnings about it are shown. */
  static Source read(String argument, CommandLine line, Terminal terminal) {
    Source source = PolicySource.read(argument, options(line));
    for (Warning warning : source.warnings()) {
      terminal.message(warning.toString());
    }
    return source;
  }

  /** {@return how the user wants profiles read: for programs of the first ABI that is named} */
  static ReadOptions options(CommandLine line) {
    Abi abi = AbiOption.named(line).stream().findFirst().orElseGet(Abi::host);
    return ReadOptions.on(kernel(line))
        .withAbi(abi)
        .withLenient(line.hasOption("lenient"))
        .withRuntime(runtime(line.getOptionValue("runtime", "runc")))
        .withCapabilities(capabilities(line))
        .withLibseccomp(libseccomp(line))
        .withSystemd(systemd(line))
        .withProcesses(ProcessArgument::source);
  }

  /** {@return how profiles are read when the user says nothing about it} */
  static ReadOptions defaults() {
    return ReadOptions.on(thisKernel());
  }

  private static KernelVersion thisKernel() {
    return KernelVersion.parse(System.getProperty("os.version", "")).orElse(Syscalls.newest());
  }

  /** {@return the version of systemd that reads and writes units} */
  static int systemd(CommandLine line) {
    String named = line.getOptionValue("systemd", Integer.toString(ReadOptions.SYSTEMD));
    try {
      int version = Integer.parseInt(named);
      if (version >= 252 && version < 1000) {
        return version;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageError(
        "systemd has versions such as 252, the oldest that is known, not " + named);
  }

  /** {@return the kernel that the user names, or this one} */
  static KernelVersion kernel(CommandLine line) {
    String named = line.getOptionValue("kernel");
    if (named != null) {
      return KernelVersion.parse(named)
          .orElseThrow(() -> new UsageError("a kernel is a version such as 6.12, not " + named));
    }
    return thisKernel();
  }

  /** {@return the container runtime of that name} */
  static ContainerRuntime runtime(String name) {
    return ContainerRuntime.of(name)
        .orElseThrow(() ->
            new UsageError("a runtime is docker, podman, runc, runc-1.1 or crun, not " + name));
  }

  private static KernelVersion libseccomp(CommandLine line) {
    String named = line.getOptionValue("libseccomp");
    return named == null
        ? Syscalls.newest()
        : LibseccompRelease.kernel(named)
            .orElseThrow(() ->
                new UsageError(
                    "a libseccomp is a release such as 2.5.4, or linux-6.7 for the last kernel"
                        + " whose calls it knows, not "
                        + named));
  }

  private static Set<String> capabilities(CommandLine line) {
    Set<String> capabilities = new HashSet<>(ReadOptions.DOCKER_CAPABILITIES);
    String[] named = line.getOptionValues("cap");
    if (named != null) {
      for (String name : named) {
        if (name.equals("none")) {
          capabilities.clear();
        } else {
          String upper = name.toUpperCase(Locale.ROOT);
          capabilities.add(upper.startsWith("CAP_") ? upper : "CAP_" + upper);
        }
      }
    }
    return capabilities;
  }
}
