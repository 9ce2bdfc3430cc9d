package callgate.watch;

import callgate.kernel.WatchScope.Answers;
import callgate.kernel.WatchScope.Calls;
import callgate.kernel.WatchScope.Commands;
import callgate.kernel.WatchScope.Condition;
import callgate.kernel.WatchScope.Groups;
import callgate.kernel.WatchScope.Kinds;
import callgate.kernel.WatchScope.Operation;
import callgate.kernel.WatchScope.Operations;
import callgate.kernel.WatchedCall.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the kernel can check of a condition on words. It may let through more than the condition
 * does, never less.
 */
final class KernelConditions {
  private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

  private KernelConditions() {}

  static List<Condition> of(String field, Words words) {
    return switch (field) {
      case "event" ->
          List.of(
              new Kinds(kinds(words.hold(List.of("violation")), words, KernelConditions::event)),
              operations(operation ->
                  words.hold(
                      List.of(
                          operation == Operation.PR_SET_NO_NEW_PRIVS ? "privileges" : "filter"))));
      case "operation" ->
          List.of(
              new Kinds(without(Kind.FILTER_CALL, words.not())),
              operations(
                  operation -> words.hold(FilterCallReader.operationWords(operation.name()))));
      case "action" ->
          List.of(
              new Kinds(kinds(false, words, KernelConditions::actions)),
              new Answers(words.hold(List.of("errno")), words.hold(List.of("notify"))));
      case "flags", "filter" ->
          words.not() ? List.of() : List.of(new Kinds(Set.of(Kind.FILTER_CALL)));
      case "call" -> List.of(new Calls(name -> words.hold(List.of(name))));
      case "comm" ->
          words
              .commands()
              .<List<Condition>>map(commands -> List.of(new Commands(commands, words.not())))
              .orElse(List.of());
      case "container", "cgroup" -> List.of(new Groups());
      default -> List.of();
    };
  }

  private interface WordsOfKind {
    /** {@return each list of words that an event of a kind can have} */
    Optional<List<List<String>>> of(Kind kind);
  }

  private static Set<Kind> kinds(boolean others, Words words, WordsOfKind ofKind) {
    Set<Kind> wanted = EnumSet.noneOf(Kind.class);
    for (Kind kind : ALL) {
      if (ofKind.of(kind).map(all -> all.stream().anyMatch(words::hold)).orElse(others)) {
        wanted.add(kind);
      }
    }
    return wanted;
  }

  private static Optional<List<List<String>>> event(Kind kind) {
    return kind == Kind.FILTER_CALL
        ? Optional.of(List.of(List.of("filter"), List.of("privileges")))
        : Optional.empty();
  }

  private static Optional<List<List<String>>> actions(Kind kind) {
    return Optional.of(
        switch (kind) {
          case FILTER_CALL -> List.of(List.of());
          case ANSWERED -> List.of(List.of("errno"), List.of("notify"));
          case TRAPPED, TRAPPED_DEADLY -> List.of(List.of("trap"));
          case KILLED_PROCESS -> List.of(List.of("kill_process"));
          case KILLED_THREAD -> List.of(List.of("kill_thread"));
        });
  }

  private static Set<Kind> without(Kind kept, boolean others) {
    return others ? ALL : Set.of(kept);
  }

  private static Operations operations(Predicate<Operation> wanted) {
    Set<Operation> operations = EnumSet.allOf(Operation.class);
    operations.removeIf(wanted.negate());
    return new Operations(operations);
  }
}
