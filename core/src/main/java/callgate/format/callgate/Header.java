package callgate.format.callgate;

import callgate.format.Node;
import callgate.format.Numbers;
import callgate.format.ReadOptions;
import callgate.format.Values;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.KernelVersion;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a policy says before its sections.
 *
 * @param root the whole document
 * @param bases the policies that it extends: what it doesn't say, the first of them says
 */
record Header(Node.Mapping root, List<Policy> bases, ReadOptions options) {
  static final String VERSION = "callgate";
  static final String ARCHES = "arches";
  static final String DEFAULT = "default";
  static final String FOREIGN = "foreign";
  static final String NEWER = "newer";
  static final String KERNEL = "kernel";
  static final String FLAGS = "flags";
  static final String EXTENDS = "extends";

  /** In place of an action: newer calls are like all others. */
  static final String LIKE_OTHERS = "default";

  static final String ACTION = "action";
  static final String ABOVE = "above";

  /** In place of numbers: the largest that the policy names. */
  static final String NAMED = "named";

  static final List<String> KEYS =
      List.of(VERSION, ARCHES, DEFAULT, FOREIGN, NEWER, KERNEL, FLAGS, EXTENDS);

  /** Refuses what is not this version of the format. */
  void checkVersion() {
    Node.Scalar version = Values.scalar(root.get(VERSION).orElse(root), "callgate: 1");
    if (!version.text().equals("1")) {
      throw new BadInput(
          version.position(),
          "this is version " + version.text() + " of the format; this Callgate reads version 1");
    }
  }

  private Optional<Policy> base() {
    return bases.isEmpty() ? Optional.empty() : Optional.of(bases.getFirst());
  }

  List<Abi> abis() {
    Optional<Node> node = root.get(ARCHES);
    if (node.isEmpty()) {
      return base().map(Policy::abis).orElseGet(() -> List.of(options.host()));
    }
    List<Abi> abis = node.get() instanceof Node.Mapping byHost ? abisOf(byHost) : abis(node.get());
    if (abis.isEmpty()) {
      throw new BadInput(node.get().position(), "a policy is about at least one ABI");
    }
    return abis;
  }

  /** {@return whether the policy has ABIs by machine} */
  boolean isForAnyMachine() {
    return root.get(ARCHES).filter(Node.Mapping.class::isInstance).isPresent();
  }

  /** {@return the ABIs that stand under the machine, and the machine's own} */
  private List<Abi> abisOf(Node.Mapping byHost) {
    Set<Abi> abis = new LinkedHashSet<>(List.of(options.host()));
    for (Node.Entry entry : byHost.entries()) {
      List<Abi> others = abis(entry.value());
      if (abi(entry.key()) == options.host()) {
        abis.addAll(others);
      }
    }
    return List.copyOf(abis);
  }

  /** {@return the ABIs that a list names} */
  static List<Abi> abis(Node list) {
    List<Abi> abis = new ArrayList<>();
    for (Node.Scalar name : Values.scalars(list, "the name of an ABI")) {
      Abi abi = abi(name);
      if (abis.contains(abi)) {
        throw new BadInput(name.position(), name.text() + " stands here twice");
      }
      abis.add(abi);
    }
    return abis;
  }

  private static Abi abi(Node.Scalar name) {
    return Abi.of(name.text())
        .orElseThrow(() -> {
          List<String> names = Arrays.stream(Abi.values()).map(Abi::token).toList();
          return new BadInput(
              name.position(),
              "there is no ABI "
                  + name.text()
                  + Spelling.nearest(name.text(), names)
                      .map(meant -> "; did you mean " + meant + "?")
                      .orElse("; there are " + String.join(", ", names)));
        });
  }

  /** {@return where the default action stands, or that of a base is taken} */
  Position position() {
    return root.get(DEFAULT).map(Node::position).orElseGet(root::position);
  }

  Action defaultAction() {
    return root.get(DEFAULT)
        .map(this::action)
        .or(() -> base().map(Policy::defaultAction))
        .orElseThrow(() ->
            new BadInput(
                root.position(),
                "this doesn't say what calls get that it doesn't list; add default:"
                    + " errno(EPERM)"));
  }

  Action foreignAction() {
    return root.get(FOREIGN)
        .map(this::action)
        .or(() -> base().map(Policy::foreignAction))
        .orElse(Action.KILL_PROCESS);
  }

  /** {@return ENOSYS as it is where all ABIs of the policy agree, else the common number} */
  private Action noSuchCall() {
    List<OptionalInt> numbers =
        abis().stream().map(abi -> Errno.number(abi, "ENOSYS")).distinct().toList();
    return Action.errno(numbers.size() == 1 ? numbers.getFirst().orElse(ENOSYS) : ENOSYS);
  }

  /** {@return the action that a value names} */
  private Action action(Node node) {
    Node.Scalar text = Values.scalar(node, "an action");
    return ActionReader.read(text, abis())
        .orElseThrow(() -> new BadInput(text.position(), Sections.noAction(text.text())));
  }

  /**
   * {@return what newer calls get}
   *
   * @param named the largest number that the policy names on each ABI
   */
  Newer newer(Map<Abi, Integer> named) {
    Optional<Node> node = root.get(NEWER);
    if (node.isEmpty() && root.get(KERNEL).isEmpty() && base().isPresent()) {
      return base().get().newer();
    }
    if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
      return above(mapping, named);
    }
    if (node.isPresent() && Values.scalar(node.get(), "an action").text().equals(LIKE_OTHERS)) {
      return new Newer.AsDefault();
    }
    if (node.isEmpty() && defaultAction().lets()) {
      return new Newer.AsDefault();
    }
    return new Newer.Since(kernel(), node.map(this::action).orElseGet(this::noSuchCall));
  }

  private static final int ENOSYS = 38;

  private KernelVersion kernel() {
    return root.get(KERNEL).map(Header::kernel).orElseGet(Syscalls::newest);
  }

  /** {@return the version that a value names} */
  static KernelVersion kernel(Node node) {
    Node.Scalar text = Values.scalar(node, "the version of a kernel, such as 6.12");
    return KernelVersion.parse(text.text())
        .orElseThrow(() ->
            new BadInput(
                text.position(), text.text() + " is no version of a kernel; they look like 6.12"));
  }

  private Newer above(Node.Mapping mapping, Map<Abi, Integer> named) {
    for (Node.Entry entry : mapping.entries()) {
      if (!entry.key().text().equals(ACTION) && !entry.key().text().equals(ABOVE)) {
        throw new BadInput(
            entry.key().position(),
            "newer has the keys action and above, not " + entry.key().text());
      }
    }
    Action action =
        mapping
            .get(ACTION)
            .map(this::action)
            .orElseThrow(() -> new BadInput(mapping.position(), "newer lacks its action"));
    Node above =
        mapping
            .get(ABOVE)
            .orElseThrow(() -> new BadInput(mapping.position(), "newer lacks the numbers: above"));
    if (above instanceof Node.Scalar word && word.text().equals(NAMED)) {
      return new Newer.Above(named, action);
    }
    Map<Abi, Integer> largest = new HashMap<>();
    for (Node.Entry entry : Values.mapping(above, "ABIs with numbers").entries()) {
      largest.put(abi(entry.key()), number(entry.value()));
    }
    return new Newer.Above(largest, action);
  }

  private static int number(Node node) {
    Node.Scalar text = Values.scalar(node, "a number");
    OptionalLong number = Numbers.parse(text.text());
    if (number.isEmpty() || number.getAsLong() >>> 32 != 0) {
      throw new BadInput(text.position(), text.text() + " is not the number of a call");
    }
    return (int) number.getAsLong();
  }

  Set<FilterFlag> flags() {
    Optional<Node> node = root.get(FLAGS);
    if (node.isEmpty()) {
      return base().map(Policy::flags).orElse(Set.of());
    }
    Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    for (Node.Scalar name : Values.scalars(node.get(), "the name of a flag")) {
      flags.add(flag(name));
    }
    return flags;
  }

  private static FilterFlag flag(Node.Scalar name) {
    for (FilterFlag flag : FilterFlag.values()) {
      if (flag.name().toLowerCase(Locale.ROOT).equals(name.text())) {
        return flag;
      }
    }
    throw new BadInput(
        name.position(),
        "there is no flag " + name.text() + "; there are log, spec_allow and wait_killable_recv");
  }
}
