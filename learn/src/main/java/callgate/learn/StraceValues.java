package callgate.learn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the values of those arguments that a policy can test, where they are asked for. */
final class StraceValues {
  private final boolean enabled;
  private final Map<String, List<Integer>> arguments = new HashMap<>();

  StraceValues(boolean enabled) {
    this.enabled = enabled;
  }

  /** {@return whether values of that call are asked for} */
  boolean wanted(String name) {
    return enabled && !arguments(name).isEmpty();
  }

  private List<Integer> arguments(String name) {
    return arguments.computeIfAbsent(name, TestableArguments::of);
  }

  /**
   * Counts the values of one call. What can't be understood is not counted, so that it shows that
   * some values are missing.
   *
   * @param text the arguments, from behind the opening bracket
   */
  void add(Image image, int id, String name, String text) {
    for (int argument : arguments(name)) {
      @Nullable String shown = shown(name, text, argument);
      OptionalLong value = shown == null ? OptionalLong.empty() : value(shown);
      if (value.isPresent()) {
        image.addValue(id, argument, value.getAsLong());
      }
    }
  }

  /** Some calls are shown with the names of their arguments, in another order. */
  private static @Nullable String shown(String name, String text, int argument) {
    if (name.equals("clone")) {
      String argumentName = "flags=";
      for (int i = 0; i < 6; i++) {
        String shown = StraceArguments.argument(text, i);
        if (shown != null && shown.startsWith(argumentName)) {
          return shown.substring(argumentName.length());
        }
      }
      return null;
    }
    return StraceArguments.argument(text, argument);
  }

  private static OptionalLong value(String shown) {
    long value = 0;
    for (int from = 0; from <= shown.length(); ) {
      int bar = shown.indexOf('|', from);
      int to = bar < 0 ? shown.length() : bar;
      OptionalLong known = number(shown.substring(from, to).strip());
      if (known.isEmpty()) {
        return OptionalLong.empty();
      }
      value |= known.getAsLong();
      from = to + 1;
    }
    return OptionalLong.of(value);
  }

  private static OptionalLong number(String text) {
    try {
      if (text.startsWith("0x")) {
        return OptionalLong.of(Long.parseUnsignedLong(text, 2, text.length(), 16));
      }
      return OptionalLong.of(Long.parseLong(text, text.startsWith("0") ? 8 : 10));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
