package callgate.format.systemd;

import callgate.format.Warning;
import callgate.format.systemd.UnitFile.Setting;
import callgate.format.systemd.UnitFile.Word;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The list that {@code SystemCallFilter=} or {@code SystemCallLog=} lines build up. */
final class CallList {
  private final SystemdGroups groups;
  private final boolean addsDefault;
  private final List<Warning> warnings;
  private final Map<String, Listed> calls = new LinkedHashMap<>();
  private boolean started;
  private boolean allows;

  /**
   * @param addsDefault whether an allow list starts with {@code @default}
   */
  CallList(SystemdGroups groups, boolean addsDefault, List<Warning> warnings) {
    this.groups = groups;
    this.addsDefault = addsDefault;
    this.warnings = warnings;
  }

  /**
   * A call on the list.
   *
   * @param action its own; empty for what all listed calls get
   */
  record Listed(Position position, Optional<Action> action) {}

  /** {@return whether there is a list: an empty one of calls that are not allowed is none} */
  boolean isPresent() {
    return started && (allows || !calls.isEmpty());
  }

  /** {@return whether it lists the calls that are allowed, or logged; else the others} */
  boolean allows() {
    return allows;
  }

  Map<String, Listed> calls() {
    return calls;
  }

  /** Does what one line says; an empty one starts anew. */
  void apply(Setting setting) {
    if (setting.words().isEmpty()) {
      calls.clear();
      started = false;
      return;
    }
    boolean inverted = setting.words().getFirst().text().startsWith("~");
    if (!started) {
      started = true;
      allows = !inverted;
      if (allows && addsDefault) {
        put("@default", setting.position(), Optional.empty());
      }
    }
    boolean marked = inverted;
    for (Word word : setting.words()) {
      String text = marked ? word.text().substring(1) : word.text();
      if (!text.isEmpty()) {
        Position at = word.position();
        int column = at.column() + (marked ? 1 : 0);
        apply(text, new Position(at.file(), at.line(), column), inverted);
      }
      marked = false;
    }
  }

  private void apply(String text, Position position, boolean inverted) {
    if (text.startsWith("~")) {
      throw new BadInput(position, "~ stands at the start of a line only, and is for all of it");
    }
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Optional<Action> action =
        colon < 0 ? Optional.empty() : Optional.of(action(text.substring(colon + 1), position));
    if (action.isPresent() && !inverted) {
      warnings.add(
          new Warning(position, "systemd ignores " + text + ": what is allowed has no errno"));
      return;
    }
    if (inverted != allows || (allows && action.isPresent())) {
      put(name, position, action);
    } else {
      members(name, position).forEach(calls::remove);
    }
  }

  private void put(String name, Position position, Optional<Action> action) {
    for (String call : members(name, position)) {
      calls.put(call, new Listed(position, action));
    }
  }

  private List<String> members(String name, Position position) {
    if (name.startsWith("@")) {
      return groups
          .members(name)
          .orElseThrow(() ->
              new BadInput(
                  position,
                  "systemd has no group "
                      + name
                      + groups
                          .suggestion(name)
                          .map(near -> "; did you mean " + near + "?")
                          .orElse("")));
    }
    if (!Syscalls.exists(name)) {
      warnings.add(
          new Warning(
              position,
              "no ABI has a call "
                  + name
                  + Syscalls.suggestion(name).map(near -> "; did you mean " + near + "?").orElse("")
                  + "; systemd leaves it out"));
      return List.of();
    }
    return List.of(name);
  }

  /**
   * {@return what stands behind a colon or in SystemCallErrorNumber=: an errno, or {@code kill}}
   */
  static Action action(String text, Position position) {
    if (text.equals("kill")) {
      return Action.KILL_PROCESS;
    }
    OptionalInt named = Errno.number(text.toUpperCase(Locale.ROOT));
    if (named.isPresent()) {
      return Action.errno(named.getAsInt());
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= Action.MAX_ERRNO) {
        return Action.errno(number);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new BadInput(
        position,
        "this should be an errno such as EPERM, a number up to 4095, or kill, not "
            + text
            + Errno.suggestion(text).map(near -> "; did you mean " + near + "?").orElse(""));
  }
}
