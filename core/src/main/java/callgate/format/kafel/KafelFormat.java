package callgate.format.kafel;

import callgate.format.Document;
import callgate.format.OneArch;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.Policy;
import java.util.regex.Pattern;

/** Policies of kafel. */
public final class KafelFormat implements PolicyFormat {
  /** White space, comments and directives, which stand before what tells the format. */
  private static final Pattern START =
      Pattern.compile(
          "(?:\\s++|//[^\\n]*+|/\\*(?:[^*]++|\\*(?!/))*+\\*/|#define\\s++\\w++\\s++\\w++|#include\\b[^\\n;]*+;?+)*+");

  private static final Pattern STATEMENT =
      Pattern.compile(
          "POLICY\\s+[A-Za-z]\\w*\\s*\\{|USE\\s+[A-Za-z]|DEFAULT\\s+[A-Z]"
              + "|(?:"
              + String.join("|", ActionParser.WORDS)
              + ")\\s*[({]");

  @Override
  public String name() {
    return "kafel";
  }

  @Override
  public String summary() {
    return "kafel's policies, for nsjail and sandboxed-api: named arguments, C-like expressions";
  }

  @Override
  public boolean recognises(Document document) {
    String text = document.text();
    var start = START.matcher(text);
    boolean any = start.lookingAt();
    return any && STATEMENT.matcher(text).region(start.end(), text.length()).lookingAt();
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    return KafelReader.read(document, options);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return KafelWriter.write(policy, options);
  }

  /** {@return a learned policy with the actions that kafel has by default} */
  @Override
  public Policy suited(Policy learned) {
    return OneArch.suited(learned, Action.KILL_THREAD, Action.KILL_THREAD);
  }
}
