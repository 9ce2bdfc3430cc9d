package callgate.format.minijail;

import callgate.format.Document;
import callgate.format.OneArch;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Syscalls;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Policies of minijail. */
public final class MinijailFormat implements PolicyFormat {
  private static final Pattern DIRECTIVE =
      Pattern.compile("@(default|include|frequency|denylist)\\b.*");

  private static final Pattern LINE =
      Pattern.compile(
          "(\\{.*}|[A-Za-z_][\\w@-]*(?:\\s*\\[.*])?)\\s*:\\s*"
              + "(?:\\{|arg\\d|return\\b|(?:1|allow|kill|kill-process|kill-thread|trap|trace|log"
              + "|user-notify)\\s*(?:[#\\\\].*)?$).*");

  @Override
  public String name() {
    return "minijail";
  }

  @Override
  public String summary() {
    return "minijail's policies: one call a line, conditions in disjunctive normal form";
  }

  /**
   * {@return whether the first line that is no comment could be minijail's, and is about a call}
   */
  @Override
  public boolean recognises(Document document) {
    for (String line : (Iterable<String>) document.text().lines()::iterator) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (DIRECTIVE.matcher(text).matches()) {
        return true;
      }
      Matcher matcher = LINE.matcher(text);
      return line.equals(line.stripLeading())
          && matcher.matches()
          && (matcher.group(1).matches(".*[@\\[{].*") || isCall(matcher.group(1)));
    }
    return false;
  }

  private static boolean isCall(String word) {
    return Syscalls.exists(word) || Syscalls.suggestion(word).isPresent();
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    return MinijailReader.read(document, options);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return MinijailWriter.write(policy, options);
  }

  /** {@return a learned policy with the actions that minijail has by default} */
  @Override
  public Policy suited(Policy learned) {
    return OneArch.suited(learned, Action.KILL_THREAD, Action.KILL_THREAD);
  }
}
