package callgate.watch;

import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private interface Condition {
    boolean holds(Sighting sighting);
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
    texts.forEach(text -> conditions.add(condition(text)));
    return new EventFilter(conditions);
  }

  /** {@return whether an event is one of those that are wanted} */
  public boolean wants(Sighting sighting) {
    for (Condition condition : conditions) {
      if (!condition.holds(sighting)) {
        return false;
      }
    }
    return true;
  }

  private static Condition condition(String text) {
    if (text.equals("container")) {
      return sighting -> sighting.subject().container().isPresent();
    }
    if (text.equals("!container") || text.equals("not-container")) {
      return sighting -> sighting.subject().container().isEmpty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new Unknown(
          "a filter is a field, an operator and a value, such as call=ptrace or 'retval<0', not "
              + text);
    }
    String field = form.group(1);
    Condition ofCall = sighting -> true;
    for (String call : new String[] {"seccomp.", "prctl."}) {
      if (field.startsWith(call)) {
        String name = call.substring(0, call.length() - 1);
        ofCall = sighting -> call(sighting).equals(name);
        field = field.substring(call.length()).replaceFirst("^(data|scope|args)\\.", "");
      }
    }
    Condition first = ofCall;
    Condition second = condition(field(field), form.group(2), form.group(3), text);
    return sighting -> first.holds(sighting) && second.holds(sighting);
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
      case "pid" -> number(operator, value, text, s -> OptionalLong.of(s.subject().process()));
      case "tid" -> number(operator, value, text, s -> OptionalLong.of(s.subject().thread()));
      case "uid" -> number(operator, value, text, s -> OptionalLong.of(s.subject().user()));
      case "retval" -> number(operator, value, text, EventFilter::result);
      case "tree" -> {
        int tree = (int) number(value, text);
        Condition in = sighting -> Processes.isIn(sighting.subject(), tree);
        yield not(operator, text) ? sighting -> !in.holds(sighting) : in;
      }
      case "event" -> words(operator, value, text, s -> List.of(s.kind()));
      case "call" -> words(operator, value, text, s -> List.of(call(s)));
      case "arch" -> words(operator, value, text, s -> List.of(arch(s)));
      case "comm" -> words(operator, value, text, s -> List.of(s.subject().command()));
      case "exec" -> words(operator, value, text, s -> List.of(s.subject().executable()));
      case "cgroup" -> words(operator, value, text, s -> List.of(s.subject().group()));
      case "container" ->
          words(
              operator,
              value,
              text,
              s ->
                  s.subject()
                      .container()
                      .map(container ->
                          List.of(container.id(), container.shortId(), container.runtime()))
                      .orElse(List.of()));
      case "operation" -> words(operator, operations(value), text, EventFilter::operation);
      case "flags" -> words(operator, value, text, EventFilter::flags);
      case "action" ->
          words(
              operator,
              value,
              text,
              s -> s.event() instanceof Blocked blocked ? List.of(blocked.action()) : List.of());
      case "filter" -> words(operator, value, text, EventFilter::filter);
      default ->
          throw new Unknown(
              "there is no field "
                  + field
                  + "; there are event, call, operation, flags, action, retval, pid, tid, uid, comm,"
                  + " exec, arch, tree, container, cgroup, filter");
    };
  }

  private interface Words {
    List<String> of(Sighting sighting);
  }

  private interface Quantity {
    OptionalLong of(Sighting sighting);
  }

  private static Condition words(String operator, String value, String text, Words words) {
    List<Pattern> patterns = new ArrayList<>();
    for (String alternative : value.split(",", -1)) {
      String quoted = Pattern.quote(alternative).replace("*", "\\E.*\\Q");
      patterns.add(Pattern.compile(quoted, Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
    }
    boolean not = not(operator, text);
    return sighting -> {
      for (String word : words.of(sighting)) {
        for (Pattern pattern : patterns) {
          if (pattern.matcher(word).matches()) {
            return !not;
          }
        }
      }
      return not;
    };
  }

  private static boolean not(String operator, String text) {
    return switch (operator) {
      case "=" -> false;
      case "!=" -> true;
      default -> throw new Unknown(text + ": only = and != make sense here");
    };
  }

  private static Condition number(String operator, String value, String text, Quantity number) {
    List<Long> alternatives = new ArrayList<>();
    for (String alternative : value.split(",", -1)) {
      alternatives.add(number(alternative, text));
    }
    long limit = alternatives.getFirst();
    return sighting -> {
      OptionalLong seen = number.of(sighting);
      if (seen.isEmpty()) {
        return false;
      }
      long it = seen.getAsLong();
      return switch (operator) {
        case "=" -> alternatives.contains(it);
        case "!=" -> !alternatives.contains(it);
        case "<" -> it < limit;
        case "<=" -> it <= limit;
        case ">" -> it > limit;
        default -> it >= limit;
      };
    };
  }

  private static long number(String value, String text) {
    try {
      return Long.decode(value.strip());
    } catch (NumberFormatException e) {
      throw new Unknown(text + ": " + value + " is no number");
    }
  }

  private static String operations(String value) {
    List<String> names = new ArrayList<>();
    for (String alternative : value.split(",", -1)) {
      String upper = alternative.toUpperCase(Locale.ROOT);
      names.add(upper);
      names.add("SECCOMP_" + upper);
    }
    return String.join(",", names);
  }

  private static List<String> operation(Sighting sighting) {
    if (!(sighting.event() instanceof FilterCall call)) {
      return List.of();
    }
    List<String> names = new ArrayList<>(List.of(call.operation()));
    FilterCallReader.operation(call.operation()).ifPresent(number -> names.add(number.toString()));
    return names;
  }

  private static List<String> flags(Sighting sighting) {
    return sighting.event() instanceof FilterCall call ? call.flags() : List.of();
  }

  private static List<String> filter(Sighting sighting) {
    return sighting.event() instanceof FilterCall call && call.facts().isPresent()
        ? List.of(call.facts().get().id(), call.facts().get().summary())
        : List.of();
  }

  private static OptionalLong result(Sighting sighting) {
    return switch (sighting.event()) {
      case FilterCall call -> OptionalLong.of(call.call().result());
      case Blocked blocked -> OptionalLong.of(blocked.result());
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
