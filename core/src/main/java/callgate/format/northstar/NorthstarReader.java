package callgate.format.northstar;

import callgate.format.Builtins;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.Node;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Values;
import callgate.format.Warning;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a manifest lets a container do. Everything else kills the process, calls of other ABIs
 * too (northstar-runtime/src/seccomp/bpf.rs).
 */
final class NorthstarReader {
  private static final String CAPABILITIES = "capabilities";

  private final Document document;
  private final ReadOptions options;
  private final List<Warning> warnings = new ArrayList<>();

  NorthstarReader(Document document, ReadOptions options) {
    this.document = document;
    this.options = options;
  }

  Reading read() {
    Abi abi = options.host();
    if (abi != Abi.X86_64 && abi != Abi.AARCH64) {
      throw new BadInput(
          Position.of(document.name()),
          "Northstar runs on x86_64 and aarch64 only, not on " + abi.token());
    }
    Node.Mapping root = Values.mapping(document.tree(), "a manifest");
    Node.Mapping body = body(root);
    List<Rule> rules = new ArrayList<>();
    Set<Calls> covered = new HashSet<>();
    if (hasProfile(body)) {
      for (Rule rule : profile(root)) {
        rules.add(rule);
        if (rule.condition().equals(Condition.ALWAYS) && rule.appliesTo(abi)) {
          covered.addAll(rule.calls());
        }
      }
    }
    Optional<Node> allow = Values.under(body, NorthstarFormat.ALLOW);
    if (allow.isPresent()) {
      for (Node.Entry entry : Values.mapping(allow.get(), "calls with any or !args").entries()) {
        rule(entry, covered).ifPresent(rules::add);
      }
    }
    rules.add(execve());
    Policy policy =
        new Policy(
            document.name(),
            List.of(abi),
            Action.KILL_PROCESS,
            Action.KILL_PROCESS,
            new Newer.AsDefault(),
            Set.of(),
            rules);
    Position header =
        Values.under(body, NorthstarFormat.PROFILE).map(Node::position).orElseGet(body::position);
    return new Reading(policy, warnings, header).within(capabilities(root));
  }

  /** {@return the rule for the call that starts the container's program, which is always there} */
  private Rule execve() {
    return new Rule(
        List.of(new Calls.Named("execve")),
        List.of(),
        Action.ALLOW,
        Condition.ALWAYS,
        Position.of(document.name()),
        "Northstar adds it to start the program");
  }

  private Node.Mapping body(Node.Mapping root) {
    Optional<Node> section = root.get(NorthstarFormat.SECTION);
    if (section.isEmpty()) {
      if (NorthstarFormat.isManifest(root)) {
        throw new BadInput(
            root.position(),
            "this manifest has no section seccomp: Northstar starts its container without a"
                + " filter; add seccomp: { profile: default }");
      }
      Values.checkKeys(root, NorthstarFormat.KEYS, "the section seccomp");
      return root;
    }
    if (Values.under(root, NorthstarFormat.SECTION).isEmpty()) {
      warnings.add(
          new Warning(
              section.get().position(),
              "Northstar reads profile and allow only where they are indented below seccomp"));
      return root;
    }
    Node.Mapping body = Values.mapping(section.get(), "profile and allow");
    Values.checkKeys(body, NorthstarFormat.KEYS, "the section seccomp");
    return body;
  }

  private static boolean hasProfile(Node.Mapping body) {
    Optional<Node> profile = Values.under(body, NorthstarFormat.PROFILE);
    if (profile.isPresent()) {
      Node.Scalar name = Values.scalar(profile.get(), "default");
      if (!name.text().equals("default")) {
        throw new BadInput(
            name.position(), "Northstar has no profile " + name.text() + ", only default");
      }
    }
    return profile.isPresent();
  }

  /** {@return what a container has: nothing but what its manifest names} */
  private Set<String> capabilities(Node.Mapping root) {
    Set<String> capabilities = new HashSet<>();
    Optional<Node> named = root.get(CAPABILITIES);
    if (named.isPresent()) {
      for (Node.Scalar name : Values.scalars(named.get(), "the name of a capability")) {
        String upper = name.text().toUpperCase(Locale.ROOT);
        capabilities.add(upper.startsWith("CAP_") ? upper : "CAP_" + upper);
      }
    } else if (!NorthstarFormat.isManifest(root)) {
      capabilities.addAll(options.addedCapabilities());
    }
    return capabilities;
  }

  /** {@return what the default profile allows a container with the manifest's capabilities} */
  private List<Rule> profile(Node.Mapping root) {
    return Formats.read(
            Builtins.document(Builtins.NORTHSTAR), options.withCapabilities(capabilities(root)))
        .policy()
        .rules();
  }

  /** {@return the rule of an entry; none where no ABI has the call, as Northstar has it} */
  private Optional<Rule> rule(Node.Entry entry, Set<Calls> covered) {
    Node.Scalar name = entry.key();
    Condition condition = condition(name.text(), entry.value());
    if (!Syscalls.exists(name.text())) {
      warnings.add(
          new Warning(
              name.position(),
              "no ABI has a call "
                  + name.text()
                  + Syscalls.suggestion(name.text())
                      .map(meant -> "; did you mean " + meant + "?")
                      .orElse("")
                  + "; Northstar leaves it out without a word"));
      return Optional.empty();
    }
    if (Syscalls.number(options.host(), name.text()).isEmpty()) {
      warnings.add(
          new Warning(
              name.position(),
              options.host().token() + " has no call " + name.text(),
              Warning.Topic.OTHER_ABI));
    }
    Calls calls = new Calls.Named(name.text());
    if (covered.contains(calls)) {
      warnings.add(
          new Warning(
              name.position(),
              "the profile default allows "
                  + name.text()
                  + (condition.equals(Condition.ALWAYS)
                      ? " already"
                      : " with any arguments: this restricts nothing")));
    }
    return Optional.of(
        new Rule(
            List.of(calls),
            List.of(),
            Action.ALLOW,
            condition,
            name.position(),
            Values.reason(document, entry.value())));
  }

  /** {@return when a call is allowed, in any of the ways that versions of Northstar write it} */
  private Condition condition(String call, Node value) {
    return switch (value) {
      case Node.Scalar word -> {
        boolean any = word.tag().isEmpty() ? word.text().equals("any") : word.tag().equals("!any");
        if (!any) {
          throw expected(value, call);
        }
        yield Condition.ALWAYS;
      }
      case Node.Mapping mapping when mapping.tag().equals("!args") ->
          ArgumentRule.read(mapping, warnings);
      case Node.Mapping mapping -> {
        Node args = mapping.get("args").orElseThrow(() -> expected(value, call));
        Values.checkKeys(mapping, List.of("args"), call);
        if (args instanceof Node.Mapping outer && outer.get("args").isPresent()) {
          warnings.add(
              new Warning(args.position(), "Northstar reads this only with one args, not two"));
          Values.checkKeys(outer, List.of("args"), call);
          args = outer.get("args").get();
        }
        yield ArgumentRule.read(Values.mapping(args, "index with values or mask"), warnings);
      }
      case Node.Sequence _ -> throw expected(value, call);
    };
  }

  private static BadInput expected(Node value, String call) {
    return new BadInput(
        value.position(),
        "write " + call + ": any, or " + call + ": !args with index and values or mask");
  }
}
