package callgate.format.minijail;

import callgate.format.Document;
import callgate.format.OneArch;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Warning;
import callgate.format.minijail.Lexer.Statement;
import callgate.format.minijail.Token.Kind;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy of minijail, with the files that it includes. */
final class MinijailReader {
  /** How deep the compiler lets files include each other. */
  private static final int MAX_DEPTH = 10;

  /** Those that say what calls get that no line is about. */
  private static final Set<String> HEADERS = Set.of("@default", "@denylist");

  private static final List<String> DIRECTIVES =
      List.of("@default", "@include", "@frequency", "@denylist");

  private final ReadOptions options;
  private final List<Warning> warnings = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private boolean denylist;
  private boolean compiler;
  private @Nullable Action defaultAction;
  private Optional<Position> header = Optional.empty();

  private MinijailReader(ReadOptions options) {
    this.options = options;
  }

  /** A line about calls. */
  record Line(List<String> calls, List<Filter> filters, Position position, String reason) {}

  /** {@return the policy that a document means} */
  static Reading read(Document document, ReadOptions options) {
    MinijailReader reader = new MinijailReader(options);
    List<Statement> statements = Lexer.statements(document);
    reader.denylist = isDenylist(statements);
    reader.file(document, statements, 1);
    return reader.reading(document.name());
  }

  private static boolean isDenylist(List<Statement> statements) {
    return statements.stream()
        .anyMatch(statement -> statement.words().getFirst().text().equals("@denylist"));
  }

  private Reading reading(String name) {
    Action standard = defaultAction;
    if (standard == null) {
      standard = denylist ? Action.ALLOW : Action.KILL_THREAD;
    }
    Action foreign = denylist ? Action.errno(1) : Action.KILL_THREAD;
    Tool tool = compiler ? Tool.COMPILER : Tool.LOADER;
    LineRules rules = new LineRules(tool, denylist, warnings);
    return new Reading(
        OneArch.policy(name, OneArch.abi(options), standard, foreign, rules.of(lines)),
        warnings,
        header.orElseGet(() -> Position.of(name)));
  }

  private void file(Document document, List<Statement> statements, int depth) {
    for (Statement statement : statements) {
      Token first = statement.words().getFirst();
      Words words = new Words(statement.words());
      compiler |= isOfCompiler(statement.words());
      if (first.kind() == Kind.DIRECTIVE) {
        directive(document, words, depth);
      } else {
        line(words, statement.reason());
      }
      words.end();
    }
  }

  /** {@return whether only the compiler takes these words} */
  private static boolean isOfCompiler(List<Token> words) {
    Set<String> signs = Set.of("{", "[", ",");
    return words.stream().skip(1).anyMatch(word -> word.kind() == Kind.ACTION)
        || words.stream()
            .anyMatch(word ->
                signs.contains(word.text())
                    || (word.kind() == Kind.NAME && word.text().contains("@"))
                    || word.text().equals("@default")
                    || word.text().equals("@denylist"));
  }

  private void directive(Document document, Words words, int depth) {
    Token directive = words.take(Kind.DIRECTIVE, "a directive");
    if (depth == 1 && HEADERS.contains(directive.text())) {
      header = Optional.of(directive.position());
    }
    switch (directive.text()) {
      case "@default" -> defaultAction = standard(words);
      case "@denylist" -> {
        if (depth > 1 && !denylist) {
          throw new BadInput(
              directive.position(), "this file is a denylist, the one that includes it is none");
        }
      }
      case "@include" -> include(document, words, depth);
      case "@frequency" -> frequencies(document, words);
      default ->
          throw new BadInput(
              directive.position(),
              "there is no "
                  + directive.text()
                  + Spelling.nearest(directive.text(), DIRECTIVES)
                      .map(meant -> "; did you mean " + meant + "?")
                      .orElse("; there are " + String.join(", ", DIRECTIVES)));
    }
  }

  private Action standard(Words words) {
    Token word = words.take(Kind.ACTION, "kill-process, kill-thread, kill, trap or user-notify");
    return switch (word.text()) {
      case "kill-process" -> Action.KILL_PROCESS;
      case "kill-thread" -> Action.KILL_THREAD;
      case "kill" -> denylist ? Action.errno(1) : Action.KILL_THREAD;
      case "trap" -> Action.trap(0);
      case "user-notify" -> Action.USER_NOTIF;
      default ->
          throw new BadInput(
              word.position(),
              "minijail takes no @default that lets calls through; @denylist does");
    };
  }

  private void include(Document document, Words words, int depth) {
    Token path = path(words);
    if (depth == MAX_DEPTH) {
      throw new BadInput(path.position(), "files include each other more than 10 deep here");
    }
    Document included = PolicySource.beside(document, path.text(), path.position());
    file(included, Lexer.statements(included), depth + 1);
  }

  private static Token path(Words words) {
    return words.take(Kind.PATH, "a path that starts with / or ./");
  }

  /** Checks a file of frequencies: how often calls are made changes no decision. */
  private void frequencies(Document document, Words words) {
    Token path = path(words);
    Document file = PolicySource.beside(document, path.text(), path.position());
    for (Statement statement : Lexer.statements(file)) {
      Words line = new Words(statement.words());
      new CallParser(line, options.withLenient(true), new ArrayList<>()).calls();
      line.expect(":");
      Token number = line.take(Kind.NUMBER, "how often the call is made");
      if (number.text().startsWith("-")) {
        throw new BadInput(number.position(), "no call is made " + number.text() + " times");
      }
      line.end();
    }
  }

  private void line(Words words, String reason) {
    List<String> calls = new CallParser(words, options, warnings).calls();
    Position position = words.position();
    words.expect(":");
    List<Filter> filters = new FilterParser(words, OneArch.abi(options), denylist).filters();
    for (Filter filter : filters) {
      Optional<Action> permissive =
          Optional.of(filter.action()).filter(action -> denylist && action.lets());
      if (permissive.isPresent()) {
        throw new BadInput(filter.position(), "in a denylist every line returns an errno");
      }
    }
    if (!calls.isEmpty()) {
      lines.add(new Line(calls, filters, position, reason));
    }
  }
}
