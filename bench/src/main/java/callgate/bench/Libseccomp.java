package callgate.bench;

import callgate.bpf.Program;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** libseccomp's compiler, and the time that the kernel takes to load a filter. */
final class Libseccomp {
  private final Path program;
  private final Path directory;

  private Libseccomp(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /**
   * What it made, and how long that took, in microseconds.
   *
   * @param filter what it made
   * @param generate to build the rules in its memory and to make a filter of them
   * @param load what seccomp(2) took
   */
  record Made(Program filter, double generate, double load) {}

  /**
   * Builds the C program that calls it.
   *
   * @throws IOException where gcc or libseccomp's headers are missing (Debian: libseccomp-dev)
   */
  static Libseccomp build(Path source, Path directory) throws IOException, InterruptedException {
    Path program = directory.resolve("generate");
    Process gcc =
        new ProcessBuilder("gcc", "-O2", "-o", program.toString(), source.toString(), "-lseccomp")
            .redirectErrorStream(true)
            .start();
    String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new IOException(
          "gcc with libseccomp (apt-get install gcc libseccomp-dev): " + messages);
    }
    return new Libseccomp(program, directory);
  }

  /**
   * {@return what it makes of a policy}
   *
   * @param optimize 1 for a list, 2 for a tree
   */
  Made make(Policy policy, int optimize) throws IOException, InterruptedException {
    Path file = directory.resolve("libseccomp.bpf");
    double[] times = run(rules(policy), String.valueOf(optimize), file.toString());
    return new Made(
        Program.read(Files.readAllBytes(file), ByteOrder.nativeOrder()), times[2], times[3]);
  }

  /** {@return how long seccomp(2) takes for a filter, in microseconds; the median} */
  double load(Program filter) throws IOException, InterruptedException {
    Path file = directory.resolve("load.bpf");
    Files.write(file, filter.write(ByteOrder.nativeOrder()));
    return run("", "load", file.toString())[3];
  }

  private double[] run(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
    return List.of(output.trim().split(" ", -1)).stream()
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static String rules(Policy policy) {
    StringBuilder text = new StringBuilder();
    String defaultAction = action(policy.defaultAction());
    text.append("default ").append(defaultAction).append('\n');
    for (Abi abi : policy.abis()) {
      text.append("arch ").append(abi.token()).append('\n');
    }
    for (Rule rule : policy.rules()) {
      if (action(rule.action()).equals(defaultAction)) {
        continue; // libseccomp refuses it, and container runtimes leave it out
      }
      for (List<Condition.Test> tests : alternatives(rule.condition())) {
        for (Calls calls : rule.calls()) {
          if (calls instanceof Calls.Named named) {
            text.append("rule ").append(action(rule.action())).append(' ').append(named.name());
            tests.forEach(test -> append(text, test));
            text.append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Condition.Test test) {
    boolean masked = test.mask() != -1;
    if (masked && test.op() != Condition.Op.EQ) {
      throw new IllegalArgumentException("libseccomp compares masked values for equality only");
    }
    text.append(' ').append(test.argument());
    text.append(' ').append(masked ? "&==" : test.op().symbol());
    text.append(' ').append(Long.toHexString(test.value()));
    text.append(' ').append(Long.toHexString(test.mask()));
  }

  /** {@return what libseccomp can say: an OR of ANDs} */
  private static List<List<Condition.Test>> alternatives(Condition condition) {
    return switch (condition) {
      case Condition.Test test -> List.of(List.of(test));
      case Condition.Any any ->
          any.parts().stream().flatMap(part -> alternatives(part).stream()).toList();
      case Condition.All all -> {
        List<List<Condition.Test>> products = List.of(List.of());
        for (Condition part : all.parts()) {
          List<List<Condition.Test>> longer = new ArrayList<>();
          for (List<Condition.Test> product : products) {
            for (List<Condition.Test> alternative : alternatives(part)) {
              List<Condition.Test> both = new ArrayList<>(product);
              both.addAll(alternative);
              longer.add(both);
            }
          }
          products = longer;
        }
        yield products;
      }
      case Condition.Not _ -> throw new IllegalArgumentException("libseccomp has no negation");
    };
  }

  private static String action(callgate.policy.Action action) {
    return Integer.toHexString(action.kind().value() | action.data());
  }
}
