package callgate.bpf;

import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * One of libseccomp's simulation tests, in the notation that {@code simulations.txt} explains.
 *
 * @param filters which ABIs each filter is for
 * @param steps how a filter is made, in order
 * @param expectations what calls get under it
 */
record Simulation(
    String name,
    List<List<Abi>> filters,
    Action defaultAction,
    List<Step> steps,
    List<Expectation> expectations) {

  /** What is done to a filter. */
  sealed interface Step {
    /**
     * A rule.
     *
     * @param calls names, numbers or ranges of numbers
     * @param tests all of which have to hold
     */
    record Added(By by, Action action, List<String> calls, List<Test> tests) implements Step {}

    record Priority(String call, int priority) implements Step {}

    record TakeSkipped() implements Step {}

    record Reset() implements Step {}

    record Merge(List<Abi> abis) implements Step {}
  }

  /** Whether libseccomp is told of a rule, and whether it is in the filter then. */
  enum By {
    RULE,
    ADDED,
    REFUSED
  }

  /**
   * What some calls get.
   *
   * @param abis empty for all of the filter that have the call
   * @param call a name, a number or a range of numbers
   * @param arguments numbers, ranges, or {@code _}
   */
  record Expectation(
      int line, Action action, List<Abi> abis, String call, List<String> arguments) {}

  private static final Pattern TEST =
      Pattern.compile("a([0-5])(?:&(\\w+))?(==|!=|<=|>=|<|>)(\\w+)(?:\\.\\.(\\w+))?");

  /** {@return all tests} */
  static List<Simulation> all() throws IOException {
    try (InputStream in = Simulation.class.getResourceAsStream("simulations.txt")) {
      byte[] text = Objects.requireNonNull(in).readAllBytes();
      return new Reader().read(new String(text, StandardCharsets.UTF_8));
    }
  }

  /** {@return the first and the last number of a range, or of one number} */
  static long[] range(String text) {
    int dots = text.indexOf("..");
    return dots < 0
        ? new long[] {number(text), number(text)}
        : new long[] {number(text.substring(0, dots)), number(text.substring(dots + 2))};
  }

  private static long number(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseLong(text);
  }

  private static final class Reader {
    private final List<Simulation> simulations = new ArrayList<>();
    private int line;

    List<Simulation> read(String text) {
      for (String each : text.split("\n", -1)) {
        line++;
        List<String> words = List.of(each.strip().split("\\s+", -1));
        if (!each.isBlank() && !each.startsWith("#")) {
          read(words.getFirst(), words.subList(1, words.size()));
        }
      }
      return simulations;
    }

    private void read(String keyword, List<String> words) {
      switch (keyword) {
        case "==" ->
            simulations.add(
                new Simulation(
                    String.join(" ", words),
                    new ArrayList<>(),
                    Action.ALLOW,
                    new ArrayList<>(),
                    new ArrayList<>()));
        case "abis" -> {
          for (String filter : String.join(" ", words).split(" / ", -1)) {
            now().filters.add(abis(filter.split(" ", -1)));
          }
        }
        case "default" -> {
          Simulation now = simulations.removeLast();
          Action action = action(words.getFirst());
          simulations.add(
              new Simulation(now.name, now.filters, action, now.steps, now.expectations));
        }
        case "rule" -> rule(By.RULE, words);
        case "added" -> rule(By.ADDED, words);
        case "refused" -> rule(By.REFUSED, words);
        case "priority" ->
            now().steps.add(new Step.Priority(words.get(0), Integer.parseInt(words.get(1))));
        case "tskip" -> now().steps.add(new Step.TakeSkipped());
        case "reset" -> now().steps.add(new Step.Reset());
        case "merge" -> now().steps.add(new Step.Merge(abis(words.toArray(new String[0]))));
        case "expect" -> expectation(words);
        default -> throw new IllegalArgumentException("line " + line + ": " + keyword);
      }
    }

    private Simulation now() {
      return simulations.getLast();
    }

    private void rule(By by, List<String> words) {
      Action action = action(words.get(0));
      List<String> calls = List.of(words.get(1).split(",", -1));
      List<List<Test>> alternatives = new ArrayList<>(List.of(List.of()));
      for (String word : words.subList(2, words.size())) {
        List<List<Test>> longer = new ArrayList<>();
        for (List<Test> tests : alternatives) {
          for (Test test : tests(word)) {
            List<Test> more = new ArrayList<>(tests);
            more.add(test);
            longer.add(more);
          }
        }
        alternatives = longer;
      }
      for (List<Test> tests : alternatives) {
        now().steps.add(new Step.Added(by, action, calls, tests));
      }
    }

    private void expectation(List<String> words) {
      boolean on = words.get(1).equals("on");
      int call = on ? 3 : 1;
      now()
          .expectations
          .add(
              new Expectation(
                  line,
                  action(words.getFirst()),
                  on ? abis(words.get(2).split(",", -1)) : List.of(),
                  words.get(call),
                  words.subList(call + 1, words.size())));
    }

    private List<Test> tests(String word) {
      Matcher matcher = TEST.matcher(word);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("line " + line + ": " + word);
      }
      int argument = Integer.parseInt(matcher.group(1));
      long mask = matcher.group(2) == null ? -1 : number(matcher.group(2));
      Op op =
          Arrays.stream(Op.values())
              .filter(each -> each.symbol().equals(matcher.group(3)))
              .findFirst()
              .orElseThrow();
      long first = number(matcher.group(4));
      long last = matcher.group(5) == null ? first : number(matcher.group(5));
      return LongStream.rangeClosed(first, last)
          .mapToObj(value -> new Test(argument, op, value, mask, Width.BITS_64))
          .toList();
    }

    private Action action(String word) {
      return Action.parse(word)
          .orElseThrow(() -> new IllegalArgumentException("line " + line + ": " + word));
    }

    private List<Abi> abis(String[] words) {
      return Arrays.stream(words).map(word -> Abi.of(word).orElseThrow()).toList();
    }
  }
}
