package callgate.bench;

import callgate.bpf.CallMix;
import callgate.bpf.CompileOptions;
import callgate.bpf.Cost;
import callgate.bpf.CostModel;
import callgate.bpf.FilterCompiler;
import callgate.bpf.Objective;
import callgate.bpf.Program;
import callgate.bpf.Weights;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Prints what compilers make of container profiles: Callgate's and libseccomp's, run here, and
 * those of others as published with the versions named.
 *
 * <p>Arguments: the directory {@code bench}, and optionally a table of calls with weights, with a
 * line {@code nr arg0 arg1 arg2 weight} for each.
 */
public final class CompilerTable {
  private static final int WARM_UP = 3000;
  private static final int ROUNDS = 501;

  private final Libseccomp libseccomp;
  private final CallMix mix;

  private CompilerTable(Libseccomp libseccomp, CallMix mix) {
    this.libseccomp = libseccomp;
    this.mix = mix;
  }

  /** Prints the tables. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path bench = Path.of(arguments[0]);
    CallMix mix =
        arguments.length < 2
            ? CallMix.NONE
            : CallMix.table(arguments[1], Files.readString(Path.of(arguments[1])), Abi.X86_64);
    Libseccomp libseccomp =
        Libseccomp.build(bench.resolve("libseccomp/generate.c"), bench.resolve("target"));
    CompilerTable table = new CompilerTable(libseccomp, mix);

    System.out.println(
        "executed: mean over x86_64's numbers, arguments 0; weighted: over the mix;");
    System.out.println("compile: policy in memory to filter, warm; load: seccomp(2); microseconds");
    for (String profile : new String[] {"builtin:docker", "builtin:podman"}) {
      table.print(profile, "x86_64");
      table.published(profile);
      table.print(profile, "x86_64+x86+x32");
    }
  }

  private void print(String profile, String abis) throws IOException, InterruptedException {
    Policy read = Profiles.read(profile, abis);
    // What container runtimes add for newer calls, libseccomp does not do.
    Policy policy = read.withNewer(new Newer.AsDefault());
    System.out.println();
    System.out.println(profile + " for " + abis);
    row("", "insns", "executed", "max", "weighted", "compile", "load");
    own("Callgate, speed (with proof)", policy, CompileOptions.DEFAULT);
    own(
        "Callgate, size",
        policy,
        new CompileOptions(Objective.SIZE, Weights.UNIFORM, CostModel.EVERY_CALL));
    if (!mix.isEmpty()) {
      own(
          "Callgate, weighted",
          policy,
          new CompileOptions(Objective.SPEED, mix.weights(), CostModel.EVERY_CALL));
    }
    if (policy.abis().equals(List.of(Abi.X86_64))) {
      String optimum = number(OptimalTree.executed(policy));
      row("thresholds alone, optimum", "-", optimum, "-", "-", "-", "-");
    }
    foreign("libseccomp, list", policy, 1);
    foreign("libseccomp, tree", policy, 2);
  }

  private void own(String name, Policy policy, CompileOptions options)
      throws IOException, InterruptedException {
    Program program = FilterCompiler.compile(policy, options).program();
    for (int i = 0; i < WARM_UP; i++) {
      program = FilterCompiler.compile(policy, options).program();
    }
    double[] times = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      program = FilterCompiler.compile(policy, options).program();
      times[i] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(times);
    print(name, program, times[ROUNDS / 2], libseccomp.load(program));
  }

  private void foreign(String name, Policy policy, int optimize)
      throws IOException, InterruptedException {
    Libseccomp.Made made = libseccomp.make(policy, optimize);
    print(name, made.filter(), made.generate(), made.load());
  }

  private void print(String name, Program program, double compile, double load) {
    Cost.Part cost = Cost.of(program, List.of(Abi.X86_64), Syscalls.newest(), mix).whole();
    OptionalDouble weighted = cost.weightedMean();
    row(
        name,
        "" + program.size(),
        number(cost.uniformMean()),
        "" + cost.max(),
        weighted.isPresent() ? number(weighted.getAsDouble()) : "-",
        number(compile),
        number(load));
  }

  /** Figures of compilers that can't be installed from Debian, of the profile in mid 2026. */
  private void published(String profile) {
    if (profile.equals("builtin:docker")) {
      row("gVisor (published)", "170", "16.00", "-", "11.50", "18000", "65.00");
      row("kafel (published)", "106", "10.60", "-", "8.50", "183", "46.20");
      row("minijail, bst (published)", "100", "10.40", "-", "7.85", "-", "-");
      row("go-seccomp-bpf (published)", "358", "213.30", "-", "160.90", "323", "-");
    } else {
      row("gVisor (published)", "162", "14.70", "-", "11.10", "-", "-");
      row("kafel (published)", "113", "10.60", "-", "8.50", "-", "-");
      row("go-seccomp-bpf (published)", "405", "226.00", "-", "203.00", "-", "-");
    }
  }

  private static String number(double value) {
    return String.format("%.2f", value);
  }

  private static void row(String name, String... columns) {
    StringBuilder line = new StringBuilder(String.format("  %-30s", name));
    for (String column : columns) {
      line.append(String.format("%10s", column));
    }
    System.out.println(line);
  }
}
