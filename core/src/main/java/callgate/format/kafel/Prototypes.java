package callgate.format.kafel;

import callgate.format.kafel.ArgumentNames.Name;
import callgate.syscall.Bundled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kafel's own prototypes of calls, where they differ from those of the kernel's source. */
final class Prototypes {
  private static final class Table {
    static final Map<String, List<Name>> CALLS = read();

    private static Map<String, List<Name>> read() {
      Map<String, List<Name>> calls = new HashMap<>();
      for (String line : Bundled.text(Prototypes.class, "prototypes.txt").lines().toList()) {
        String[] words = line.split(" ", -1);
        List<Name> names = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
          int colon = words[i].indexOf(':');
          names.add(new Name(words[i].substring(0, colon), words[i].endsWith(":64")));
        }
        calls.put(words[0], names);
      }
      return calls;
    }
  }

  /** Names of functions in the kernel, which kafel has for some calls. */
  private static final Map<String, String> FUNCTIONS =
      Map.of(
          "newstat", "stat",
          "newfstat", "fstat",
          "newlstat", "lstat",
          "newuname", "uname",
          "sendfile64", "sendfile",
          "sysctl", "_sysctl",
          "umount", "umount2");

  private Prototypes() {}

  /** {@return the arguments of a call, where kafel sees them differently} */
  static Optional<List<Name>> of(String call) {
    return Optional.ofNullable(Table.CALLS.get(call));
  }

  /** {@return the name that everybody else has for a call, if another} */
  static Optional<String> usual(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name));
  }
}
