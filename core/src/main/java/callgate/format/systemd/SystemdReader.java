package callgate.format.systemd;

import callgate.format.Document;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Warning;
import callgate.format.oci.PlainRules;
import callgate.format.systemd.CallList.Listed;
import callgate.format.systemd.UnitFile.Setting;
import callgate.format.systemd.UnitFile.Word;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What systemd makes of a unit: one filter for SystemCallFilter= and one for SystemCallLog=, each
 * for all ABIs of the machine, and one that kills calls of others where SystemCallArchitectures= is
 * set (src/core/execute.c, src/shared/seccomp-util.c).
 */
final class SystemdReader {
  private static final String FILTER = "SystemCallFilter";
  private static final String LOG = "SystemCallLog";
  private static final String ERRNO = "SystemCallErrorNumber";
  private static final String ARCHITECTURES = "SystemCallArchitectures";

  /** What a unit must have for it to be read. */
  static final List<String> KEYS = List.of(FILTER, LOG, ERRNO, ARCHITECTURES);

  private static final Set<String> SECTIONS = Set.of("Service", "Socket", "Mount", "Swap", "Exec");

  /** Settings for which systemd installs filters of its own making. */
  private static final Set<String> OTHER_FILTERS =
      Set.of(
          "RestrictAddressFamilies",
          "RestrictNamespaces",
          "RestrictRealtime",
          "RestrictSUIDSGID",
          "MemoryDenyWriteExecute",
          "LockPersonality",
          "ProtectKernelModules",
          "ProtectKernelTunables",
          "ProtectKernelLogs",
          "ProtectClock",
          "ProtectHostname",
          "PrivateDevices");

  /** Since this version calls that systemd does not know get ENOSYS from allow lists. */
  private static final int ANSWERS_UNKNOWN = 256;

  private static final int ENOSYS = 38;

  private final Document document;
  private final ReadOptions options;
  private final List<Warning> warnings = new ArrayList<>();
  private final CallList filter;
  private final CallList log;
  private final Set<Abi> architectures = new LinkedHashSet<>();
  private boolean restricted;
  private Optional<Position> header = Optional.empty();
  private Action negative = Action.KILL_PROCESS;

  private SystemdReader(Document document, ReadOptions options) {
    this.document = document;
    this.options = options;
    SystemdGroups groups = new SystemdGroups(options.systemd());
    this.filter = new CallList(groups, true, warnings);
    this.log = new CallList(groups, false, warnings);
  }

  /**
   * {@return the policy of a unit}
   *
   * @param files the unit and its drop-ins, in the order in which systemd reads them
   */
  static Reading read(Document document, List<Document> files, ReadOptions options) {
    SystemdReader reader = new SystemdReader(document, options);
    for (Document file : files) {
      UnitFile.read(file).settings().forEach(reader::apply);
    }
    Policy policy = reader.policy();
    return new Reading(
        policy, reader.warnings, reader.header.orElseGet(() -> Position.of(document.name())));
  }

  private void apply(Setting setting) {
    if (KEYS.contains(setting.key()) && !SECTIONS.contains(setting.section())) {
      warnings.add(
          new Warning(
              setting.position(),
              "systemd ignores "
                  + setting.key()
                  + (setting.section().isEmpty()
                      ? " outside of a section; [Service] should stand before it"
                      : " in [" + setting.section() + "]; it belongs into [Service]")));
      return;
    }
    if (header.isEmpty() && KEYS.contains(setting.key())) {
      header = Optional.of(setting.position());
    }
    switch (setting.key()) {
      case FILTER -> filter.apply(setting);
      case LOG -> log.apply(setting);
      case ERRNO ->
          negative =
              setting.words().isEmpty()
                  ? Action.KILL_PROCESS
                  : CallList.action(single(setting).text(), single(setting).position());
      case ARCHITECTURES -> architectures(setting);
      default -> other(setting);
    }
  }

  private static Word single(Setting setting) {
    if (setting.words().size() > 1) {
      throw new BadInput(
          setting.words().get(1).position(), setting.key() + " has one value; this is another");
    }
    return setting.words().getFirst();
  }

  private void architectures(Setting setting) {
    if (setting.words().isEmpty()) {
      architectures.clear();
      restricted = false;
    }
    for (Word word : setting.words()) {
      restricted = true;
      if (!word.text().equals(Architectures.NATIVE)) {
        architectures.add(
            Architectures.of(word.text())
                .orElseThrow(() ->
                    new BadInput(
                        word.position(),
                        "systemd has no architecture "
                            + word.text()
                            + Spelling.nearest(word.text(), Architectures.names())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; there are native, x86-64, x86, arm64, ..."))));
      }
    }
  }

  private void other(Setting setting) {
    if (OTHER_FILTERS.contains(setting.key())) {
      String value = setting.words().isEmpty() ? "no" : setting.words().getFirst().text();
      if (!Set.of("no", "false", "off", "0").contains(value)) {
        warnings.add(
            Warning.ofFilter(
                setting.position(),
                "systemd installs another filter for "
                    + setting.key()
                    + "=, which this policy leaves out",
                leavesUsers(setting) ? "" : setting.key()));
      }
      return;
    }
    if (setting.key().toLowerCase(Locale.ROOT).startsWith("sys")) {
      Spelling.nearest(setting.key(), KEYS)
          .ifPresent(near ->
              warnings.add(
                  new Warning(
                      setting.position(),
                      "systemd ignores " + setting.key() + "; did you mean " + near + "?")));
    }
  }

  /** {@return whether it is a list of namespaces, and user namespaces are not denied by it} */
  private static boolean leavesUsers(Setting setting) {
    if (!setting.key().equals("RestrictNamespaces")) {
      return false;
    }
    List<String> words = setting.words().stream().map(Word::text).toList();
    boolean inverted = words.getFirst().startsWith("~");
    boolean named = words.stream().anyMatch(word -> word.equals("user") || word.equals("~user"));
    return inverted != named;
  }

  private Policy policy() {
    if (!filter.isPresent() && !log.isPresent() && !restricted) {
      throw new BadInput(
          Position.of(document.name()),
          "this unit has no filter: SystemCallFilter=, SystemCallLog= or SystemCallArchitectures="
              + " in [Service] would be one");
    }
    List<Abi> abis =
        Architectures.local(options.host()).stream()
            .filter(abi -> !restricted || abi == options.host() || architectures.contains(abi))
            .toList();
    Action standard = together(standardOf(filter, true), standardOf(log, false));
    Set<String> names = new LinkedHashSet<>(filter.calls().keySet());
    names.addAll(log.calls().keySet());
    List<PlainRules.Named> calls = new ArrayList<>();
    for (String name : names) {
      Action action = together(actionOf(name, filter, true), actionOf(name, log, false));
      if (!action.equals(standard)) {
        calls.add(new PlainRules.Named(name, position(name), action, ""));
      }
    }
    List<Rule> rules = PlainRules.of(document.name(), standard, calls, abis, options);
    return new Policy(
        document.name(),
        abis,
        standard,
        restricted ? Action.KILL_PROCESS : Action.ALLOW,
        newer(standard),
        Set.of(),
        rules);
  }

  /** {@return whether a version answers calls that it doesn't know, where it has an allow list} */
  static boolean answersUnknown(int version) {
    return version >= ANSWERS_UNKNOWN;
  }

  private Newer newer(Action standard) {
    boolean answers = answersUnknown(options.systemd()) && filter.isPresent() && filter.allows();
    return answers && !standard.equals(Action.errno(ENOSYS))
        ? new Newer.Since(Syscalls.newest(), Action.errno(ENOSYS))
        : new Newer.AsDefault();
  }

  private Position position(String name) {
    Listed listed = filter.calls().getOrDefault(name, log.calls().get(name));
    return listed == null ? Position.of(document.name()) : listed.position();
  }

  private Action standardOf(CallList list, boolean isFilter) {
    if (!list.isPresent()) {
      return Action.ALLOW;
    }
    if (isFilter) {
      return list.allows() ? negative : Action.ALLOW;
    }
    return list.allows() ? Action.ALLOW : Action.LOG;
  }

  private Action actionOf(String name, CallList list, boolean isFilter) {
    Optional<Listed> listed = Optional.ofNullable(list.calls().get(name));
    if (!list.isPresent() || listed.isEmpty()) {
      return standardOf(list, isFilter);
    }
    if (isFilter) {
      return listed.get().action().orElse(list.allows() ? Action.ALLOW : negative);
    }
    return list.allows() ? Action.LOG : Action.ALLOW;
  }

  /** {@return what two filters do together} */
  private static Action together(Action filtered, Action logged) {
    return filtered.equals(Action.ALLOW) ? logged : filtered;
  }
}
