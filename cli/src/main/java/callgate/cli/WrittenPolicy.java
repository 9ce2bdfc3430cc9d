package callgate.cli;

import callgate.decision.Difference;
import callgate.format.OutputFormat;
import callgate.format.Proof;
import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/**
 * A policy in the format that the user wants, proven to mean the same, or with what is lost told.
 *
 * @param verdict what the proof says, for people
 */
record WrittenPolicy(Rendering rendering, String verdict) {
  /** Adds {@code --lossy}, {@code --widen} and what single formats ask for. */
  static Options addTo(Options options) {
    options.addOption(
        null, "lossy", false, "leave out what the format can't say: it then allows less");
    options.addOption(
        null,
        "widen",
        false,
        "with --lossy: allow more where allowing less is impossible or harms");
    options.addOption(
        null, "no-default-profile", false, "list all calls, also those of Northstar's profile");
    options.addOption(
        PolicyArgument.value("package", "NAME", "the package of source code; main by default"));
    return options;
  }

  /** {@return how the user wants policies written} */
  private static WriteOptions options(CommandLine line) {
    boolean widen = line.hasOption("widen");
    if (widen && !line.hasOption("lossy")) {
      throw new UsageError("--widen goes with --lossy: what is lost is allowed then");
    }
    return WriteOptions.DEFAULT
        .withRuntime(
            ContainerOption.reader(
                line, PolicyArgument.runtime(line.getOptionValue("runtime", "runc"))))
        .withSystemd(PolicyArgument.systemd(line))
        .withWiden(widen)
        .withProfile(!line.hasOption("no-default-profile"))
        .withPackageName(line.getOptionValue("package", "main"));
  }

  /**
   * {@return a policy in a format} Notes and losses are told.
   *
   * @throws BadInput where something would be lost, and the user didn't agree to that
   */
  static WrittenPolicy of(Policy policy, OutputFormat format, CommandLine line, Terminal terminal) {
    WriteOptions options = options(line);
    Rendering rendering = format.write(policy, options);
    rendering.notes().forEach(terminal::message);
    checkLosses(policy, format, rendering, line.hasOption("lossy"), terminal);
    Proof.Outcome proof = Proof.of(format, policy, rendering, options);
    if (proof.flaw().isPresent()) {
      throw new BadInput(
          Position.of(policy.name()),
          format.name()
              + " can't say this policy: "
              + proof.flaw().get()
              + "; nothing was written");
    }
    for (Difference more : proof.more()) {
      terminal.message("allows more: " + DifferenceReport.summary(more));
    }
    return new WrittenPolicy(rendering, verdict(rendering, proof));
  }

  private static String verdict(Rendering rendering, Proof.Outcome proof) {
    if (rendering.losses().isEmpty()) {
      return "means the same, proven";
    }
    return proof.more().isEmpty() ? "allows no more, proven" : "allows more, as listed";
  }

  private static void checkLosses(
      Policy policy, OutputFormat format, Rendering rendering, boolean lossy, Terminal terminal) {
    List<Loss> losses = rendering.losses();
    for (Loss loss : losses) {
      terminal.message(loss.toString());
    }
    if (!losses.isEmpty() && !lossy) {
      throw new BadInput(
          Position.of(policy.name()),
          format.name()
              + " can't say the above; nothing was written; --lossy leaves it out, so that less is"
              + " allowed");
    }
  }
}
