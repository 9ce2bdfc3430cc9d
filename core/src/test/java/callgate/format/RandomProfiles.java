package callgate.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random profiles, as JSON and as the lines that {@code libseccomp-export.c} reads. */
final class RandomProfiles {
  private static final String[] NAMES = {
    "read",
    "openat",
    "socket",
    "connect",
    "semop",
    "mmap",
    "ioctl",
    "personality",
    "clone",
    "chown32",
    "recv",
    "no_such_call"
  };
  private static final String[][] ACTIONS = {
    {"ALLOW", "2147418112"},
    {"ERRNO", "327681"},
    {"ERRNO\", \"errnoRet\": 38, \"comment\": \"", "327718"},
    {"KILL", "0"},
    {"KILL_PROCESS", "2147483648"},
    {"LOG", "2147221504"},
    {"TRAP", "196608"},
  };
  private static final String[] OPS = {"", "NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ"};
  private static final long[] VALUES = {
    0, 1, 2, 3, 16, 0xffffffffL, 0x100000000L, 0x100000002L, -1
  };

  private final Random random;
  private final int actions;
  private final int tests;
  private final Set<String> named = new HashSet<>();

  /**
   * @param actions how many different ones the rules of a profile have
   * @param tests how many tests a rule has at most; if several, a call has one rule only
   */
  RandomProfiles(Random random, int actions, int tests) {
    this.random = random;
    this.actions = actions;
    this.tests = tests;
  }

  /** A profile in both forms. */
  record Profile(String json, String lines) {}

  Profile next() {
    named.clear();
    StringBuilder json = new StringBuilder("{\"defaultAction\": \"SCMP_ACT_");
    StringBuilder lines = new StringBuilder("default ");
    String[] standard = pick(ACTIONS);
    json.append(standard[0]).append('"');
    if (standard[0].contains("errnoRet")) {
      json.setLength(0);
      json.append("{\"defaultErrnoRet\": 38, \"defaultAction\": \"SCMP_ACT_ERRNO\"");
    }
    lines.append(standard[1]).append('\n');
    json.append(", \"architectures\": [");
    String[] arches = {"SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"};
    List<String> chosen = new ArrayList<>();
    for (String arch : arches) {
      if (random.nextBoolean()) {
        chosen.add('"' + arch + '"');
        lines
            .append("arch ")
            .append(arch.substring(10).toLowerCase(java.util.Locale.ROOT))
            .append('\n');
      }
    }
    json.append(String.join(", ", chosen)).append("], \"syscalls\": [");
    List<String[]> used = new ArrayList<>();
    for (int i = 0; i < actions; i++) {
      used.add(pick(ACTIONS));
    }
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      rule(json, lines, used.get(random.nextInt(actions)), i);
    }
    return new Profile(json.append("]}").toString(), lines.append("end").toString());
  }

  private void rule(StringBuilder json, StringBuilder lines, String[] action, int index) {
    json.append(index == 0 ? "\n" : ",\n").append("{\"names\": [");
    List<String> names = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String name = pick(NAMES);
      if (tests == 1 || named.add(name)) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      names.add("no_such_call");
    }
    json.append('"').append(String.join("\", \"", names)).append("\"], \"action\": \"SCMP_ACT_");
    json.append(action[0]).append("\", \"args\": [");
    StringBuilder tests = new StringBuilder();
    int count = random.nextInt(this.tests + 1);
    for (int i = 0; i < count; i++) {
      int argument = random.nextInt(3);
      int op = 1 + random.nextInt(OPS.length - 1);
      long value = VALUES[random.nextInt(VALUES.length)];
      long second = op == OPS.length - 1 ? VALUES[random.nextInt(VALUES.length)] : 0;
      json.append(i == 0 ? "" : ", ").append("{\"index\": ").append(argument);
      json.append(", \"op\": \"SCMP_CMP_").append(OPS[op]).append("\", \"value\": ");
      json.append(Long.toUnsignedString(value)).append(", \"valueTwo\": ");
      json.append(Long.toUnsignedString(second)).append('}');
      tests.append(' ').append(argument).append(' ').append(op).append(' ');
      tests.append(Long.toUnsignedString(value)).append(' ').append(Long.toUnsignedString(second));
    }
    json.append("]}");
    for (String name : names) {
      lines.append("rule ").append(name).append(' ').append(action[1]).append(' ').append(count);
      lines.append(tests).append('\n');
    }
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
