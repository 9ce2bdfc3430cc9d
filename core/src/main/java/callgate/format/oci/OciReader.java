package callgate.format.oci;

import callgate.format.ContainerRuntime;
import callgate.format.Document;
import callgate.format.Node;
import callgate.format.Warning;
import callgate.format.oci.OciProfile.Arch;
import callgate.format.oci.OciProfile.ArchRow;
import callgate.format.oci.OciProfile.Argument;
import callgate.format.oci.OciProfile.Entry;
import callgate.format.oci.OciProfile.Filter;
import callgate.format.oci.OciProfile.Name;
import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.policy.BadInput;
import callgate.policy.Condition.Op;
import callgate.policy.FilterFlag;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.KernelVersion;
import callgate.syscall.Spelling;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what a profile says, in both dialects. */
final class OciReader {
  private static final List<String> PROFILE_KEYS =
      List.of(
          "defaultAction",
          "defaultErrnoRet",
          "defaultErrno",
          "architectures",
          "archMap",
          "syscalls",
          "flags",
          "listenerPath",
          "listenerMetadata");
  private static final List<String> ENTRY_KEYS =
      List.of(
          "names",
          "name",
          "action",
          "errnoRet",
          "errno",
          "args",
          "comment",
          "includes",
          "excludes");
  private static final List<String> ARGUMENT_KEYS = List.of("index", "value", "valueTwo", "op");
  private static final List<String> FILTER_KEYS = List.of("caps", "arches", "minKernel");
  private static final List<String> ROW_KEYS = List.of("architecture", "subArchitectures");

  private static final String FLAG = "SECCOMP_FILTER_FLAG_";
  private static final int LAST_ARGUMENT = 5;

  private final Document document;
  private final ContainerRuntime runtime;
  private final List<Warning> warnings;

  OciReader(Document document, ContainerRuntime runtime, List<Warning> warnings) {
    this.document = document;
    this.runtime = runtime;
    this.warnings = warnings;
  }

  /** {@return the profile in an object} */
  OciProfile read(Node root) {
    OciKeys keys = keys(root, PROFILE_KEYS);
    List<Arch> architectures = keys.texts("architectures").stream().map(this::arch).toList();
    List<ArchRow> rows = keys.list("archMap").stream().map(this::row).toList();
    if (!architectures.isEmpty() && !rows.isEmpty()) {
      throw new BadInput(
          keys.get("archMap").map(Node::position).orElse(root.position()),
          "architectures and archMap exclude each other; Docker and Podman refuse such a profile");
    }
    for (String key : List.of("listenerPath", "listenerMetadata")) {
      keys.text(key)
          .filter(text -> !text.text().isEmpty())
          .ifPresent(text ->
              warnings.add(
                  new Warning(
                      text.position(),
                      document.path(text)
                          + " is no part of a policy: who gets notifications is not kept",
                      Warning.Topic.LOST)));
    }
    return new OciProfile(
        keys.get("defaultAction").orElse(root).position(),
        defaultAction(keys, root),
        architectures,
        rows,
        keys.get("flags").map(_ -> flags(keys.texts("flags"))),
        keys.list("syscalls").stream().map(this::entry).toList());
  }

  private OciKeys keys(Node node, List<String> known) {
    return new OciKeys(document, node, known, warnings);
  }

  private void warn(Node node, String text) {
    warnings.add(new Warning(node.position(), document.path(node) + " " + text));
  }

  private Action defaultAction(OciKeys keys, Node root) {
    Optional<Node.Scalar> word = keys.text("defaultAction").filter(text -> !text.text().isEmpty());
    if (word.isEmpty()) {
      throw new BadInput(
          root.position(),
          keys.list("syscalls").isEmpty()
              ? "this turns seccomp off: it has no defaultAction and no syscalls"
              : "defaultAction is missing");
    }
    return action(word.get(), keys, "defaultErrnoRet", "defaultErrno");
  }

  /** {@return the action of a word, with the error that stands under one of two keys} */
  private Action action(Node.Scalar word, OciKeys keys, String numberKey, String nameKey) {
    Kind kind =
        OciActions.kind(word.text())
            .orElseThrow(() ->
                new BadInput(
                    word.position(),
                    word.text()
                        + " is no action"
                        + Spelling.nearest(word.text(), OciActions.words())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; they look like SCMP_ACT_ALLOW")));
    Optional<Integer> errno = errno(keys, numberKey, nameKey);
    if (errno.isPresent() && !OciActions.carriesErrno(kind)) {
      Node node = keys.get(numberKey).or(() -> keys.get(nameKey)).orElse(word);
      if (runtime.isCrun()) {
        throw new BadInput(
            node.position(), document.path(node) + " is refused by crun beside " + word.text());
      }
      warn(node, "means nothing beside " + word.text());
    }
    return OciActions.carriesErrno(kind)
        ? new Action(kind, errno.orElse(OciActions.EPERM))
        : new Action(kind, 0);
  }

  /** {@return the error: Podman's key wins, Docker doesn't know it} */
  private Optional<Integer> errno(OciKeys keys, String numberKey, String nameKey) {
    Optional<Integer> number = keys.number(numberKey).map(n -> errno(keys, numberKey, n));
    Optional<Node.Scalar> name = keys.text(nameKey).filter(text -> !text.text().isEmpty());
    if (name.isEmpty()) {
      return number;
    }
    int named = errno(name.get());
    if (runtime == ContainerRuntime.DOCKER) {
      if (number.orElse(OciActions.EPERM) != named) {
        warn(name.get(), "is Podman's; Docker ignores it and takes " + numberKey + ", or EPERM");
      }
      return number;
    }
    return Optional.of(named);
  }

  private int errno(OciKeys keys, String key, long number) {
    if (number < 0 || number > OciActions.MAX_ERRNO) {
      Node node = keys.get(key).orElse(keys.object());
      throw new BadInput(
          node.position(),
          document.path(node) + " is no error: they go from 0 to " + OciActions.MAX_ERRNO);
    }
    return (int) number;
  }

  private static int errno(Node.Scalar name) {
    OptionalInt known = Errno.number(name.text());
    if (known.isPresent()) {
      return known.getAsInt();
    }
    try {
      int number = Integer.parseInt(name.text());
      if (number >= 0 && number <= OciActions.MAX_ERRNO) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new BadInput(name.position(), "there is no error " + name.text());
  }

  private Arch arch(Node.Scalar name) {
    String text = name.text();
    Optional<Abi> abi =
        text.startsWith("SCMP_ARCH_") || runtime.isCrun() ? Abi.of(text) : Optional.empty();
    return new Arch(
        abi.orElseThrow(() ->
            new BadInput(
                name.position(),
                text
                    + " is no architecture; they look like SCMP_ARCH_X86_64"
                    + (text.equals("SCMP_ARCH_NATIVE")
                        ? ", and the machine's own needn't be named"
                        : ""))),
        name.position());
  }

  private ArchRow row(Node node) {
    OciKeys keys = keys(node, ROW_KEYS);
    Arch own =
        keys.text("architecture")
            .map(this::arch)
            .orElseThrow(
                () -> new BadInput(node.position(), document.path(node) + " lacks architecture"));
    return new ArchRow(own, keys.texts("subArchitectures").stream().map(this::arch).toList());
  }

  private static Set<FilterFlag> flags(List<Node.Scalar> names) {
    Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
    for (Node.Scalar name : names) {
      // Runtimes set this flag, or needn't, whatever a profile says.
      if (!name.text().equals(FLAG + "TSYNC")) {
        flags.add(flag(name));
      }
    }
    return flags;
  }

  private static FilterFlag flag(Node.Scalar name) {
    for (FilterFlag flag : FilterFlag.values()) {
      if (name.text().equals(FLAG + flag.name())) {
        return flag;
      }
    }
    throw new BadInput(
        name.position(), name.text() + " is no flag; they look like SECCOMP_FILTER_FLAG_LOG");
  }

  private Entry entry(Node node) {
    OciKeys keys = keys(node, ENTRY_KEYS);
    Node.Scalar word =
        keys.text("action")
            .orElseThrow(
                () -> new BadInput(node.position(), document.path(node) + " lacks its action"));
    return new Entry(
        node.position(),
        names(keys, node),
        action(word, keys, "errnoRet", "errno"),
        keys.list("args").stream().map(this::argument).toList(),
        keys.text("comment").map(Node.Scalar::text).orElse(""),
        keys.get("includes").map(this::filter).orElse(Filter.NONE),
        keys.get("excludes").map(this::filter).orElse(Filter.NONE));
  }

  private List<Name> names(OciKeys keys, Node node) {
    List<Node.Scalar> texts = new ArrayList<>(keys.texts("names"));
    Optional<Node.Scalar> single = keys.text("name").filter(text -> !text.text().isEmpty());
    if (single.isPresent() && !texts.isEmpty()) {
      throw new BadInput(
          single.get().position(), "name and names exclude each other; put all under names");
    }
    single.ifPresent(texts::add);
    if (texts.isEmpty()) {
      warn(node, "names no call and does nothing");
    }
    for (Node.Scalar text : texts) {
      if (text.text().isEmpty()) {
        throw new BadInput(text.position(), "the name of a call was expected, not an empty text");
      }
    }
    return texts.stream().map(text -> new Name(text.text(), text.position())).toList();
  }

  private Argument argument(Node node) {
    OciKeys keys = keys(node, ARGUMENT_KEYS);
    long index = keys.number("index").orElse(0L);
    if (index < 0 || index > LAST_ARGUMENT) {
      throw new BadInput(
          keys.get("index").map(Node::position).orElse(node.position()),
          "a call has arguments 0 to 5, not " + Long.toUnsignedString(index));
    }
    Node.Scalar word =
        keys.text("op")
            .orElseThrow(
                () -> new BadInput(node.position(), document.path(node) + " lacks its op"));
    Op op =
        OciActions.op(word.text())
            .orElseThrow(() ->
                new BadInput(
                    word.position(),
                    word.text() + " is no comparison; they look like SCMP_CMP_EQ"));
    long value = keys.number("value").orElse(0L);
    long second = keys.number("valueTwo").orElse(0L);
    boolean masked = word.text().equals(OciActions.MASKED);
    if (!masked && second != 0) {
      keys.get("valueTwo").ifPresent(two -> warn(two, "means nothing with " + word.text()));
    }
    return new Argument(
        node.position(), (int) index, op, masked ? second : value, masked ? value : -1, masked);
  }

  private Filter filter(Node node) {
    OciKeys keys = keys(node, FILTER_KEYS);
    List<String> caps = new ArrayList<>();
    for (Node.Scalar cap : keys.texts("caps")) {
      if (!cap.text().startsWith("CAP_")) {
        warn(cap, "is no capability: their names start with CAP_");
      }
      caps.add(cap.text());
    }
    List<String> arches = keys.texts("arches").stream().map(Node.Scalar::text).toList();
    Optional<Node.Scalar> kernel = keys.text("minKernel").filter(text -> !text.text().isEmpty());
    if (kernel.isPresent() && runtime == ContainerRuntime.PODMAN) {
      warn(kernel.get(), "is Docker's; Podman ignores it");
      kernel = Optional.empty();
    }
    return new Filter(caps, arches, kernel.map(OciReader::kernel));
  }

  private static KernelVersion kernel(Node.Scalar text) {
    Position position = text.position();
    return KernelVersion.parse(text.text())
        .filter(version -> version.toString().equals(text.text()))
        .filter(version -> version.major() > 0 || version.minor() > 0)
        .orElseThrow(() ->
            new BadInput(position, text.text() + " is no version of a kernel; they look like 4.8"));
  }
}
