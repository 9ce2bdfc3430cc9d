package callgate.live;

import callgate.explanation.Suggestion;
import callgate.format.Actions;
import callgate.kernel.NotSupported;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks on the terminal, which the program may be using too: what is asked has lines of its own. No
 * answer is a denial.
 */
public final class Prompt implements AskMode.Asking, AutoCloseable {
  private static final String TERMINAL = "/dev/tty";
  private static final long PAUSE_NANOS = 20_000_000;

  private final InputStream in;
  private final OutputStream out;
  private final String policy;

  private Prompt(InputStream in, OutputStream out, String policy) {
    this.in = in;
    this.out = out;
    this.policy = policy;
  }

  /**
   * {@return somebody at the terminal of this process}
   *
   * @param policy what messages call the policy
   * @throws NotSupported when there is none
   */
  public static Prompt onTerminal(String policy) {
    try {
      return new Prompt(new FileInputStream(TERMINAL), new FileOutputStream(TERMINAL), policy);
    } catch (IOException none) {
      throw new NotSupported(
          "--mode ask needs somebody to ask, and this process has no terminal; --mode complain"
              + " reports without asking");
    }
  }

  @Override
  public AskMode.Answer ask(BlockedCall call, Optional<Suggestion> change, AskMode.Waiting waiting)
      throws IOException {
    say(
        "callgate: "
            + call.text()
            + "\nwho:  "
            + call.caller().text()
            + "\nwhy:  "
            + DecisionWords.of(call.outcome().decision(), policy)
            + ": "
            + Actions.text(call.outcome().action())
            + change.map(Prompt::words).orElse("")
            + "\n");
    while (in.available() > 0) {
      in.read(); // typed before there was a question
    }
    while (true) {
      say(change.isPresent() ? "[o]nce, [a]lways, [d]eny, [n]ever? " : "[o]nce, [d]eny, [n]ever? ");
      String answer = line(waiting);
      switch (answer) {
        case "o", "once" -> {
          return AskMode.Answer.ONCE;
        }
        case "a", "always" -> {
          if (change.isPresent()) {
            return AskMode.Answer.ALWAYS;
          }
        }
        case "d", "deny", "" -> {
          return AskMode.Answer.DENY;
        }
        case "n", "never" -> {
          return AskMode.Answer.NEVER;
        }
        default -> say("one of these letters, please; Enter alone is deny\n");
      }
    }
  }

  private static String words(Suggestion change) {
    StringBuilder words = new StringBuilder("\nfix:  ").append(change.title());
    change.lets().forEach(sentence -> words.append("\n      this lets through ").append(sentence));
    change.risks().forEach(risk -> words.append("\n      beware: ").append(risk));
    return words.toString();
  }

  private void say(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** {@return what somebody typed; nothing when the program is gone, or the terminal} */
  private String line(AskMode.Waiting waiting) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (in.available() == 0) {
        if (!waiting.isWaiting()) {
          say("\ncallgate: the program is gone\n");
          return "";
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        continue;
      }
      int next = in.read();
      if (next < 0 || next == '\n') {
        return line.toString().strip();
      }
      line.append((char) next);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
    out.close();
  }
}
