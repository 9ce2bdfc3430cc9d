package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.bpf.Libseccomp.Made;
import callgate.bpf.Simulation.By;
import callgate.bpf.Simulation.Expectation;
import callgate.bpf.Simulation.Step;
import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.decision.Change;
import callgate.decision.Comparison;
import callgate.decision.Diagrams;
import callgate.decision.Difference;
import callgate.decision.Meaning;
import callgate.decision.PolicyEvaluator;
import callgate.decision.PolicyMeaning;
import callgate.format.ContainerRuntime;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.ReadOptions;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * libseccomp's own tests of what filters do, asked of the libseccomp that is installed and of
 * Callgate: the same rules must give what the tests expect, and filters that are the same.
 */
@DisplayName("A simulation test of libseccomp")
class LibseccompSimulationTest {
  private static final long SEED = Long.getLong("seed", 20261122L);

  /** {@code -EEXIST}: the rule is there already. */
  private static final int EXISTS = -17;

  private static final List<String> FORMS =
      List.of("list", "tree", "list, backwards", "tree, backwards");

  @TempDir private static Path directory;

  private static final List<Case> CASES = new ArrayList<>();

  /**
   * One filter of a test.
   *
   * @param made what libseccomp makes of it, in each of {@link #FORMS}
   */
  record Case(Simulation simulation, List<Abi> abis, List<Program> made) {
    @Override
    public String toString() {
      return simulation.name() + " on " + abis.stream().map(Abi::token).toList();
    }
  }

  private static Stream<Case> cases() {
    return CASES.stream();
  }

  @BeforeAll
  static void makeFilters() throws Exception {
    Libseccomp libseccomp = new Libseccomp();
    List<Case> wanted = new ArrayList<>();
    for (Simulation simulation : Simulation.all()) {
      for (List<Abi> abis : simulation.filters()) {
        wanted.add(new Case(simulation, abis, new ArrayList<>()));
        for (int form = 0; form < FORMS.size(); form++) {
          make(simulation, abis, form, libseccomp);
        }
      }
    }
    List<Optional<Made>> made = libseccomp.run(directory);
    for (Case each : wanted) {
      for (int form = 0; form < FORMS.size(); form++) {
        Made filter = made.get(CASES.size() * FORMS.size() + form).orElseThrow();
        assertEquals(
            each.simulation.steps().stream().filter(LibseccompSimulationTest::isRefused).count(),
            filter.statuses().stream().filter(status -> status != 0 && status != EXISTS).count(),
            () -> each + ": " + filter.statuses());
        each.made.add(filter.filter());
      }
      CASES.add(each);
    }
  }

  private static void make(Simulation simulation, List<Abi> abis, int form, Libseccomp libseccomp) {
    int optimize = form % 2 == 0 ? Libseccomp.LIST : Libseccomp.TREE;
    Action usual = simulation.defaultAction();
    libseccomp.filter(usual, Action.KILL_THREAD, optimize, abis);
    boolean merged = false;
    for (Step step : form < 2 ? simulation.steps() : reversed(simulation.steps())) {
      switch (step) {
        case Step.Added added -> {
          if (added.by() != By.ADDED) {
            calls(added).forEach(call -> libseccomp.rule(added.action(), call, added.tests()));
          }
        }
        case Step.Priority(String call, int priority) -> libseccomp.priority(call, priority);
        case Step.TakeSkipped() -> libseccomp.takeSkipped();
        case Step.Reset() -> libseccomp.reset();
        case Step.Merge(List<Abi> others) -> {
          libseccomp.filter(usual, Action.KILL_THREAD, optimize, others);
          merged = true;
        }
      }
    }
    if (merged) {
      libseccomp.merge();
    }
    libseccomp.export();
  }

  private static boolean isRefused(Step step) {
    return step instanceof Step.Added added && added.by() == By.REFUSED;
  }

  /** {@return the steps backwards, where there are only rules} */
  private static List<Step> reversed(List<Step> steps) {
    return steps.stream().allMatch(Step.Added.class::isInstance) ? steps.reversed() : steps;
  }

  private static List<String> calls(Step.Added added) {
    List<String> calls = new ArrayList<>();
    for (String call : added.calls()) {
      if (isName(call)) {
        calls.add(call);
      } else {
        long[] range = Simulation.range(call);
        LongStream.rangeClosed(range[0], range[1]).mapToObj(Long::toString).forEach(calls::add);
      }
    }
    return calls;
  }

  private static boolean isName(String call) {
    return Character.isLetter(call.charAt(0));
  }

  /** {@return what the rules say, in Callgate's words} */
  private static Policy policy(Case each) {
    Set<Abi> abis = new LinkedHashSet<>(each.abis);
    List<Abi> current = each.abis;
    List<Rule> rules = new ArrayList<>();
    for (Step step : each.simulation.steps()) {
      switch (step) {
        case Step.Added added -> {
          if (added.by() != By.REFUSED) {
            rules.add(rule(added).on(current));
          }
        }
        case Step.Priority _, Step.TakeSkipped _ -> {}
        case Step.Reset() -> rules.clear();
        case Step.Merge(List<Abi> others) -> {
          abis.addAll(others);
          current = others;
        }
      }
    }
    return new Policy(
        each.toString(),
        List.copyOf(abis),
        each.simulation.defaultAction(),
        Action.KILL_THREAD,
        new Newer.AsDefault(),
        Set.of(),
        rules);
  }

  private static Rule rule(Step.Added added) {
    List<Calls> calls = added.calls().stream().map(LibseccompSimulationTest::meant).toList();
    List<Condition> tests =
        added.tests().stream()
            .<Condition>map(test ->
                new Test(
                    test.argument(),
                    test.op(),
                    test.value() & test.mask(),
                    test.mask(),
                    test.width()))
            .toList();
    return new Rule(
        calls,
        List.of(),
        added.action(),
        new Condition.All(tests),
        Position.of("simulations.txt"),
        "");
  }

  private static Calls meant(String call) {
    if (isName(call)) {
      return new Calls.Named(call);
    }
    long[] range = Simulation.range(call);
    return new Calls.Numbered((int) range[0], (int) range[1]);
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("holds for libseccomp's filter, for Callgate's and for the policy")
  void expectations(Case each) {
    Policy policy = policy(each);
    Program own = FilterCompiler.compile(policy).program();
    for (Expectation expectation : each.simulation.expectations()) {
      for (Abi abi : abis(expectation, each)) {
        for (Call call : calls(expectation, abi, each)) {
          String place = "line " + expectation.line() + ": " + call;
          Action expected = expectation.action();
          assertEquals(expected, PolicyEvaluator.decide(policy, call), place);
          assertEquals(expected, Action.of(Interpreter.run(own, call)), place);
          for (Program made : each.made) {
            assertEquals(expected, Action.of(Interpreter.run(made, call)), place);
          }
        }
      }
    }
  }

  /** {@return where it is tried: an ABI may be one of another filter of the same test} */
  private static List<Abi> abis(Expectation expectation, Case each) {
    if (expectation.abis().isEmpty()) {
      return each.abis;
    }
    boolean only = each.simulation.filters().size() == 1;
    return expectation.abis().stream().filter(abi -> only || each.abis.contains(abi)).toList();
  }

  private static List<Call> calls(Expectation expectation, Abi abi, Case each) {
    List<Integer> numbers = new ArrayList<>();
    if (isName(expectation.call())) {
      Syscalls.number(abi, expectation.call()).ifPresent(numbers::add);
    } else {
      long[] range = Simulation.range(expectation.call());
      LongStream.rangeClosed(range[0], range[1]).forEach(number -> numbers.add((int) number));
    }
    List<Long> values = values(each.simulation);
    List<Long> tried = numbers.size() > 20 ? values.subList(0, 2) : values;
    Random random = new Random(SEED);
    List<Call> calls = new ArrayList<>();
    for (int number : numbers) {
      for (Long[] given : given(expectation.arguments())) {
        for (long value : tried) {
          calls.add(call(abi, number, given, () -> value));
          calls.add(call(abi, number, given, () -> values.get(random.nextInt(values.size()))));
        }
      }
    }
    return calls;
  }

  /** {@return the values that the rules tell apart, and some that they often don't} */
  private static List<Long> values(Simulation simulation) {
    Set<Long> values = new TreeSet<>(List.of(0L, -1L, 0x80000000L, 0x100000000L, Long.MIN_VALUE));
    for (Step step : simulation.steps()) {
      if (step instanceof Step.Added added) {
        for (Test test : added.tests()) {
          values.addAll(List.of(test.value() - 1, test.value(), test.value() + 1));
        }
      }
    }
    return List.copyOf(values);
  }

  /** {@return all choices from the ranges; null for arguments that may be anything} */
  private static List<Long[]> given(List<String> texts) {
    List<Long[]> choices = new ArrayList<>();
    choices.add(new Long[6]);
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).equals("_")) {
        long[] range = Simulation.range(texts.get(i));
        List<Long[]> longer = new ArrayList<>();
        for (Long[] choice : choices) {
          for (long value : LongStream.rangeClosed(range[0], range[1]).toArray()) {
            Long[] more = choice.clone();
            more[i] = value;
            longer.add(more);
          }
        }
        choices = longer;
      }
    }
    return choices;
  }

  /** {@return a call; where the kernel reads half of an argument only, the rest is anything} */
  private static Call call(Abi abi, int number, Long[] given, LongSupplier others) {
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      long other = others.getAsLong();
      boolean half = abi.argumentBits() == 32;
      arguments[i] =
          given[i] == null ? other : half ? given[i] | (other & 0xffffffff00000000L) : given[i];
    }
    return Call.of(abi, number, arguments);
  }

  /** How filters of libseccomp differ from what the same rules mean to Callgate. */
  private static Set<String> knownDifferences(Case each, String form) {
    return switch (each + ", " + form) {
      // Number -1, with which the kernel shows a call that a tracer skipped, is none of x32's. A
      // filter of libseccomp that is for x32 alone takes it for one.
      case "34 basic_denylist on [x32], list",
          "34 basic_denylist on [x32], tree",
          "34 basic_denylist on [x32], list, backwards",
          "34 basic_denylist on [x32], tree, backwards" ->
          Set.of("[x86_64] syscall(-1): KILL_THREAD -> ALLOW");
      // libseccomp keeps one action for all values of an upper half: of several ">" that were added
      // after a "<=", that of the last one.
      case "43 a2_order on [x86_64], list", "43 a2_order on [x86_64], tree" ->
          Set.of("[x86_64] read(0, NULL, 4294967296): ERRNO(12) -> ERRNO(5)");
      case "43 a2_order on [aarch64], list", "43 a2_order on [aarch64], tree" ->
          Set.of("[aarch64] read(0, NULL, 4294967296): ERRNO(12) -> ERRNO(5)");
      default -> Set.of();
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  @DisplayName("makes the same filter of the same rules, whatever their order")
  void filters(Case each) {
    Diagrams diagrams = new Diagrams();
    Meaning meaning = PolicyMeaning.of(policy(each), diagrams);
    for (int form = 0; form < FORMS.size(); form++) {
      Meaning made = SymbolicExecution.of(each.made.get(form), diagrams);
      assertEquals(
          knownDifferences(each, FORMS.get(form)), differences(meaning, made), FORMS.get(form));
    }
  }

  private static Set<String> differences(Meaning left, Meaning right) {
    Set<String> texts = new TreeSet<>();
    for (Difference difference : Comparison.of(left, right, false)) {
      for (Change change : difference.changes()) {
        String call = difference.abis() + " " + CallText.of(change.witness());
        texts.add(call + ": " + change.left() + " -> " + change.right());
      }
    }
    return texts;
  }

  @ParameterizedTest
  @MethodSource("profiles")
  @DisplayName("makes the filter that a container's profile with these rules means")
  void profiles(Case each) {
    String profile = profile(each.simulation, each.abis);
    ReadOptions options =
        ReadOptions.onNewestKernel()
            .withAbi(each.abis.getFirst().machine())
            .withRuntime(ContainerRuntime.CRUN);
    Policy read = Formats.read(Document.of("profile.json", profile), options).policy();
    Diagrams diagrams = new Diagrams();
    Meaning made = SymbolicExecution.of(each.made.getFirst(), diagrams);
    assertEquals(Set.of(), differences(PolicyMeaning.of(read, diagrams), made), profile);
  }

  /** {@return tests of calls by name, with the ABI that container runtimes always add} */
  private static Stream<Case> profiles() {
    return CASES.stream()
        .filter(each -> each.abis.contains(each.abis.getFirst().machine()))
        .filter(
            each -> each.simulation.steps().stream().allMatch(LibseccompSimulationTest::isSayable));
  }

  private static boolean isSayable(Step step) {
    return switch (step) {
      case Step.Added added -> added.calls().stream().allMatch(LibseccompSimulationTest::isName);
      case Step.Priority _ -> true;
      case Step.TakeSkipped _, Step.Reset _, Step.Merge _ -> false;
    };
  }

  private static String profile(Simulation simulation, List<Abi> abis) {
    List<String> entries = new ArrayList<>();
    for (Step step : simulation.steps()) {
      if (step instanceof Step.Added added && added.by() == By.RULE) {
        entries.add(
            "{\"names\": [%s], %s, \"args\": [%s]}"
                .formatted(
                    quoted(added.calls()),
                    action("action", "errnoRet", added.action()),
                    String.join(
                        ", ",
                        added.tests().stream().map(LibseccompSimulationTest::test).toList())));
      }
    }
    return "{%s, \"architectures\": [%s], \"syscalls\": [%s]}"
        .formatted(
            action("defaultAction", "defaultErrnoRet", simulation.defaultAction()),
            quoted(abis.stream().map(abi -> "SCMP_ARCH_" + abi).toList()),
            String.join(",\n", entries));
  }

  private static String quoted(List<String> words) {
    return String.join(", ", words.stream().map(word -> '"' + word + '"').toList());
  }

  private static String action(String key, String dataKey, Action action) {
    String data =
        action.kind() == Action.Kind.ERRNO || action.kind() == Action.Kind.TRACE
            ? ", \"%s\": %d".formatted(dataKey, action.data())
            : "";
    return "\"%s\": \"SCMP_ACT_%s\"".formatted(key, action.kind()) + data;
  }

  private static String test(Test test) {
    boolean masked = test.mask() != -1;
    return "{\"index\": %d, \"op\": \"SCMP_CMP_%s\", \"value\": %s, \"valueTwo\": %s}"
        .formatted(
            test.argument(),
            masked ? "MASKED_EQ" : test.op(),
            Long.toUnsignedString(masked ? test.mask() : test.value()),
            Long.toUnsignedString(masked ? test.value() : 0));
  }
}
