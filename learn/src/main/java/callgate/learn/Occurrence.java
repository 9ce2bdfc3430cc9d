package callgate.learn;

/**
 * One system call that was seen, and where: what an author looks at who asks why a policy allows
 * it.
 *
 * <p>Occurrences have a total order, from the earliest to the latest, so that the first of several
 * sources is the same in whatever order the sources are merged.
 *
 * @param time when, in nanoseconds since 1970; {@link #NO_TIME} when the source doesn't tell
 * @param source the log, or {@link Run#LIVE}
 * @param sequence the line of the log, from 1, or the how-manieth call that a recording looked at
 * @param pid the thread that made the call; 0 when the source doesn't tell
 * @param executable the program that the thread was executing; empty when the source doesn't tell
 * @param arguments as the source shows them, shortened; empty when it doesn't
 */
public record Occurrence(
    long time, String source, long sequence, int pid, String executable, String arguments)
    implements Comparable<Occurrence> {
  /** The time of a call whose source has no absolute times; later than every other. */
  public static final long NO_TIME = Long.MAX_VALUE;

  /** Longer texts of arguments are cut here. */
  static final int LONGEST_ARGUMENTS = 160;

  /** {@return the same with its arguments, shortened} */
  Occurrence with(String arguments) {
    String shown =
        arguments.length() > LONGEST_ARGUMENTS
            ? arguments.substring(0, LONGEST_ARGUMENTS) + "..."
            : arguments;
    return new Occurrence(time, source, sequence, pid, executable, shown);
  }

  @Override
  public int compareTo(Occurrence other) {
    int order = Long.compare(time, other.time);
    order = order != 0 ? order : source.compareTo(other.source);
    order = order != 0 ? order : Long.compare(sequence, other.sequence);
    order = order != 0 ? order : Integer.compare(pid, other.pid);
    order = order != 0 ? order : executable.compareTo(other.executable);
    return order != 0 ? order : arguments.compareTo(other.arguments);
  }

  /** {@return the earlier of two} */
  Occurrence orEarlier(Occurrence other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** {@return where it was seen, such as {@code trace.log:12}} */
  public String place() {
    return source + ":" + sequence;
  }
}
