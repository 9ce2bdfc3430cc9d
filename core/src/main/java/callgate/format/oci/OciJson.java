package callgate.format.oci;

import callgate.format.writing.ArgumentTest;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.io.JsonStringEncoder;

/** The JSON text of a profile, laid out for people. */
final class OciJson implements ProfileText {
  private static final int WIDTH = 100;

  private final StringBuilder out = new StringBuilder("{\n");
  private boolean first = true;

  @Override
  public ProfileText defaultAction(Action action) {
    member("defaultAction", text(OciActions.word(action.kind())));
    if (OciActions.carriesErrno(action.kind())) {
      member("defaultErrnoRet", Integer.toString(action.data()));
    }
    return this;
  }

  @Override
  public ProfileText architectures(List<Abi> abis) {
    member("architectures", list(abis));
    return this;
  }

  @Override
  public ProfileText archMap(Map<Abi, List<Abi>> machines) {
    List<String> rows =
        machines.entrySet().stream()
            .map(row ->
                "    { \"architecture\": "
                    + text(word(row.getKey()))
                    + ", \"subArchitectures\": "
                    + list(row.getValue())
                    + " }")
            .toList();
    member("archMap", "[\n" + String.join(",\n", rows) + "\n  ]");
    return this;
  }

  @Override
  public ProfileText flags(Set<FilterFlag> flags) {
    if (!flags.equals(Set.of(FilterFlag.SPEC_ALLOW))) {
      List<String> words =
          flags.stream().sorted().map(flag -> text("SECCOMP_FILTER_FLAG_" + flag.name())).toList();
      member("flags", "[" + String.join(", ", words) + "]");
    }
    return this;
  }

  @Override
  public String with(List<Entry> entries) {
    List<String> texts = entries.stream().map(OciJson::entry).toList();
    member(
        "syscalls", texts.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", texts) + "\n  ]");
    return out.append("\n}\n").toString();
  }

  private void member(String key, String value) {
    out.append(first ? "  " : ",\n  ").append(text(key)).append(": ").append(value);
    first = false;
  }

  private static String entry(Entry entry) {
    StringBuilder json = new StringBuilder("{\n      \"names\": ").append(names(entry.names()));
    json.append(",\n      \"action\": ").append(text(OciActions.word(entry.action().kind())));
    if (OciActions.carriesErrno(entry.action().kind())) {
      json.append(",\n      \"errnoRet\": ").append(entry.action().data());
    }
    if (!entry.tests().isEmpty()) {
      List<String> tests = entry.tests().stream().map(OciJson::test).toList();
      json.append(",\n      \"args\": [\n        ");
      json.append(String.join(",\n        ", tests)).append("\n      ]");
    }
    if (!entry.comment().isEmpty()) {
      json.append(",\n      \"comment\": ").append(text(entry.comment()));
    }
    return json.append("\n    }").toString();
  }

  /** {@return names in lines of even length} */
  private static String names(List<String> names) {
    String line = "[" + String.join(", ", names.stream().map(OciJson::text).toList()) + "]";
    if (line.length() + 16 <= WIDTH) {
      return line;
    }
    StringBuilder lines = new StringBuilder("[");
    int column = WIDTH;
    for (int i = 0; i < names.size(); i++) {
      String name = text(names.get(i)) + (i + 1 < names.size() ? "," : "");
      if (column + name.length() + 1 > WIDTH) {
        lines.append("\n        ");
        column = 8;
      } else {
        lines.append(' ');
        column++;
      }
      lines.append(name);
      column += name.length();
    }
    return lines.append("\n      ]").toString();
  }

  private static String test(ArgumentTest test) {
    String shown = "{ \"index\": " + test.argument() + ", \"value\": ";
    return test.isMasked()
        ? shown
            + Long.toUnsignedString(test.mask())
            + ", \"valueTwo\": "
            + Long.toUnsignedString(test.value())
            + ", \"op\": "
            + text(OciActions.MASKED)
            + " }"
        : shown
            + Long.toUnsignedString(test.value())
            + ", \"op\": "
            + text(OciActions.word(test.op()))
            + " }";
  }

  private static String list(List<Abi> abis) {
    return "[" + String.join(", ", abis.stream().map(abi -> text(word(abi))).toList()) + "]";
  }

  private static String word(Abi abi) {
    return "SCMP_ARCH_" + abi.token().toUpperCase(Locale.ROOT);
  }

  private static String text(String content) {
    StringBuilder quoted = new StringBuilder("\"");
    JsonStringEncoder.getInstance().quoteAsString(content, quoted);
    return quoted.append('"').toString();
  }
}
