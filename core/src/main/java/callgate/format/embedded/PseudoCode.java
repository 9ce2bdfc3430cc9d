package callgate.format.embedded;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads libseccomp's pseudo code of a filter (seccomp_export_pfc(3)) as a policy. */
public final class PseudoCode {
  private static final Pattern ARCH = Pattern.compile(" *# filter for arch (\\w+) .*");
  private static final Pattern CALL = Pattern.compile(" *if \\(\\$syscall (==|>) (\\d+)\\)");
  private static final Pattern TEST =
      Pattern.compile("if \\(\\$a(\\d)(\\.hi32|\\.lo32)?( & 0x\\w+)? (==|>=|>) (\\d+)\\)");

  private final List<String> lines;
  private final List<Abi> abis = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private Calls calls = new Calls.Numbered(0, 0);
  private int next;

  private PseudoCode(List<String> lines) {
    this.lines = lines;
  }

  /** {@return the policy that a text means} */
  public static Policy read(String text) {
    List<String> lines =
        text.lines()
            .filter(line -> ARCH.matcher(line).matches() || !line.strip().startsWith("#"))
            .toList();
    return new PseudoCode(lines).policy();
  }

  private Policy policy() {
    List<Action> defaults = new ArrayList<>();
    while (next < lines.size()) {
      String line = lines.get(next++);
      Matcher arch = ARCH.matcher(line);
      Matcher call = CALL.matcher(line);
      if (arch.matches()) {
        abis.add(Abi.of(arch.group(1)).orElseThrow());
      } else if (call.matches()) {
        int number = Integer.parseUnsignedInt(call.group(2));
        boolean above = call.group(1).equals(">");
        calls = above ? new Calls.Numbered(number + 1, -1) : new Calls.Numbered(number, number);
        int before = rules.size();
        level(indent(line) + 1, List.of());
        if (number < 0 && !above) {
          // A number of libseccomp's own for a call that the ABI lacks; the filter doesn't have it.
          rules.subList(before, rules.size()).clear();
        }
      } else if (line.strip().startsWith("action ")) {
        defaults.add(action(line));
      }
    }
    return new Policy(
        "pseudo code",
        abis,
        defaults.get(0),
        defaults.getLast(),
        new Newer.AsDefault(),
        Set.of(),
        rules);
  }

  private static int indent(String line) {
    return (line.length() - line.stripLeading().length()) / 2;
  }

  private void level(int indent, List<Condition> path) {
    while (next < lines.size() && indent(lines.get(next)) == indent) {
      String line = lines.get(next++).strip();
      if (line.startsWith("action ")) {
        rules.add(
            new Rule(
                List.of(calls),
                List.of(abis.getLast()),
                action(line),
                new Condition.All(path),
                Position.of("pseudo code"),
                ""));
        return;
      }
      Test test = test(line);
      level(indent + 1, with(path, test));
      if (next < lines.size()
          && indent(lines.get(next)) == indent
          && lines.get(next).strip().equals("else")) {
        next++;
        level(indent + 1, with(path, new Condition.Not(test)));
      }
    }
  }

  private static List<Condition> with(List<Condition> path, Condition condition) {
    List<Condition> longer = new ArrayList<>(path);
    longer.add(condition);
    return longer;
  }

  private static Test test(String line) {
    Matcher matcher = TEST.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalStateException("not understood: " + line);
    }
    int shift = ".hi32".equals(matcher.group(2)) ? 32 : 0;
    long mask =
        matcher.group(3) == null ? 0xffffffffL : Long.parseLong(matcher.group(3).substring(5), 16);
    Op op =
        switch (matcher.group(4)) {
          case "==" -> Op.EQ;
          case ">=" -> Op.GE;
          default -> Op.GT;
        };
    long value = Long.parseLong(matcher.group(5));
    return new Test(
        Integer.parseInt(matcher.group(1)), op, value << shift, mask << shift, Width.BITS_64);
  }

  private static Action action(String line) {
    String word = line.strip().substring("action ".length()).replace(";", "");
    String kind =
        switch (word) {
          case "KILL" -> "KILL_THREAD";
          case "NOTIFY" -> "USER_NOTIF";
          default -> word;
        };
    return Action.parse(kind).orElseThrow();
  }
}
