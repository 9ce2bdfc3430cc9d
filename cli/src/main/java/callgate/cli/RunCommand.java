package callgate.cli;

import callgate.bpf.CompileOptions;
import callgate.bpf.Permissive;
import callgate.bpf.Program;
import callgate.format.PolicySource;
import callgate.format.Source;
import callgate.kernel.Executable;
import callgate.kernel.Execution;
import callgate.kernel.Filter;
import callgate.kernel.Privileges;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate run --policy POLICY -- CMD}. */
final class RunCommand implements Command {
  @Override
  public String summary() {
    return "become a program that runs under a policy";
  }

  @Override
  public String usage() {
    return "--policy POLICY [--mode enforce|log] [--keep-privileges] [--] CMD [ARGUMENT...]";
  }

  @Override
  public String example() {
    return """
    callgate run --policy builtin:docker -- ls -l
    callgate run --policy my-service.yaml --mode log -- ./my-service\
    """;
  }

  @Override
  public Options options() {
    return PolicyArgument.addTo(new Options())
        .addOption(PolicyArgument.value("policy", "POLICY", "what the program may do"))
        .addOption(
            PolicyArgument.value(
                "mode", "MODE", "enforce (the default), or log what it would stop"))
        .addOption(null, "keep-privileges", false, "set-user-ID programs work; needs CAP_SYS_ADMIN")
        .addOption(null, "yes-unconfined", false, "a policy that forbids nothing is meant");
  }

  @Override
  public boolean runsProgram() {
    return true;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    List<String> command = line.getArgList();
    if (command.isEmpty()) {
      throw new UsageError("run what? callgate run --policy POLICY -- CMD");
    }
    if (!line.hasOption("policy")) {
      throw new UsageError("under which policy? callgate run --policy POLICY -- CMD");
    }
    boolean logging = isLogging(line.getOptionValue("mode", "enforce"));
    Execution.prepare();
    Source source = source(line, terminal);
    if (isUnconfined(source) && !line.hasOption("yes-unconfined")) {
      throw new UsageError(
          "this policy forbids nothing; say --yes-unconfined too if that is meant");
    }
    Executable program = Executable.find(command);
    Filter filter = filter(source, logging);
    terminal.out().flush();
    Execution.become(
        program, filter, line.hasOption("keep-privileges") ? Privileges.KEEP : Privileges.GIVE_UP);
    throw new AssertionError("a program that was executed does not return");
  }

  /**
   * {@return the policy} The program's own messages shall be the first, so warnings are for those
   * who ask.
   */
  private static Source source(CommandLine line, Terminal terminal) {
    String argument = line.getOptionValue("policy");
    // What container runtimes call having no policy
    String policy = argument.equals("unconfined") ? "builtin:unconfined" : argument;
    return terminal.verbose()
        ? PolicyArgument.read(policy, line, terminal)
        : PolicySource.read(policy, PolicyArgument.options(line));
  }

  private static boolean isLogging(String mode) {
    return switch (mode) {
      case "enforce" -> false;
      case "log" -> true;
      default -> throw new UsageError("--mode is enforce or log, not " + mode);
    };
  }

  private static boolean isUnconfined(Source source) {
    return switch (source) {
      case Source.Written written -> written.policy().isUnconfined();
      case Source.Raw raw -> Permissive.isUnconfined(raw.program());
    };
  }

  private static Filter filter(Source source, boolean logging) {
    return switch (source) {
      case Source.Written written -> {
        Policy policy = logging ? Permissive.of(written.policy()) : written.policy();
        requireHost(policy);
        Program program = FilterArgument.compile(policy, CompileOptions.DEFAULT).program();
        yield Filter.of(program, policy.flags());
      }
      case Source.Raw raw -> {
        Program program = logging ? Permissive.of(raw.program()) : raw.program();
        yield Filter.of(program, Set.of());
      }
    };
  }

  /** The {@code execve} that starts the program is a call of this machine's own ABI. */
  private static void requireHost(Policy policy) {
    if (!policy.abis().contains(Abi.host())) {
      throw new BadInput(
          Position.of(policy.name()),
          "this policy says nothing about " + Abi.host().token() + ", the ABI of this machine");
    }
  }
}
