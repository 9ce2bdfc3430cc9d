package callgate.format.kafel;

import callgate.format.Document;
import callgate.format.OneArch;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Warning;
import callgate.format.kafel.Entry.Block;
import callgate.format.kafel.Entry.Call;
import callgate.format.kafel.Entry.Named;
import callgate.format.kafel.Entry.Use;
import callgate.format.kafel.Token.Kind;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Spelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy of kafel, with the files that it includes. */
final class KafelReader {
  private final Words words;
  private final ReadOptions options;
  private final List<Warning> warnings = new ArrayList<>();
  private final Map<String, Long> constants = new HashMap<>();
  private final Map<String, Named> policies = new LinkedHashMap<>();
  private final Set<Named> used = new HashSet<>();
  private final List<Entry> main = new ArrayList<>();
  private @Nullable Action defaultAction;
  private Position header;

  private KafelReader(Document document, ReadOptions options) {
    this.words = new Words(Lexer.words(document));
    this.header = Position.of(document.name());
    this.options = options;
  }

  /** {@return the policy that a document means} */
  static Reading read(Document document, ReadOptions options) {
    KafelReader reader = new KafelReader(document, options);
    reader.program();
    Action standard = reader.defaultAction == null ? Action.KILL_THREAD : reader.defaultAction;
    return new Reading(
        OneArch.policy(
            document.name(), OneArch.abi(options), standard, Action.KILL_THREAD, reader.rules()),
        reader.warnings,
        reader.header);
  }

  private void program() {
    do {
      statement();
    } while (!words.at(Kind.END));
    for (Named policy : policies.values()) {
      if (!used.contains(policy)) {
        warnings.add(
            new Warning(
                policy.position(),
                "nothing uses policy " + policy.name() + "; write USE " + policy.name()));
      }
    }
  }

  private void statement() {
    if (words.accept("#")) {
      constant();
    } else if (words.accept("POLICY")) {
      policy();
    } else if (words.at("DEFAULT")) {
      standard();
    } else {
      do {
        main.add(entry());
      } while (words.accept(","));
    }
  }

  private void constant() {
    words.expect("define");
    Token name = words.take(Kind.NAME, "the name of a constant");
    long value = words.number();
    Long earlier = constants.putIfAbsent(name.text(), value);
    if (earlier != null && earlier != value) {
      throw new BadInput(name.position(), name.text() + " is defined already, as " + earlier);
    }
  }

  private void policy() {
    Token name = words.take(Kind.NAME, "the name of a policy");
    if (policies.containsKey(name.text())) {
      throw new BadInput(name.position(), "there is a policy " + name.text() + " already");
    }
    List<Entry> entries = new ArrayList<>();
    words.expect("{");
    if (!words.at("}")) {
      do {
        entries.add(entry());
      } while (words.accept(","));
    }
    words.expect("}");
    policies.put(name.text(), new Named(name.text(), name.position(), entries));
  }

  private void standard() {
    Token word = words.take(Kind.NAME, "DEFAULT");
    if (defaultAction != null) {
      throw new BadInput(word.position(), "there is a DEFAULT already");
    }
    header = word.position();
    defaultAction = ActionParser.action(words);
  }

  private Entry entry() {
    if (words.accept("USE")) {
      Token name = words.take(Kind.NAME, "the name of a policy");
      Named policy = policies.get(name.text());
      if (policy == null) {
        throw new BadInput(
            name.position(),
            "there is no policy "
                + name.text()
                + " before this"
                + Spelling.nearest(name.text(), policies.keySet())
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse(""));
      }
      used.add(policy);
      return new Use(policy);
    }
    if (!ActionParser.isNext(words)) {
      throw words.expected("POLICY, USE, DEFAULT, #define or an action");
    }
    Action action = ActionParser.action(words);
    List<Call> calls = new ArrayList<>();
    words.expect("{");
    if (!words.at("}")) {
      do {
        Optional<Call> call = new CallParser(words, options, constants, warnings).call();
        call.ifPresent(calls::add);
      } while (words.accept(","));
    }
    words.expect("}");
    return new Block(action, calls);
  }

  /** {@return the rules, those of a used policy in its place, where it is used first} */
  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    Set<Named> seen = new HashSet<>();
    Deque<Iterator<Entry>> open = new ArrayDeque<>(List.of(main.iterator()));
    while (!open.isEmpty()) {
      if (!open.peek().hasNext()) {
        open.pop();
        continue;
      }
      switch (open.peek().next()) {
        case Use(Named policy) -> {
          if (seen.add(policy)) {
            open.push(policy.entries().iterator());
          }
        }
        case Block(Action action, List<Call> calls) -> {
          for (Call call : calls) {
            rules.add(
                new Rule(
                    List.of(call.calls()),
                    List.of(),
                    action,
                    call.condition(),
                    call.position(),
                    ""));
          }
        }
      }
    }
    return rules;
  }
}
