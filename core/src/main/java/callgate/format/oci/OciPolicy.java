package callgate.format.oci;

import callgate.format.ContainerRuntime;
import callgate.format.KnownCalls;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Warning;
import callgate.format.oci.OciProfile.Argument;
import callgate.format.oci.OciProfile.Entry;
import callgate.format.oci.OciProfile.Name;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Multiplexer;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What runc (libcontainer/seccomp) and crun (src/libcrun/seccomp.c) make of a profile with the help
 * of libseccomp.
 */
final class OciPolicy {
  private final String name;
  private final OciProfile profile;
  private final boolean crun;

  /** ENOSYS, as C has it on the machine that runc runs on. */
  private final Action noSuchCall;

  private final boolean dropsEmpty;
  private final KnownCalls libseccomp;
  private final List<Abi> abis;
  private final List<Abi> answered;
  private final List<Entry> entries;
  private final List<Position> positions;
  private final List<Warning> warnings;
  private final Set<Integer> warned = new HashSet<>();

  private OciPolicy(String name, OciProfile profile, ReadOptions options, List<Warning> warnings) {
    OciSurroundings surroundings = new OciSurroundings(options);
    this.name = name;
    this.profile = profile;
    this.noSuchCall = Action.errno(Errno.number(options.host(), "ENOSYS").orElseThrow());
    this.crun = options.runtime().isCrun();
    this.dropsEmpty =
        options.runtime() == ContainerRuntime.DOCKER
            || options.runtime() == ContainerRuntime.PODMAN;
    this.libseccomp = new KnownCalls(options.libseccomp());
    this.abis = surroundings.abis(profile, warnings);
    this.answered = surroundings.answered(profile);
    this.entries = profile.entries().stream().filter(surroundings::admits).toList();
    this.positions = entries.stream().map(Entry::position).toList();
    this.warnings = warnings;
  }

  /**
   * {@return the policy that a profile means}
   *
   * @param warnings where to add some
   */
  static Reading of(String name, OciProfile profile, ReadOptions options, List<Warning> warnings) {
    Policy policy = new OciPolicy(name, profile, options, warnings).policy();
    return new Reading(policy, warnings, profile.position()).within(options.capabilities());
  }

  private Policy policy() {
    checkNotify();
    List<Rule> rules = new ArrayList<>();
    Newer newer = newer();
    if (newer instanceof Newer.Above above) {
      rules.addAll(setup(above));
    }
    rules.addAll(libseccomp.of(rules(), abis));
    return new Policy(
        name, abis, profile.defaultAction(), Action.KILL_THREAD, newer, flags(), rules);
  }

  /**
   * {@return the flags: without any, runtimes choose; Docker and Podman can't tell [] from that}
   */
  private Set<FilterFlag> flags() {
    Set<FilterFlag> flags = profile.flags().orElse(Set.of(FilterFlag.SPEC_ALLOW));
    return flags.isEmpty() && dropsEmpty ? Set.of(FilterFlag.SPEC_ALLOW) : flags;
  }

  /** runc could not hand over the descriptor of notifications. */
  private void checkNotify() {
    if (crun) {
      return;
    }
    if (profile.defaultAction().equals(Action.USER_NOTIF)) {
      throw new BadInput(profile.position(), "runc refuses SCMP_ACT_NOTIFY as defaultAction");
    }
    for (Entry entry : entries) {
      if (entry.action().equals(Action.USER_NOTIF)) {
        for (Name call : entry.names()) {
          if (call.text().equals("write")) {
            throw new BadInput(call.position(), "runc refuses SCMP_ACT_NOTIFY for write");
          }
        }
      }
    }
  }

  /**
   * {@return what runc puts before the filter unless its default lets calls through: ENOSYS above
   * the largest number that is named, whatever the rule that names it says}
   */
  private Newer newer() {
    boolean lenient =
        switch (profile.defaultAction().kind()) {
          case ALLOW, LOG, TRACE -> true;
          default -> false;
        };
    if (crun || lenient) {
      return new Newer.AsDefault();
    }
    Map<Abi, Integer> largest = new LinkedHashMap<>();
    for (Abi abi : answered) {
      int most = 0;
      for (Entry entry : entries) {
        for (Name call : entry.names()) {
          int number = Syscalls.number(abi, call.text()).orElse(0);
          if (number > most && !isCarried(call.text(), abi) && libseccomp.on(abi, call.text())) {
            most = number;
          }
        }
      }
      if (most > 0) {
        largest.put(abi, most);
      }
    }
    return largest.isEmpty() ? new Newer.AsDefault() : new Newer.Above(largest, noSuchCall);
  }

  /** {@return whether libseccomp gives a call a number of its own making on an ABI} */
  private static boolean isCarried(String call, Abi abi) {
    return Multiplexer.existsOn(abi) && Multiplexer.of(call).isPresent();
  }

  /** {@return the rule for number 0 of s390, under which the kernel shows calls that it lacks} */
  private List<Rule> setup(Newer.Above above) {
    List<Abi> concerned =
        abis.stream()
            .filter(abi -> abi == Abi.S390 || abi == Abi.S390X)
            .filter(above.largest()::containsKey)
            .toList();
    return concerned.isEmpty()
        ? List.of()
        : List.of(
            new Rule(
                List.of(new Calls.Numbered(0, 0)),
                concerned,
                noSuchCall,
                Condition.ALWAYS,
                profile.position(),
                "the kernel shows calls that it lacks under this number"));
  }

  private List<Rule> rules() {
    Map<String, List<CallRule>> byCall = byCall();
    List<Rule> carried = new ArrayList<>();
    for (Multiplexer multiplexer : Multiplexer.values()) {
      carried.addAll(carried(multiplexer, byCall));
    }
    List<Set<String>> plain = new ArrayList<>();
    entries.forEach(_ -> plain.add(new LinkedHashSet<>()));
    List<Rule> special = new ArrayList<>();
    byCall.forEach((call, rules) -> place(call, rules, plain, special));
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (!plain.get(i).isEmpty()) {
        rules.add(
            new Rule(
                plain.get(i).stream().<Calls>map(Calls.Named::new).toList(),
                List.of(),
                entry.action(),
                condition(i),
                entry.position(),
                entry.comment()));
      }
    }
    rules.addAll(special);
    rules.addAll(carried);
    return rules;
  }

  /** {@return what is told to libseccomp about each call, in order} */
  private Map<String, List<CallRule>> byCall() {
    Map<String, List<CallRule>> byCall = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (!entry.action().equals(profile.defaultAction())) {
        List<Name> known = known(entry);
        List<CallRule> alternatives = known.isEmpty() ? List.of() : alternatives(i);
        for (Name call : known) {
          byCall.computeIfAbsent(call.text(), _ -> new ArrayList<>()).addAll(alternatives);
        }
      }
    }
    entries.stream()
        .filter(entry -> entry.action().equals(profile.defaultAction()))
        .forEach(entry -> warnOfSkipped(entry, byCall.keySet()));
    return byCall;
  }

  /** Warns of calls that an entry would deny or allow in vain, beside other rules about them. */
  private void warnOfSkipped(Entry entry, Set<String> ruled) {
    List<String> calls =
        entry.names().stream().map(Name::text).filter(ruled::contains).distinct().toList();
    if (!calls.isEmpty()) {
      warnings.add(
          new Warning(
              entry.position(),
              "container runtimes leave this out, since its action is the default one; other rules"
                  + " decide on "
                  + String.join(", ", calls)));
    }
  }

  /** {@return the calls of an entry that there are; others are left out} */
  private List<Name> known(Entry entry) {
    List<Name> known = new ArrayList<>();
    Set<String> tooNew = new TreeSet<>();
    for (Name call : entry.names()) {
      if (libseccomp.anywhere(call.text())) {
        known.add(call);
      } else if (Syscalls.exists(call.text())) {
        tooNew.add(call.text());
      } else {
        warnings.add(
            new Warning(
                call.position(),
                "no ABI has a call "
                    + call.text()
                    + Syscalls.suggestion(call.text())
                        .map(meant -> "; did you mean " + meant + "?")
                        .orElse("")
                    + "; container runtimes leave it out without a word"));
      }
    }
    if (!tooNew.isEmpty()) {
      warnings.add(
          new Warning(
              entry.position(),
              "a libseccomp that knows the calls of Linux "
                  + libseccomp.kernel()
                  + " leaves out "
                  + String.join(", ", tooNew)));
    }
    return known;
  }

  /**
   * {@return an entry's conditions: all at once, or each alone where two are about one argument}
   */
  private List<CallRule> alternatives(int index) {
    Entry entry = entries.get(index);
    Set<Integer> arguments = new HashSet<>();
    List<Argument> tests = entry.arguments();
    boolean twice = tests.stream().anyMatch(test -> !arguments.add(test.index()));
    if (twice && !isChoice(tests) && warned.add(index)) {
      warnings.add(
          new Warning(
              entry.position(),
              "two tests here are about the same argument, so that container runtimes take this"
                  + " rule where any of its tests holds, not all"));
    }
    return twice
        ? tests.stream().map(t -> new CallRule(index, entry.action(), List.of(t))).toList()
        : List.of(new CallRule(index, entry.action(), tests));
  }

  /** {@return whether tests list values of one argument, which nobody means to hold at once} */
  private static boolean isChoice(List<Argument> tests) {
    return tests.stream()
        .allMatch(test ->
            test.index() == tests.getFirst().index()
                && test.op() == Condition.Op.EQ
                && !test.masked());
  }

  private Condition condition(int index) {
    List<Condition> alternatives = alternatives(index).stream().map(CallRule::condition).toList();
    return alternatives.size() == 1 ? alternatives.getFirst() : new Condition.Any(alternatives);
  }

  /** Adds a call to the entries that decide on it, or makes rules of its own for it. */
  private void place(
      String call, List<CallRule> rules, List<Set<String>> plain, List<Rule> special) {
    if (rules.size() == 1) {
      plain.get(rules.getFirst().entry()).add(call);
      return;
    }
    List<List<Abi>> widths = widths(call);
    Set<Set<Integer>> deciding = new HashSet<>();
    boolean disputed = false;
    for (List<Abi> width : widths) {
      CallRules kept = new CallRules(call, width, rules);
      kept.check(positions);
      disputed |= kept.isDisputed();
      Set<Integer> indexes = new LinkedHashSet<>();
      kept.effective().forEach(rule -> indexes.add(rule.entry()));
      deciding.add(indexes);
    }
    if (!disputed && deciding.size() <= 1) {
      Set<Integer> all = new LinkedHashSet<>();
      rules.forEach(rule -> all.add(rule.entry()));
      for (int index : deciding.isEmpty() ? all : deciding.iterator().next()) {
        plain.get(index).add(call);
      }
      return;
    }
    for (List<Abi> width : widths) {
      special.addAll(ordered(new CallRules(call, width, rules), call, width));
    }
  }

  private List<Rule> ordered(CallRules rules, String call, List<Abi> on) {
    if (rules.isDisputed()) {
      return rules.ordered(positions);
    }
    return rules.effective().stream()
        .map(rule ->
            new Rule(
                List.of(new Calls.Named(call)),
                on,
                rule.action(),
                rule.condition(),
                positions.get(rule.entry()),
                entries.get(rule.entry()).comment()))
        .toList();
  }

  /** {@return the ABIs that have a call, by the width of their arguments} */
  private List<List<Abi>> widths(String call) {
    List<List<Abi>> widths = new ArrayList<>();
    for (int bits : new int[] {64, 32}) {
      List<Abi> width =
          abis.stream()
              .filter(abi -> abi.argumentBits() == bits)
              .filter(abi -> Syscalls.number(abi, call).isPresent())
              .toList();
      if (!width.isEmpty()) {
        widths.add(width);
      }
    }
    return widths;
  }

  /**
   * {@return the rules for a multiplexer that carries calls of the profile; what the profile says
   * of itself is then taken out of {@code byCall}}
   */
  private List<Rule> carried(Multiplexer multiplexer, Map<String, List<CallRule>> byCall) {
    List<CallRule> all = new ArrayList<>();
    byCall.forEach((call, rules) -> {
      if (call.equals(multiplexer.call())) {
        all.addAll(rules);
      } else if (multiplexer.number(call) != 0) {
        rules.forEach(rule -> all.add(rule.through(multiplexer, call)));
      }
    });
    all.sort((one, other) -> Integer.compare(one.entry(), other.entry()));
    boolean unconditional = all.stream().anyMatch(CallRule::isUnconditional);
    List<List<Abi>> widths = widths(multiplexer.call());
    widths.forEach(width -> new CallRules(multiplexer.call(), width, all).check(positions));
    if (all.isEmpty() || unconditional || widths.isEmpty()) {
      return List.of();
    }
    byCall.remove(multiplexer.call());
    List<Rule> rules = new ArrayList<>();
    for (List<Abi> width : widths) {
      rules.addAll(
          joined(
              ordered(new CallRules(multiplexer.call(), width, all), multiplexer.call(), width)));
    }
    return rules;
  }

  /** {@return one rule in place of several of one action} */
  private static List<Rule> joined(List<Rule> rules) {
    if (rules.stream().map(Rule::action).distinct().count() > 1) {
      return rules;
    }
    List<Condition> conditions = rules.stream().map(Rule::condition).distinct().toList();
    return List.of(
        rules
            .getFirst()
            .when(conditions.size() == 1 ? conditions.getFirst() : new Condition.Any(conditions)));
  }
}
