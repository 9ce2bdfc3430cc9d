package callgate.learn;

import callgate.syscall.Abi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes down the values of those arguments that a policy can test, as texts, where they are asked
 * for.
 */
final class StraceValues {
  private final boolean enabled;
  private final AbiChoice choice;
  private final Map<String, List<Integer>> arguments = new HashMap<>();

  StraceValues(boolean enabled, AbiChoice choice) {
    this.enabled = enabled;
    this.choice = choice;
  }

  /** {@return whether values of that call are asked for} */
  boolean wanted(String name) {
    return enabled && !arguments(name).isEmpty();
  }

  private List<Integer> arguments(String name) {
    return arguments.computeIfAbsent(name, this::find);
  }

  private List<Integer> find(String name) {
    Abi abi = choice.having(name).orElse(choice.usual());
    return TestableArguments.of(abi, name);
  }

  /**
   * Counts the values of one call.
   *
   * @param text the arguments, from behind the opening bracket
   */
  void add(Image image, int id, String name, String text) {
    for (int argument : arguments(name)) {
      @Nullable String shown = shown(name, text, argument);
      if (shown != null) {
        image.addText(id, argument, shown);
      }
    }
  }

  /** Arguments of clone(2) are shown with their names, in another order. */
  static @Nullable String shown(String name, String text, int argument) {
    if (!name.equals("clone")) {
      return StraceArguments.argument(text, argument);
    }
    String flags = "flags=";
    for (int i = 0; i < 6; i++) {
      String shown = StraceArguments.argument(text, i);
      if (shown != null && shown.startsWith(flags)) {
        return shown.substring(flags.length());
      }
    }
    return null;
  }
}
