package callgate.watch;

import callgate.kernel.WatchScope;
import callgate.kernel.WatchScope.Comparison;
import callgate.kernel.WatchScope.Measure;
import callgate.kernel.WatchScope.Quantity;
import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import callgate.watch.Subject.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chooses events, in the manner of Tracee: all conditions must hold; values that are divided by
 * commas are alternatives, of which one must; {@code *} stands for any text.
 *
 * <pre>
 * event=violation            filter, privileges or violation
 * call=ptrace,bpf            the name of the call
 * operation=SET_MODE_FILTER  a name, with or without SECCOMP_, or a number
 * flags=TSYNC  action=kill_*  'retval&lt;0'
 * pid=42  tid=42  uid=0  comm=nginx  exec=/usr/*  arch=x86
 * tree=42                    a process, and what descends from it
 * container                  in some container; !container; container=4f5a*
 * filter=*docker*            the filter's meaning, or the start of its digest
 * </pre>
 */
public final class EventFilter {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z_.]+)\\s*(!=|<=|>=|=|<|>)\\s*(.+)", Pattern.DOTALL);

  private final List<Condition> conditions;

  private EventFilter(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /**
   * One of the conditions.
   *
   * @param test whether it holds
   * @param kernel what the kernel can check of it
   * @param onGroup whether only the control group decides
   */
  private record Condition(
      Predicate<Sighting> test, List<WatchScope.Condition> kernel, boolean onGroup) {
    static Condition of(Predicate<Sighting> test, WatchScope.Condition... kernel) {
      return new Condition(test, List.of(kernel), false);
    }

    static Condition onGroup(Predicate<Sighting> test) {
      return new Condition(test, List.of(new WatchScope.Groups()), true);
    }
  }

  /** A filter that makes no sense; the message says why. */
  public static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknown(String message) {
      super(message);
    }
  }

  /** {@return the filter that texts mean together; one that lets all events through without any} */
  public static EventFilter of(List<String> texts) {
    List<Condition> conditions = new ArrayList<>();
    texts.forEach(text -> conditions.addAll(conditions(text)));
    return new EventFilter(conditions);
  }

  /** {@return whether an event is one of those that are wanted} */
  public boolean wants(Sighting sighting) {
    for (Condition condition : conditions) {
      if (!condition.test().test(sighting)) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether something may be wanted that is where an event was} */
  boolean wantsGroup(Sighting sighting) {
    Optional<Container> container = sighting.subject().container();
    Stream<Sighting> others =
        // The path does not tell who started it, so that others there may have another answer.
        container.stream()
            .filter(
                known -> known.runtime().isEmpty() || Container.PROGRAMS.contains(known.runtime()))
            .flatMap(known ->
                Stream.concat(Stream.of(""), Container.PROGRAMS.stream())
                    .map(runtime -> sighting.in(new Container(runtime, known.id()))));
    return Stream.concat(Stream.of(sighting), others)
        .anyMatch(other ->
            conditions.stream()
                .filter(Condition::onGroup)
                .allMatch(condition -> condition.test().test(other)));
  }

  /** {@return what the kernel can tell without this filter: all that it wants, and maybe more} */
  WatchScope scope() {
    return new WatchScope(
        conditions.stream().flatMap(condition -> condition.kernel().stream()).toList());
  }

  private static List<Condition> conditions(String text) {
    if (text.equals("container")) {
      return List.of(Condition.onGroup(sighting -> sighting.subject().container().isPresent()));
    }
    if (text.equals("!container") || text.equals("not-container")) {
      return List.of(Condition.onGroup(sighting -> sighting.subject().container().isEmpty()));
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new Unknown(
          "a filter is a field, an operator and a value, such as call=ptrace or 'retval<0', not "
              + text);
    }
    String field = form.group(1);
    List<Condition> conditions = new ArrayList<>();
    for (String call : List.of("seccomp", "prctl")) {
      if (field.startsWith(call + ".")) {
        conditions.add(condition("call", "=", call, text));
        field = field.substring(call.length() + 1).replaceFirst("^(data|scope|args)\\.", "");
      }
    }
    conditions.add(condition(field(field), form.group(2), form.group(3), text));
    return conditions;
  }

  /** {@return the name of a field, for the names that Tracee has too} */
  private static String field(String name) {
    return switch (name) {
      case "processName", "p.comm" -> "comm";
      case "processId", "hostPid", "p" -> "pid";
      case "threadId", "hostTid" -> "tid";
      case "userId" -> "uid";
      case "returnValue" -> "retval";
      case "executable" -> "exec";
      case "containerId" -> "container";
      default -> name;
    };
  }

  private static Condition condition(String field, String operator, String value, String text) {
    return switch (field) {
      case "pid" -> number(Measure.PROCESS, operator, value, text, s -> s.subject().process());
      case "tid" -> number(Measure.THREAD, operator, value, text, s -> s.subject().thread());
      case "uid" -> number(Measure.USER, operator, value, text, s -> s.subject().user());
      case "retval" -> number(Measure.RESULT, operator, value, text, EventFilter::result);
      case "tree" -> tree((int) number(value, text), not(operator, text));
      case "event" -> words(field, operator, value, text, s -> List.of(s.kind()));
      case "call" -> words(field, operator, value, text, s -> List.of(call(s)));
      case "arch" -> words(field, operator, value, text, s -> List.of(arch(s)));
      case "comm" -> words(field, operator, value, text, s -> List.of(s.subject().command()));
      case "exec" -> words(field, operator, value, text, s -> List.of(s.subject().executable()));
      case "cgroup" -> words(field, operator, value, text, s -> List.of(s.subject().group()));
      case "container" -> words(field, operator, value, text, EventFilter::container);
      case "operation" -> words(field, operator, value, text, EventFilter::operation);
      case "flags" -> words(field, operator, value, text, EventFilter::flags);
      case "action" ->
          words(
              field,
              operator,
              value,
              text,
              s -> s.event() instanceof Blocked blocked ? List.of(blocked.action()) : List.of());
      case "filter" -> words(field, operator, value, text, EventFilter::filter);
      default ->
          throw new Unknown(
              "there is no field "
                  + field
                  + "; there are event, call, operation, flags, action, retval, pid, tid, uid, comm,"
                  + " exec, arch, tree, container, cgroup, filter");
    };
  }

  private static Condition tree(int process, boolean not) {
    return Condition.of(
        sighting -> Processes.isIn(sighting.subject(), process) != not,
        new WatchScope.Tree(process, not));
  }

  private interface WordsOf {
    List<String> of(Sighting sighting);
  }

  private static Condition words(
      String field, String operator, String value, String text, WordsOf wordsOf) {
    Words words = Words.of(value, not(operator, text));
    return new Condition(
        sighting -> words.hold(wordsOf.of(sighting)),
        KernelConditions.of(field, words),
        field.equals("container") || field.equals("cgroup"));
  }

  private static boolean not(String operator, String text) {
    return switch (operator) {
      case "=" -> false;
      case "!=" -> true;
      default -> throw new Unknown(text + ": only = and != make sense here");
    };
  }

  private static Condition number(
      Measure number, String operator, String value, String text, ToLongFunction<Sighting> seen) {
    List<Long> alternatives = new ArrayList<>();
    for (String alternative : value.split(",", -1)) {
      alternatives.add(number(alternative, text));
    }
    Comparison comparison = comparison(operator);
    boolean several = comparison == Comparison.EQUAL || comparison == Comparison.DIFFERENT;
    if (alternatives.size() > 1 && !several) {
      throw new Unknown(text + ": several values make sense only after = and !=");
    }
    return Condition.of(
        sighting -> compares(seen.applyAsLong(sighting), comparison, alternatives),
        new Quantity(number, comparison, alternatives));
  }

  private static Comparison comparison(String operator) {
    return switch (operator) {
      case "=" -> Comparison.EQUAL;
      case "!=" -> Comparison.DIFFERENT;
      case "<" -> Comparison.LESS;
      case "<=" -> Comparison.AT_MOST;
      case ">" -> Comparison.GREATER;
      default -> Comparison.AT_LEAST;
    };
  }

  private static boolean compares(long seen, Comparison comparison, List<Long> values) {
    long limit = values.getFirst();
    return switch (comparison) {
      case EQUAL -> values.contains(seen);
      case DIFFERENT -> !values.contains(seen);
      case LESS -> seen < limit;
      case AT_MOST -> seen <= limit;
      case GREATER -> seen > limit;
      case AT_LEAST -> seen >= limit;
    };
  }

  private static long number(String value, String text) {
    try {
      return Long.decode(value.strip());
    } catch (NumberFormatException e) {
      throw new Unknown(text + ": " + value + " is no number");
    }
  }

  private static List<String> container(Sighting sighting) {
    return sighting
        .subject()
        .container()
        .map(container -> List.of(container.id(), container.shortId(), container.runtime()))
        .orElse(List.of());
  }

  private static List<String> operation(Sighting sighting) {
    return sighting.event() instanceof FilterCall call
        ? FilterCallReader.operationWords(call.operation())
        : List.of();
  }

  private static List<String> flags(Sighting sighting) {
    return sighting.event() instanceof FilterCall call ? call.flags() : List.of();
  }

  private static List<String> filter(Sighting sighting) {
    return sighting.event() instanceof FilterCall call && call.facts().isPresent()
        ? List.of(call.facts().get().id(), call.facts().get().summary())
        : List.of();
  }

  private static long result(Sighting sighting) {
    return switch (sighting.event()) {
      case FilterCall call -> call.retval();
      case Blocked blocked -> blocked.result();
    };
  }

  private static String call(Sighting sighting) {
    return switch (sighting.event()) {
      case FilterCall call -> call.name();
      case Blocked blocked -> blocked.name();
    };
  }

  private static String arch(Sighting sighting) {
    return switch (sighting.event()) {
      case FilterCall call -> call.arch();
      case Blocked blocked -> blocked.arch();
    };
  }
}
