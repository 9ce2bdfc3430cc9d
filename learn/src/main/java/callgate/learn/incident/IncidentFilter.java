package callgate.learn.incident;

import java.util.Set;

/**
 * Which incidents somebody asks for. An empty set asks for all.
 *
 * @param comms names of threads; what is longer than the 15 bytes that the kernel keeps is cut
 * @param executables paths, or the last parts of paths
 * @param pids processes
 * @param units systemd units, with or without {@code .service}
 * @param since the earliest time, in nanoseconds since 1970; an incident without a time passes
 */
public record IncidentFilter(
    Set<String> comms, Set<String> executables, Set<Integer> pids, Set<String> units, long since) {
  /** Asks for all. */
  public static final IncidentFilter ALL =
      new IncidentFilter(Set.of(), Set.of(), Set.of(), Set.of(), Long.MIN_VALUE);

  /** TASK_COMM_LEN of include/linux/sched.h, without the zero byte. */
  private static final int LONGEST_COMM = 15;

  public IncidentFilter {
    comms = Set.copyOf(comms);
    executables = Set.copyOf(executables);
    pids = Set.copyOf(pids);
    units = Set.copyOf(units);
  }

  /** {@return whether an incident is asked for} */
  public boolean wants(Incident incident) {
    Caller caller = incident.caller();
    return (comms.isEmpty() || comms.stream().anyMatch(name -> isComm(name, caller)))
        && (executables.isEmpty()
            || executables.stream().anyMatch(path -> isPath(path, caller.exe())))
        && (pids.isEmpty() || pids.contains(caller.pid()))
        && (units.isEmpty() || units.stream().anyMatch(unit -> isUnit(unit, caller.unit())))
        && incident.time() >= since;
  }

  /** Where a source has no names of threads, the executable's is what they start with. */
  private static boolean isComm(String name, Caller caller) {
    String shown = caller.comm().isEmpty() ? lastPart(caller.exe()) : caller.comm();
    return cut(shown).equals(cut(name));
  }

  private static String cut(String name) {
    return name.length() > LONGEST_COMM ? name.substring(0, LONGEST_COMM) : name;
  }

  private static boolean isPath(String wanted, String exe) {
    return exe.equals(wanted) || (wanted.indexOf('/') < 0 && lastPart(exe).equals(wanted));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isUnit(String wanted, String unit) {
    return unit.equals(wanted) || unit.equals(wanted + ".service");
  }
}
