package callgate.format.firejail;

import callgate.format.ReadOptions;
import callgate.format.Warning;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A list of calls: {@code call}, {@code $number} or {@code @group}, divided by commas, with {@code
 * !} before what is an exception and {@code :ERRNO} or {@code :kill} behind what gets that.
 */
final class CallList {
  private final Abi abi;
  private final ReadOptions options;
  private final List<Warning> warnings;
  private final List<Item> items = new ArrayList<>();

  /**
   * A call of a list, or all that have no action of their own of a group.
   *
   * @param action what it gets whatever the list is for; empty for what the list is for
   */
  record Item(Calls calls, boolean exception, Optional<Action> action, Position position) {}

  private CallList(Abi abi, ReadOptions options, List<Warning> warnings) {
    this.abi = abi;
    this.options = options;
    this.warnings = warnings;
  }

  /**
   * {@return what a list says of an ABI}
   *
   * @throws BadInput where it says nothing
   */
  static List<Item> read(Setting setting, Abi abi, ReadOptions options, List<Warning> warnings) {
    CallList list = new CallList(abi, options, warnings);
    int offset = 0;
    for (String item : setting.value().split(",", -1)) {
      Position start = setting.position();
      if (!item.isEmpty()) {
        list.item(item, new Position(start.file(), start.line(), start.column() + offset));
      }
      offset += item.length() + 1;
    }
    if (setting.value().replace(",", "").isEmpty()) {
      throw new BadInput(setting.position(), setting.name() + " takes a list of calls");
    }
    return list.items;
  }

  /** {@return the calls of a group that an ABI has} */
  static Set<Calls> group(String name, Abi abi) {
    Set<Calls> calls = new LinkedHashSet<>();
    for (String call : CallGroups.members(name).orElseThrow()) {
      if (Syscalls.number(abi, call).isPresent()) {
        calls.add(new Calls.Named(call));
      }
    }
    return calls;
  }

  private void item(String text, Position position) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && "_-@:$!".indexOf(c) < 0) {
        throw new BadInput(
            position, "a list of calls is divided by commas only; firejail stops at this one");
      }
    }
    if (text.startsWith("@")) {
      for (Calls calls : group(known(text, position), abi)) {
        items.add(new Item(calls, false, Optional.empty(), position));
      }
      return;
    }
    boolean exception = text.startsWith("!");
    String name = exception ? text.substring(1) : text;
    int colon = name.indexOf(':');
    Optional<Action> action =
        colon < 0 ? Optional.empty() : Optional.of(action(name.substring(colon + 1), position));
    if (exception && action.isPresent()) {
      throw new BadInput(position, "an exception gets no action of its own");
    }
    String call = colon < 0 ? name : name.substring(0, colon);
    Optional<Calls> calls = call.startsWith("$") ? number(call, position) : named(call, position);
    calls.ifPresent(about -> items.add(new Item(about, exception, action, position)));
  }

  private static String known(String group, Position position) {
    if (CallGroups.members(group).isPresent()) {
      return group;
    }
    throw new BadInput(
        position,
        "firejail has no group "
            + group
            + Spelling.nearest(group, CallGroups.names())
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("; it has " + String.join(", ", CallGroups.names())));
  }

  private static Action action(String text, Position position) {
    if (text.equals("kill")) {
      return Action.KILL_THREAD;
    }
    OptionalInt errno = Errno.number(text);
    if (errno.isEmpty()) {
      throw new BadInput(
          position,
          text
              + " is no errno, and not kill"
              + Errno.suggestion(text).map(meant -> "; did you mean " + meant + "?").orElse(""));
    }
    return Action.errno(errno.getAsInt());
  }

  private Optional<Calls> number(String text, Position position) {
    try {
      int number = Integer.decode(text.substring(1));
      if (number >= 0) {
        return Optional.of(
            Syscalls.name(abi, number)
                .<Calls>map(Calls.Named::new)
                .orElseGet(() -> new Calls.Numbered(number, number)));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new BadInput(position, text + " is no number of a call, such as $165");
  }

  private Optional<Calls> named(String name, Position position) {
    if (Syscalls.number(abi, name).isPresent()) {
      return Optional.of(new Calls.Named(name));
    }
    boolean elsewhere = Syscalls.exists(name);
    if (!elsewhere && !options.lenient()) {
      throw new BadInput(
          position,
          "there is no call "
              + name
              + Syscalls.suggestion(name).map(meant -> "; did you mean " + meant + "?").orElse(""));
    }
    warnings.add(
        new Warning(
            position,
            elsewhere
                ? abi.token() + " has no call " + name
                : "there is no call " + name + ": dropped",
            elsewhere ? Warning.Topic.OTHER_ABI : Warning.Topic.MEANING));
    return Optional.empty();
  }
}
