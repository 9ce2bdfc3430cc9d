package callgate.learn.incident;

import callgate.explanation.Violation;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Gathers incidents, those that are alike together. Addresses, descriptors and numbers of processes
 * differ from time to time and don't count.
 */
public final class IncidentGroups {
  /** Nobody reads more; a log can be made to have as many as it has lines. */
  private static final int MOST = 10_000;

  private final Map<String, IncidentGroup> groups = new LinkedHashMap<>();
  private long all;
  private long leftOut;

  /** Starts with none. */
  public IncidentGroups() {}

  /** Takes an incident. */
  public void add(Incident incident) {
    all++;
    String key = key(incident);
    IncidentGroup group = groups.get(key);
    if (group != null) {
      groups.put(key, group.plus(incident));
    } else if (groups.size() < MOST) {
      groups.put(key, new IncidentGroup(incident, 1, incident.time()));
    } else {
      leftOut++;
    }
  }

  /** Drops the groups that are not as they should be: all of their incidents were none. */
  public void keep(Predicate<IncidentGroup> wanted) {
    groups
        .values()
        .removeIf(group -> {
          boolean drop = !wanted.test(group);
          all -= drop ? group.count() : 0;
          return drop;
        });
  }

  /** {@return the groups, in the order in which the first of each was read} */
  public List<IncidentGroup> all() {
    return List.copyOf(groups.values());
  }

  /** {@return how many incidents were taken} */
  public long count() {
    return all;
  }

  /** {@return how many incidents are in no group because there are too many groups} */
  public long leftOut() {
    return leftOut;
  }

  private static String key(Incident incident) {
    Caller caller = incident.caller();
    StringBuilder key = new StringBuilder(caller.comm()).append('\0').append(caller.exe());
    key.append('\0').append(caller.unit()).append('\0');
    incident.violation().ifPresent(violation -> add(violation, key));
    return key.append(incident.suspected()).toString();
  }

  private static void add(Violation violation, StringBuilder key) {
    key.append(violation.arch()).append(' ').append(violation.number()).append(' ');
    violation.received().ifPresent(received -> key.append(received.text()).append(received.data()));
    Optional<Abi> abi = violation.abi();
    Optional<String> name = violation.name();
    List<Argument> arguments =
        abi.isPresent() && name.isPresent() ? Syscalls.arguments(abi.get(), name.get()) : List.of();
    for (int i = 0; i < Violation.ARGUMENTS; i++) {
      OptionalLong value = violation.arguments().get(i);
      if (value.isPresent()
          && (i >= arguments.size() ? arguments.isEmpty() : counts(arguments.get(i)))) {
        key.append(' ').append(i).append('=').append(value.getAsLong());
      }
    }
  }

  private static boolean counts(Argument argument) {
    return switch (argument.kind()) {
      case COMMAND, FLAGS, MODE, SIGNAL -> true;
      default -> false;
    };
  }
}
