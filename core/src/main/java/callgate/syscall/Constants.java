package callgate.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's names for numbers: {@code O_CLOEXEC}, {@code AF_UNIX}, {@code TCGETS}, {@code
 * PR_SET_SECCOMP} and so on. A name may have another value on another ABI, or none.
 *
 * <p>A name has one value whatever the argument; a value has a name only as the value of a certain
 * argument, whose {@link Argument#constants} names the set.
 */
public final class Constants {
  /** The values of x86_64, which most names have on all ABIs. */
  private static final class Common {
    static final SortedLines LINES = new SortedLines(Resources.text("constants.txt"));
  }

  /** The requests of {@code ioctl}: as many as all others together. */
  private static final class Requests {
    static final SortedLines LINES = new SortedLines(Resources.text("ioctl.txt"));
  }

  /** By ordinal of the ABI: what it has otherwise. */
  private static final @Nullable SortedLines[] OWN = new SortedLines[Abi.values().length];

  private static final @Nullable SortedLines[] OWN_REQUESTS = new SortedLines[Abi.values().length];

  private static final Map<String, ConstantSet> SETS = new ConcurrentHashMap<>();

  private Constants() {}

  private static @Nullable SortedLines own(
      Abi abi, @Nullable SortedLines[] loaded, String resource) {
    if (abi == Abi.X86_64) {
      return null;
    }
    SortedLines own = loaded[abi.ordinal()];
    if (own == null) {
      own = new SortedLines(Resources.text(resource + "-" + Resources.table(abi) + ".txt"));
      loaded[abi.ordinal()] = own;
    }
    return own;
  }

  /**
   * {@return the value of a name on an ABI; negative where the kernel's headers have it so, such as
   * {@code AT_FDCWD}}
   */
  public static OptionalLong value(Abi abi, String name) {
    if (name.isEmpty() || name.charAt(0) == '@') {
      return OptionalLong.empty();
    }
    String line = ownLine(abi, name);
    if (line == null) {
      line = Common.LINES.find(name);
    }
    if (line == null) {
      SortedLines own = own(abi, OWN_REQUESTS, "ioctl");
      line = own == null ? null : own.find(name);
    }
    if (line == null) {
      line = Requests.LINES.find(name);
    }
    return line == null || line.equals("-") ? OptionalLong.empty() : OptionalLong.of(valueIn(line));
  }

  /** {@return what an ABI says of a name, "-" if it lacks it, or null if it is as on x86_64} */
  static @Nullable String ownLine(Abi abi, String name) {
    SortedLines own = own(abi, OWN, "constants");
    return own == null ? null : own.find(name);
  }

  private static long valueIn(String line) {
    int space = line.indexOf(' ');
    return Long.decode(space < 0 ? line : line.substring(0, space));
  }

  /** {@return the name that somebody who wrote a name that there is not may have meant} */
  public static Optional<String> suggestion(String misspelt) {
    List<String> known = new ArrayList<>(Common.LINES.words());
    known.addAll(Requests.LINES.words());
    return Spelling.nearest(misspelt, known);
  }

  /**
   * {@return the names that the value of an argument is made of, on an ABI; empty when it has none}
   */
  public static List<String> names(Abi abi, String call, int index) {
    Argument argument = argument(abi, call, index);
    if (argument == null || argument.constants().isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    forEach(abi, argument.constants(), (name, line) -> names.add(name));
    return List.copyOf(names);
  }

  /**
   * {@return the value of an argument in names, joined by {@code |}; empty when it can't be said in
   * names alone} Only the bits that the kernel reads count.
   *
   * @param index 0 to 5
   */
  public static Optional<String> named(Abi abi, String call, int index, long value) {
    Argument argument = argument(abi, call, index);
    if (argument == null || argument.constants().isEmpty()) {
      return Optional.empty();
    }
    long read = argument.bits() == 32 ? value & 0xffffffffL : value;
    return Optional.ofNullable(set(abi, argument.constants()).text(read, false));
  }

  /**
   * {@return the value of an argument for people: names where there are any, else a number as its
   * kind is usually written} Only the bits that the kernel reads count.
   *
   * @param index 0 to 5
   */
  public static String text(Abi abi, String call, int index, long value) {
    Argument argument = argument(abi, call, index);
    if (argument == null) {
      return hexadecimal(value);
    }
    long read = argument.bits() == 32 ? value & 0xffffffffL : value;
    if (!argument.constants().isEmpty()) {
      String names = set(abi, argument.constants()).text(read, true);
      if (names != null) {
        return argument.kind() == Argument.Kind.MODE ? withOctalRest(names) : names;
      }
    }
    return number(argument, read);
  }

  private static String number(Argument argument, long read) {
    long signed = argument.bits() == 32 ? (int) read : read;
    return switch (argument.kind()) {
      case INT, DESCRIPTOR, PROCESS, USER, SIGNAL, OFFSET -> Long.toString(signed);
      case SIZE -> Long.toUnsignedString(read);
      case UNSIGNED -> read >= 0 && read < 4096 ? Long.toString(read) : hexadecimal(read);
      case POINTER, PATH, STRING -> read == 0 ? "NULL" : hexadecimal(read);
      case MODE -> octal(read);
      case FLAGS, COMMAND -> hexadecimal(read);
    };
  }

  private static String withOctalRest(String names) {
    int rest = names.indexOf("|0x");
    return rest < 0
        ? names
        : names.substring(0, rest + 1) + octal(Long.parseLong(names, rest + 3, names.length(), 16));
  }

  private static String octal(long value) {
    return value == 0 ? "0" : "0" + Long.toOctalString(value);
  }

  private static String hexadecimal(long value) {
    return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private static @Nullable Argument argument(Abi abi, String call, int index) {
    List<Argument> arguments = Syscalls.arguments(abi, call);
    return index < arguments.size() ? arguments.get(index) : null;
  }

  private static ConstantSet set(Abi abi, String name) {
    return SETS.computeIfAbsent(Resources.table(abi) + " " + name, key -> read(abi, name));
  }

  private static ConstantSet read(Abi abi, String name) {
    String mask = Common.LINES.find("@" + name);
    ConstantSet set = new ConstantSet(mask == null ? 0xffffffffL : Long.decode(mask));
    forEach(abi, name, (constant, line) -> add(set, name, constant, line));
    return set;
  }

  /** Hands over the constants of a set on an ABI with their lines. */
  private static void forEach(Abi abi, String set, BiConsumer<String, String> consumer) {
    boolean requests = set.equals("ioctl");
    SortedLines lines = requests ? Requests.LINES : Common.LINES;
    SortedLines own = requests ? own(abi, OWN_REQUESTS, "ioctl") : own(abi, OWN, "constants");
    lines.forEachWith(
        set,
        (constant, line) -> {
          if (own == null || own.find(constant) == null) {
            consumer.accept(constant, line);
          }
        });
    if (own != null) {
      own.forEachWith(set, consumer);
    }
  }

  /** Adds a constant; a {@code ~} behind the set on its line says that it is not shown. */
  private static void add(ConstantSet set, String name, String constant, String line) {
    boolean shown = !line.contains(" " + name + "~");
    set.add(constant, valueIn(line), shown);
  }
}
