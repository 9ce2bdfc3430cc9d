package callgate.format.minijail;

import callgate.format.OneArch;
import callgate.format.ReadOptions;
import callgate.format.Warning;
import callgate.format.minijail.Token.Kind;
import callgate.policy.BadInput;
import callgate.syscall.Abi;
import callgate.syscall.Groups;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads which calls a line is about:
 *
 * <pre>
 * calls = "{" call { "," call } "}" | call
 * call  = NAME [ "[" key "=" NAME { "," NAME } { ";" ... } "]" ] | GROUP "@" NAMESPACE ...
 * </pre>
 */
final class CallParser {
  private final Words words;
  private final ReadOptions options;
  private final List<Warning> warnings;

  CallParser(Words words, ReadOptions options, List<Warning> warnings) {
    this.words = words;
    this.options = options;
    this.warnings = warnings;
  }

  /** {@return names that the ABI has; those that it lacks are warned of} */
  List<String> calls() {
    List<String> calls = new ArrayList<>();
    if (!words.accept("{")) {
      call(calls);
      return calls;
    }
    do {
      call(calls);
    } while (words.accept(","));
    words.expect("}");
    return calls;
  }

  private void call(List<String> calls) {
    Token name =
        words.peek().filter(word -> word.text().equals("kill")).isPresent()
            ? words.take("a call")
            : words.take(Kind.NAME, "the name of a call");
    boolean concerned = !words.at("[") || attributes();
    if (!concerned) {
      return;
    }
    for (String call : name.text().contains("@") ? group(name) : List.of(name.text())) {
      if (Syscalls.number(abi(), call).isPresent()) {
        calls.add(call);
      } else {
        lacking(call, name);
      }
    }
  }

  private Abi abi() {
    return OneArch.abi(options);
  }

  private void lacking(String call, Token name) {
    boolean elsewhere = Syscalls.exists(call);
    if (!elsewhere && !options.lenient()) {
      throw new BadInput(
          name.position(),
          "there is no call "
              + call
              + Syscalls.suggestion(call).map(meant -> "; did you mean " + meant + "?").orElse(""));
    }
    warnings.add(
        new Warning(
            name.position(),
            elsewhere
                ? abi().token()
                    + " has no call "
                    + call
                    + "; minijail refuses the policy there: write "
                    + call
                    + "[arch=...]"
                : "there is no call " + call + ": dropped"));
  }

  /** {@return whether {@code [arch=...]} names the ABI, or does not say} */
  private boolean attributes() {
    words.expect("[");
    boolean concerned = true;
    do {
      Token key = words.take(Kind.NAME, "arch");
      words.expect("=");
      List<Token> values = new ArrayList<>();
      do {
        values.add(words.take(Kind.NAME, "a name"));
      } while (words.accept(","));
      if (key.text().equals("arch")) {
        concerned = values.stream().anyMatch(value -> arch(value) == abi());
      } else {
        warnings.add(
            new Warning(key.position(), key.text() + " means nothing to minijail; arch does"));
      }
    } while (words.accept(";"));
    words.expect("]");
    return concerned;
  }

  private static Abi arch(Token name) {
    return Abi.of(name.text())
        .orElseThrow(() ->
            new BadInput(
                name.position(),
                "there is no architecture " + name.text() + "; there are x86_64, arm64, arm, ..."));
  }

  private static List<String> group(Token name) {
    int at = name.text().indexOf('@');
    String namespace = name.text().substring(at + 1);
    if (!namespace.equals("systemd")) {
      throw new BadInput(
          name.position(),
          "the groups of "
              + namespace
              + " stand in the constants.json that minijail's compiler is given; Callgate knows"
              + " those of systemd");
    }
    Optional<String> group = Groups.find("@" + name.text().substring(0, at));
    return group
        .flatMap(Groups::members)
        .orElseThrow(() ->
            new BadInput(name.position(), "systemd has no group @" + name.text().substring(0, at)));
  }
}
