package callgate.cli;

import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Families;
import callgate.syscall.Groups;
import callgate.syscall.Syscalls;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** System calls for people. */
final class SyscallsText implements SyscallsReport {
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean colored;
  private boolean separated = true;

  SyscallsText(Terminal terminal) {
    this.out = terminal.out();
    this.colored = terminal.colored();
  }

  /** {@return the ABIs of a report in order: this machine's first} */
  static List<Abi> ordered(List<Abi> abis) {
    if (!abis.isEmpty()) {
      return abis;
    }
    Set<Abi> ordered = new LinkedHashSet<>();
    ordered.add(Abi.host());
    ordered.addAll(Arrays.asList(Abi.values()));
    return List.copyOf(ordered);
  }

  @Override
  public boolean call(String name, List<Abi> abis) {
    Map<String, List<Abi>> numbers = new LinkedHashMap<>();
    Map<String, List<Abi>> versions = new LinkedHashMap<>();
    Abi first = null;
    for (Abi abi : ordered(abis)) {
      OptionalInt number = Syscalls.number(abi, name);
      if (number.isPresent()) {
        first = first == null ? abi : first;
        put(numbers, number(abi, number.getAsInt()), abi);
        put(versions, Syscalls.since(abi, name).orElseThrow().toString(), abi);
      }
    }
    if (first == null) {
      return false;
    }
    separate();
    List<Argument> arguments = Syscalls.arguments(first, name);
    out.println(bold(name) + signature(arguments));
    for (int index = 0; index < arguments.size(); index++) {
      argument(first, name, index, arguments.get(index));
    }
    field("number", said(numbers));
    field("since", said(versions));
    field("groups", Groups.of(name));
    field("alike", Families.others(name));
    return true;
  }

  private static void put(Map<String, List<Abi>> map, String key, Abi abi) {
    map.computeIfAbsent(key, k -> new ArrayList<>()).add(abi);
  }

  private static String number(Abi abi, int number) {
    return abi == Abi.X32 ? "0x" + Integer.toHexString(number) : Integer.toString(number);
  }

  private static String signature(List<Argument> arguments) {
    return "(" + String.join(", ", arguments.stream().map(Argument::name).toList()) + ")";
  }

  private void argument(Abi abi, String call, int index, Argument argument) {
    StringBuilder text = new StringBuilder("  ").append(index).append("  ");
    pad(text.append(argument.name()), 22);
    pad(text.append(argument.kind().word()), 34);
    text.append(argument.bits()).append(" bits");
    List<String> names = Constants.names(abi, call, index);
    if (!names.isEmpty()) {
      text.append("  ");
      for (int i = 0; i < names.size(); i++) {
        String more = i + 1 < names.size() ? ", ..." : "";
        if (text.length() + names.get(i).length() + more.length() > WIDTH) {
          text.append("...");
          break;
        }
        text.append(names.get(i)).append(i + 1 < names.size() ? ", " : "");
      }
    }
    out.println(text);
  }

  private static void pad(StringBuilder text, int column) {
    do {
      text.append(' ');
    } while (text.length() < column);
  }

  /** {@return what holds on which ABIs: {@code 257 x86_64, 56 aarch64 riscv64}} */
  private static List<String> said(Map<String, List<Abi>> byValue) {
    List<String> parts = new ArrayList<>();
    byValue.forEach((value, abis) -> {
      StringBuilder part = new StringBuilder(value);
      for (Abi abi : abis) {
        part.append(' ').append(abi.token());
      }
      parts.add(part.toString());
    });
    return parts;
  }

  /** Prints a list under its name, wrapped and indented; nothing if it is empty. */
  private void field(String name, List<String> parts) {
    if (parts.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("  ");
    pad(text.append(name), 10);
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i) + (i + 1 < parts.size() ? "," : "");
      if (text.length() + part.length() > WIDTH && text.length() > 10) {
        out.println(text.toString().stripTrailing());
        text = new StringBuilder(" ".repeat(10));
      }
      text.append(part).append(' ');
    }
    out.println(text.toString().stripTrailing());
  }

  @Override
  public boolean number(int number, List<Abi> abis) {
    Map<String, List<Abi>> names = new LinkedHashMap<>();
    for (Abi abi : ordered(abis)) {
      named(abi, number).ifPresent(name -> put(names, name, abi));
    }
    if (names.isEmpty()) {
      return false;
    }
    if (!abis.isEmpty()) {
      names.forEach((name, found) -> call(name, found));
      return true;
    }
    separate();
    out.println(bold(Integer.toString(number)));
    names.forEach((name, found) -> {
      StringBuilder text = new StringBuilder("  ");
      pad(text.append(name), 22);
      for (Abi abi : found) {
        text.append(abi.token()).append(' ');
      }
      out.println(text.toString().stripTrailing());
    });
    return true;
  }

  /** {@return the call that has a number, with or without bit 30 on x32} */
  static Optional<String> named(Abi abi, int number) {
    Optional<String> name = Syscalls.name(abi, number);
    return name.isEmpty() && abi == Abi.X32 ? Syscalls.name(abi, number | Abi.X32_BIT) : name;
  }

  @Override
  public void list(Abi abi, List<String> calls) {
    separate();
    out.println(bold(abi.token()) + ": " + calls.size() + (calls.size() == 1 ? " call" : " calls"));
    for (String name : calls) {
      String number = number(abi, Syscalls.number(abi, name).orElseThrow());
      out.println(
          " ".repeat(Math.max(1, (abi == Abi.X32 ? 12 : 8) - number.length()))
              + number
              + "  "
              + name
              + signature(Syscalls.arguments(abi, name)));
    }
  }

  @Override
  public void groups() {
    for (String name : Groups.names()) {
      StringBuilder text = new StringBuilder();
      pad(text.append(name), 18);
      int count = Groups.members(name).orElseThrow().size();
      pad(text.append(count), 23);
      out.println(text + Groups.description(name).orElseThrow());
    }
  }

  private String bold(String text) {
    return colored ? "\033[1m" + text + "\033[0m" : text;
  }

  /** Leaves an empty line between two entries. */
  private void separate() {
    if (!separated) {
      out.println();
    }
    separated = false;
  }
}
