package callgate.cli;

import callgate.format.Source;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Syscalls;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate show POLICY}. */
final class ShowCommand implements Command {
  @Override
  public String summary() {
    return "what a policy allows, for people";
  }

  @Override
  public String usage() {
    return "POLICY [--syscall NAME] [--arch ARCH]...";
  }

  @Override
  public String example() {
    return """
    callgate show builtin:docker
    callgate show profile.json --syscall socket
    callgate show --json policy.yaml\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(PolicyArgument.value("syscall", "NAME", "only what it does with this call"));
    options.addOption(AbiOption.option("only this ABI of the policy; may be repeated"));
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (line.getArgList().size() != 1) {
      throw new UsageError("show takes one policy");
    }
    Source source = PolicyArgument.read(line.getArgList().getFirst(), line, terminal);
    if (!(source instanceof Source.Written written)) {
      throw new BadInput(
          Position.of(source.name()),
          "this is a raw filter; callgate disasm shows it, callgate decompile makes it a policy");
    }
    Policy policy = AbiOption.restrict(written.policy(), line);
    String call = line.getOptionValue("syscall");
    if (call != null) {
      check(call);
    }
    if (terminal.json()) {
      JsonResult.print(terminal, json -> PolicyJson.write(json, policy, call));
    } else if (call != null) {
      terminal.out().print(CallReport.of(policy, call));
    } else {
      terminal.out().print(PolicyReport.of(policy));
    }
    return Status.DONE;
  }

  private static void check(String call) {
    if (!Syscalls.exists(call)) {
      throw new UsageError(
          "no ABI has a call "
              + call
              + Syscalls.suggestion(call).map(near -> "; did you mean " + near + "?").orElse(""));
    }
  }
}
