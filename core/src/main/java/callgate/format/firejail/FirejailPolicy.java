package callgate.format.firejail;

import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Warning;
import callgate.format.firejail.CallList.Item;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What the lines of a profile mean together. */
final class FirejailPolicy {
  private final String name;
  private final List<Setting> settings;
  private final ReadOptions options;
  private final List<Warning> warnings;
  private final Denials denials = new Denials();
  private final List<Rule> allowed = new ArrayList<>();
  private final Action error;
  private final Abi host;
  private Action defaultAction = Action.ALLOW;

  private FirejailPolicy(
      String name, List<Setting> settings, ReadOptions options, List<Warning> warnings) {
    this.name = name;
    this.settings = settings;
    this.options = options;
    this.warnings = warnings;
    this.host = options.host();
    this.error = last("seccomp-error-action").map(FirejailPolicy::error).orElse(Action.errno(1));
  }

  /** {@return the policy of a profile's lines} */
  static Reading of(
      String name, List<Setting> settings, ReadOptions options, List<Warning> warnings) {
    Policy policy = new FirejailPolicy(name, settings, options, warnings).policy();
    Position header =
        settings.stream().filter(Setting::isFilter).findFirst().orElseThrow().position();
    return new Reading(policy, warnings, header);
  }

  private static Action error(Setting setting) {
    return switch (setting.value()) {
      case "kill" -> Action.KILL_THREAD;
      case "log" -> Action.LOG;
      default -> {
        OptionalInt errno = Errno.number(setting.value());
        if (errno.isEmpty()) {
          throw new BadInput(
              setting.position(), setting.value() + " is no errno, and neither kill nor log");
        }
        yield Action.errno(errno.getAsInt());
      }
    };
  }

  /** {@return the line that counts of those with a name: the last} */
  private Optional<Setting> last(String setting) {
    return settings.stream().filter(one -> one.name().equals(setting)).reduce((_, b) -> b);
  }

  private Optional<Setting> list(String setting) {
    return last(setting).filter(one -> !one.value().isEmpty());
  }

  private Policy policy() {
    if (settings.stream().noneMatch(Setting::isFilter)) {
      throw new BadInput(
          Position.of(name), "this profile has no seccomp filter; a line seccomp makes one");
    }
    Optional<Abi> second = secondary();
    small(host);
    second.filter(abi -> abi == Abi.X86).ifPresent(this::small);
    boolean keeps = calls(host, "");
    boolean keeps2 = second.isPresent() && calls(second.get(), ".32");
    Optional<Setting> block = last("seccomp.block-secondary");
    block.ifPresent(this::block);
    beyond();
    List<Abi> abis = new ArrayList<>(List.of(host));
    if (host == Abi.X86_64) {
      abis.add(Abi.X32);
    }
    if (block.isEmpty()) {
      second.ifPresent(abis::add);
    }
    List<Rule> rules = new ArrayList<>(denials.sorted());
    rules.addAll(allowed);
    if (keeps) {
      defaultAction = error;
    }
    if (block.isEmpty() && keeps != keeps2) {
      second.ifPresent(abi -> rules.add(everything(abi, keeps2 ? error : Action.ALLOW)));
      if (keeps2) {
        defaultAction = Action.ALLOW;
      }
    }
    Action foreign = block.isPresent() ? error : Action.ALLOW;
    return new Policy(
        name,
        abis,
        defaultAction,
        foreign,
        new Newer.AsDefault(),
        Set.of(),
        rules.stream().filter(rule -> rule.abis().stream().anyMatch(abis::contains)).toList());
  }

  /** {@return the ABI of 32-bit programs, where firejail has filters for such} */
  private Optional<Abi> secondary() {
    return switch (host) {
      case X86_64 -> Optional.of(Abi.X86);
      case AARCH64 -> Optional.of(Abi.ARM);
      case S390X -> Optional.of(Abi.S390);
      default -> Optional.empty();
    };
  }

  private Rule everything(Abi abi, Action action) {
    return new Rule(
        List.of(new Calls.Numbered(0, -1)),
        List.of(abi),
        action,
        Condition.ALWAYS,
        Position.of(name),
        "");
  }

  private void small(Abi abi) {
    SmallFilters filters = new SmallFilters(denials, error);
    last("protocol").ifPresent(one -> filters.protocol(collected("protocol"), abi, one.position()));
    last("memory-deny-write-execute").ifPresent(one -> filters.writeExecute(abi, one.position()));
    last("restrict-namespaces")
        .ifPresent(
            one -> filters.namespaces(collected("restrict-namespaces"), abi, one.position()));
  }

  /**
   * {@return what lines with a name say together: {@code -x} takes away, {@code =x} starts anew}
   */
  private List<String> collected(String setting) {
    Set<String> all = new LinkedHashSet<>();
    for (Setting one : settings) {
      if (one.name().equals(setting)) {
        if (one.value().isEmpty()) {
          all.addAll(SmallFilters.allNamespaces());
        }
        for (String word : one.value().split(",", -1)) {
          switch (word.isEmpty() ? ' ' : word.charAt(0)) {
            case ' ' -> {}
            case '-' -> all.remove(word.substring(1));
            case '+' -> all.add(word.substring(1));
            case '=' -> {
              all.clear();
              all.add(word.substring(1));
            }
            default -> all.add(word);
          }
        }
      }
    }
    return List.copyOf(all);
  }

  /**
   * Adds the filter with a list of calls for an ABI.
   *
   * @param suffix of the names of its lines
   * @return whether all other calls are stopped
   */
  private boolean calls(Abi abi, String suffix) {
    Optional<Setting> keep = list("seccomp" + suffix + ".keep");
    Optional<Setting> drop = list("seccomp" + suffix + ".drop");
    Optional<Setting> more = list("seccomp" + suffix);
    Optional<Setting> plain = last("seccomp" + suffix);
    if (keep.isPresent()) {
      keep(abi, keep.get());
      return true;
    }
    if (drop.isPresent()) {
      drop(abi, drop.get(), Set.of());
    } else if (plain.isPresent()) {
      boolean debuggers = last("allow-debuggers").isPresent();
      String group = debuggers ? CallGroups.DEFAULT_WITH_DEBUGGERS : CallGroups.DEFAULT;
      if (more.isPresent()) {
        drop(abi, more.get(), CallList.group(group, abi));
      } else {
        stop(abi, CallList.group(group, abi), error, plain.get().position());
      }
    }
    if (abi == Abi.X86
        && list("seccomp.keep").isEmpty()
        && list("seccomp.drop").isEmpty()
        && last("seccomp").isPresent()) {
      Position position = last("seccomp").get().position();
      stop(abi, CallList.group(CallGroups.SECONDARY, abi), error, position);
    }
    return false;
  }

  private void stop(Abi abi, Set<Calls> calls, Action action, Position position) {
    denials.add(1, abi, calls, action, Condition.ALWAYS, position);
  }

  private void drop(Abi abi, Setting setting, Set<Calls> more) {
    Set<Calls> exceptions = new LinkedHashSet<>();
    Set<Calls> decided = new LinkedHashSet<>();
    List<Item> items = CallList.read(setting, abi, options, warnings);
    for (Item item : items) {
      if (item.exception()) {
        exceptions.add(item.calls());
      }
    }
    for (Item item : items) {
      boolean first = !exceptions.contains(item.calls()) && decided.add(item.calls());
      if (first) {
        stop(abi, Set.of(item.calls()), action(item, items), item.position());
      }
    }
    Set<Calls> rest = new LinkedHashSet<>(more);
    rest.removeAll(exceptions);
    rest.removeAll(decided);
    stop(abi, rest, error, setting.position());
    warnOfKept(abi, decided, setting);
  }

  /** {@return what a call of a list gets: an action of its own comes first} */
  private Action action(Item item, List<Item> items) {
    return items.stream()
        .filter(other -> other.calls().equals(item.calls()) && other.action().isPresent())
        .findFirst()
        .flatMap(Item::action)
        .orElse(error);
  }

  private void warnOfKept(Abi abi, Set<Calls> stopped, Setting setting) {
    Set<Calls> kept = CallList.group(CallGroups.KEPT, abi);
    kept.retainAll(stopped);
    if (!kept.isEmpty()) {
      warnings.add(
          new Warning(
              setting.position(),
              "firejail needs "
                  + kept.stream().map(FirejailPolicy::text).reduce((a, b) -> a + ", " + b).get()
                  + " itself: a preloaded library stops them, which programs without libc ignore"));
    }
  }

  private static String text(Calls calls) {
    return switch (calls) {
      case Calls.Named(String call) -> call;
      case Calls.Numbered(int first, _) -> "$" + first;
    };
  }

  private void keep(Abi abi, Setting setting) {
    Set<Calls> exceptions = new LinkedHashSet<>();
    Set<Calls> kept = new LinkedHashSet<>();
    List<Item> items = CallList.read(setting, abi, options, warnings);
    Set<Calls> decided = new LinkedHashSet<>();
    for (Item item : items) {
      if (item.exception() || item.action().isPresent()) {
        exceptions.add(item.calls());
        if (decided.add(item.calls())) {
          stop(abi, Set.of(item.calls()), item.action().orElse(error), item.position());
        }
      } else {
        kept.add(item.calls());
      }
    }
    kept.addAll(CallList.group(CallGroups.KEPT, abi));
    kept.removeAll(exceptions);
    Set<Calls> others = new LinkedHashSet<>(denials.calls(abi));
    others.removeAll(kept);
    others.removeAll(exceptions);
    stop(abi, others, error, setting.position());
    if (!kept.isEmpty()) {
      allowed.add(
          new Rule(
              List.copyOf(kept),
              List.of(abi),
              Action.ALLOW,
              Condition.ALWAYS,
              setting.position(),
              ""));
    }
  }

  /** Stops other ABIs, and what turns into them. */
  private void block(Setting setting) {
    Condition other =
        new Condition.All(
            List.of(
                new Test(0, Op.NE, 0, -1, Width.BITS_64),
                new Test(0, Op.NE, 0xffffffffL, -1, Width.BITS_64)));
    Set<Calls> personality = Set.of(new Calls.Named("personality"));
    denials.add(1, host, personality, error, other, setting.position());
  }

  /** On x86_64 every filter stops what it takes for x32, by the number alone. */
  private void beyond() {
    boolean any =
        settings.stream().anyMatch(one -> one.isFilter() && !one.name().startsWith("seccomp.32"));
    if (host == Abi.X86_64 && any) {
      denials.add(
          1,
          new Rule(
              List.of(new Calls.Numbered(Abi.X32_BIT, -1)),
              List.of(Abi.X86_64, Abi.X32),
              error,
              Condition.ALWAYS,
              Position.of(name),
              ""));
    }
  }
}
