package callgate.format.callgate;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Source;
import callgate.format.Values;
import callgate.format.Warning;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads a policy in Callgate's own format. */
final class CallgateReader {
  /** How long a chain of policies that extend each other may be. */
  private static final int MAX_BASES = 16;

  private final Document document;
  private final ReadOptions options;
  private final int depth;
  private final List<Warning> warnings = new ArrayList<>();

  /**
   * @param depth how many policies extend this one, directly or not
   */
  private CallgateReader(Document document, ReadOptions options, int depth) {
    this.document = document;
    this.options = options;
    this.depth = depth;
  }

  /** {@return the policy that a document means} */
  static Reading read(Document document, ReadOptions options) {
    return new CallgateReader(document, options, 0).read();
  }

  private Reading read() {
    Node.Mapping root = Values.mapping(document.tree(), "a policy");
    List<Policy> bases = root.get(Header.EXTENDS).map(this::bases).orElse(List.of());
    Header header = new Header(root, bases, options);
    header.checkVersion();
    List<Abi> abis = header.abis();
    Sections sections =
        new Sections(new EntryReader(document, options, abis, header.isForAnyMachine(), warnings));
    List<Rule> ordered = new ArrayList<>();
    List<Rule> unordered = new ArrayList<>();
    for (Node.Entry entry : root.entries()) {
      switch (entry.key().text()) {
        case Sections.ORDERED -> ordered.addAll(sections.ordered(entry.value()));
        case Sections.GIVEN ->
            unordered.addAll(new GivenReader(sections, options).rules(entry.value()));
        default -> {
          if (!Header.KEYS.contains(entry.key().text())) {
            unordered.addAll(sections.section(entry).orElseThrow(() -> unknown(entry.key())));
          }
        }
      }
    }
    RuleCheck.checkUnordered(unordered, abis);
    List<Rule> rules = new ArrayList<>(ordered);
    rules.addAll(unordered);
    RuleCheck.checkMatchable(rules, abis);
    bases.forEach(base -> rules.addAll(base.rules()));
    Policy policy =
        new Policy(
            document.name(),
            abis,
            header.defaultAction(),
            header.foreignAction(),
            header.newer(largestNamed(rules, abis)),
            header.flags(),
            rules);
    return new Reading(policy, warnings, header.position());
  }

  private static BadInput unknown(Node.Scalar key) {
    List<String> keys = new ArrayList<>(Header.KEYS);
    keys.add(Sections.ORDERED);
    keys.add(Sections.GIVEN);
    String problem =
        Spelling.nearest(key.text(), keys)
            .map(meant -> "there is no key " + key.text() + "; did you mean " + meant + "?")
            .orElseGet(() -> Sections.noAction(key.text()));
    return new BadInput(key.position(), problem);
  }

  private List<Policy> bases(Node list) {
    List<Policy> bases = new ArrayList<>();
    for (Node.Scalar name : Values.scalars(list, "the name of a policy")) {
      bases.add(base(name));
    }
    return bases;
  }

  private Policy base(Node.Scalar name) {
    if (name.text().startsWith("pid:") || name.text().equals("-")) {
      throw new BadInput(name.position(), "a policy extends files and builtin:NAME only");
    }
    if (depth == MAX_BASES) {
      throw new BadInput(name.position(), "this policy extends itself, or too long a chain");
    }
    Reading reading = name.text().startsWith("builtin:") ? builtin(name) : file(name);
    warnings.addAll(reading.warnings());
    return reading.policy();
  }

  private Reading builtin(Node.Scalar name) {
    try {
      return policy(PolicySource.read(name.text(), options), name);
    } catch (BadInput e) {
      throw new BadInput(name.position(), String.valueOf(e.getMessage()));
    }
  }

  private Reading file(Node.Scalar name) {
    Document base = PolicySource.beside(document, name.text(), name.position());
    return CallgateFormat.recognisesOwn(base)
        ? new CallgateReader(base, options, depth + 1).read()
        : policy(PolicySource.read(base, options), name);
  }

  private static Reading policy(Source source, Node.Scalar name) {
    return switch (source) {
      case Source.Written(Reading reading) -> reading;
      case Source.Raw _ ->
          throw new BadInput(
              name.position(),
              "a raw filter can't be extended; callgate decompile makes it a policy");
    };
  }

  /** {@return the largest number that rules name on each ABI, as container runtimes look for it} */
  private static Map<Abi, Integer> largestNamed(List<Rule> rules, List<Abi> abis) {
    Map<Abi, Integer> largest = new EnumMap<>(Abi.class);
    for (Abi abi : abis) {
      for (Rule rule : rules) {
        for (Calls calls : rule.calls()) {
          if (calls instanceof Calls.Named(String name)) {
            Syscalls.number(abi, name).ifPresent(number -> largest.merge(abi, number, Math::max));
          }
        }
      }
    }
    return largest;
  }
}
