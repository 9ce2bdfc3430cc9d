package callgate.format.kafel;

import callgate.format.OneArch;
import callgate.format.ReadOptions;
import callgate.format.Warning;
import callgate.format.kafel.Entry.Call;
import callgate.format.kafel.Token.Kind;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a call of an action block:
 *
 * <pre>
 * call = ( NAME | "SYSCALL" "[" NUMBER "]" ) [ "(" [ NAME { "," NAME } ] ")" ]
 *        [ "ON" ( ARCH | "{" ARCH { "," ARCH } "}" ) ] [ "{" [ expression ] "}" ]
 * </pre>
 */
final class CallParser {
  private final Words words;
  private final ReadOptions options;
  private final Map<String, Long> constants;
  private final List<Warning> warnings;

  CallParser(
      Words words, ReadOptions options, Map<String, Long> constants, List<Warning> warnings) {
    this.words = words;
    this.options = options;
    this.constants = constants;
    this.warnings = warnings;
  }

  private Abi abi() {
    return OneArch.abi(options);
  }

  /** {@return the call that stands here; empty when it is not about the ABI} */
  Optional<Call> call() {
    Token name = words.take(Kind.NAME, "the name of a call");
    Optional<Integer> number = number(name);
    Optional<List<String>> own = ownNames();
    boolean concerned = !words.accept("ON") || arches();
    Optional<Calls> calls = Optional.empty();
    ArgumentNames arguments = ArgumentNames.any();
    if (concerned) {
      calls = number.<Calls>map(n -> new Calls.Numbered(n, n)).or(() -> named(name));
      if (calls.isPresent()) {
        arguments = arguments(name, calls.get(), own);
      }
    }
    Condition condition = Condition.ALWAYS;
    if (words.accept("{")) {
      if (!words.at("}")) {
        boolean only64 = number.isEmpty() && abi().argumentBits() == 64;
        condition = new Expression(words, only64, constants, arguments).condition();
      }
      words.expect("}");
    }
    Condition held = condition;
    return calls.map(about -> new Call(about, held, name.position()));
  }

  private Optional<Integer> number(Token name) {
    if (name.is("SYSCALL") && words.accept("[")) {
      long number = words.number();
      words.expect("]");
      return Optional.of((int) number);
    }
    Long constant = constants.get(name.text());
    return constant == null ? Optional.empty() : Optional.of((int) (long) constant);
  }

  private Optional<List<String>> ownNames() {
    if (!words.accept("(")) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    if (!words.at(")")) {
      do {
        Token name = words.take(Kind.NAME, "the name of an argument");
        if (names.contains(name.text())) {
          throw new BadInput(name.position(), "an argument is called " + name.text() + " already");
        }
        if (names.size() == 6) {
          throw new BadInput(name.position(), "a call has no more than six arguments");
        }
        names.add(name.text());
      } while (words.accept(","));
    }
    words.expect(")");
    return Optional.of(names);
  }

  /** {@return whether the ABI is one of those that stand here} */
  private boolean arches() {
    if (!words.accept("{")) {
      return arch() == abi();
    }
    boolean concerned = false;
    do {
      concerned |= arch() == abi();
    } while (words.accept(","));
    words.expect("}");
    return concerned;
  }

  private Abi arch() {
    Token name = words.take(Kind.NAME, "an architecture such as x86_64");
    return (name.text().equals("mipso32") ? Optional.of(Abi.MIPS) : Abi.of(name.text()))
        .orElseThrow(
            () -> new BadInput(name.position(), "there is no architecture " + name.text()));
  }

  private Optional<Calls> named(Token name) {
    String call = usual(name.text());
    if (Syscalls.number(abi(), call).isPresent()) {
      return Optional.of(new Calls.Named(call));
    }
    boolean elsewhere = Syscalls.exists(call);
    if (!elsewhere && !options.lenient()) {
      throw new BadInput(
          name.position(),
          "there is no call "
              + call
              + Syscalls.suggestion(call)
                  .map(meant -> "; did you mean " + meant + "?")
                  .orElse("; write SYSCALL[number]"));
    }
    warnings.add(
        new Warning(
            name.position(),
            elsewhere
                ? abi().token()
                    + " has no call "
                    + call
                    + "; kafel refuses the policy there: write "
                    + call
                    + " ON ..."
                : "there is no call " + call + ": dropped"));
    return Optional.empty();
  }

  private String usual(String name) {
    return Syscalls.number(abi(), name).isPresent()
        ? name
        : Prototypes.usual(name)
            .filter(usual -> Syscalls.number(abi(), usual).isPresent())
            .orElse(name);
  }

  private ArgumentNames arguments(Token name, Calls calls, Optional<List<String>> own) {
    if (own.isPresent()) {
      return ArgumentNames.own(name.text(), own.get());
    }
    return switch (calls) {
      case Calls.Named(String call) -> ArgumentNames.of(abi(), call);
      case Calls.Numbered _ -> ArgumentNames.own(name.text(), List.of());
    };
  }
}
