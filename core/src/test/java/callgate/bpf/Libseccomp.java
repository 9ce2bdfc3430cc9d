package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes filters with the libseccomp that is installed. */
final class Libseccomp {
  /** {@code SCMP_FLTATR_CTL_OPTIMIZE}: a list in the order of priorities. */
  static final int LIST = 1;

  /** {@code SCMP_FLTATR_CTL_OPTIMIZE}: a binary tree. */
  static final int TREE = 2;

  private static final int MASKED_EQUAL = 7;

  private final StringBuilder input = new StringBuilder();
  private final List<ByteOrder> orders = new ArrayList<>();
  private ByteOrder order = ByteOrder.nativeOrder();

  /** Starts a filter. */
  void filter(Action defaultAction, Action badArch, int optimize, List<Abi> abis) {
    order = abis.getFirst().order();
    input.append("filter ").append(hex(defaultAction)).append(' ').append(hex(badArch));
    input.append(' ').append(optimize);
    abis.forEach(abi -> input.append(' ').append(abi.token()));
    input.append('\n');
  }

  /**
   * Adds a rule: the tests have to hold together.
   *
   * @param call a name, or a number in decimal
   */
  void rule(Action action, String call, List<Test> tests) {
    input.append("rule ").append(hex(action)).append(' ').append(call);
    for (Test test : tests) {
      boolean masked = test.mask() != -1;
      input.append(' ').append(test.argument()).append(' ');
      input.append(masked ? MASKED_EQUAL : compare(test.op()));
      input.append(' ').append(Long.toHexString(masked ? test.mask() : test.value()));
      input.append(' ').append(Long.toHexString(masked ? test.value() : 0));
    }
    input.append('\n');
  }

  /** Adds a rule for one call. */
  void rule(Rule rule) {
    String name = ((Calls.Named) rule.calls().getFirst()).name();
    List<Test> tests =
        ((Condition.All) rule.condition()).parts().stream().map(Test.class::cast).toList();
    rule(rule.action(), name, tests);
  }

  /** Says how important a call is. */
  void priority(String call, int priority) {
    input.append("priority ").append(call).append(' ');
    input.append(Integer.toHexString(priority)).append('\n');
  }

  /** Lets rules be about number -1, with which the kernel shows a call that a tracer skipped. */
  void takeSkipped() {
    input.append("tskip\n");
  }

  /** Takes all rules back. */
  void reset() {
    input.append("reset\n");
  }

  /** Adds the filter that was started last to the one before. */
  void merge() {
    input.append("merge\n");
  }

  /** Ends the filter. */
  void export() {
    input.append("export\n");
    orders.add(order);
  }

  /** {@return the {@code enum scmp_compare} of an operator} */
  private static int compare(Op op) {
    return switch (op) {
      case NE -> 1;
      case LT -> 2;
      case LE -> 3;
      case EQ -> 4;
      case GE -> 5;
      case GT -> 6;
    };
  }

  private static String hex(Action action) {
    return Integer.toHexString(action.returnValue());
  }

  /**
   * What came of a filter.
   *
   * @param filter what it made
   * @param statuses of the rules in order: 0, or a negative errno
   */
  record Made(Program filter, List<Integer> statuses) {}

  private static Optional<Made> made(String line, ByteOrder order) {
    List<String> words = List.of(line.split(" ", -1));
    if (words.getFirst().equals("none")) {
      return Optional.empty();
    }
    return Optional.of(
        new Made(
            Program.read(HexFormat.of().parseHex(words.getFirst()), order),
            words.stream().skip(1).map(Integer::valueOf).toList()));
  }

  /**
   * {@return what came of each filter; nothing where it took too long} Skips the test where
   * libseccomp or a compiler is missing.
   */
  List<Optional<Made>> run(Path directory) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc: apt-get install gcc");
    assumeTrue(
        Files.exists(Path.of("/usr/include/seccomp.h")),
        "needs libseccomp: apt-get install libseccomp-dev");
    Path program = directory.resolve("libseccomp");
    run("gcc", "-O1", "-o", program.toString(), "src/test/c/libseccomp.c", "-lseccomp");
    Path questions = Files.writeString(directory.resolve("input"), input);
    Path answers = directory.resolve("output");
    Process process =
        new ProcessBuilder(program.toString())
            .redirectInput(questions.toFile())
            .redirectOutput(answers.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, process.waitFor());
    List<String> lines = Files.readAllLines(answers);
    List<Optional<Made>> made = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      made.add(made(lines.get(i), orders.get(i)));
    }
    return made;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
