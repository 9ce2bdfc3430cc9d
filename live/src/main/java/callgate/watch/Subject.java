package callgate.watch;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who did something.
 *
 * @param process its id; 0 when not known
 * @param thread its id; 0 when not known
 * @param user its real user id; -1 when not known
 * @param command the thread's name, at most 15 bytes, which the program chose
 * @param executable what it executes; empty when not known
 * @param ancestors its parent, the parent's parent, and so on
 * @param container the container it is in
 * @param group its control group; empty when not known
 */
public record Subject(
    int process,
    int thread,
    long user,
    String command,
    String executable,
    List<Ancestor> ancestors,
    Optional<Container> container,
    String group) {
  public Subject {
    ancestors = List.copyOf(ancestors);
  }

  /** A process that the subject descends from. */
  public record Ancestor(int process, String executable) {}

  /**
   * A container.
   *
   * @param runtime what started it, such as {@code docker}; empty when the path doesn't tell
   * @param id as the runtime names it
   */
  public record Container(String runtime, String id) {
    /** Runtimes that are known by their programs where the path doesn't tell. */
    static final List<String> PROGRAMS = List.of("runc", "crun", "youki");

    /**
     * {@return the same, with the runtime that a process or those before it run, if none is known}
     */
    Container startedBy(String executable, List<Ancestor> ancestors) {
      if (!runtime.isEmpty()) {
        return this;
      }
      return Stream.concat(Stream.of(executable), ancestors.stream().map(Ancestor::executable))
          .map(path -> path.substring(path.lastIndexOf('/') + 1))
          .filter(PROGRAMS::contains)
          .findFirst()
          .map(found -> new Container(found, id))
          .orElse(this);
    }

    /** {@return the id, shortened as people know it} */
    public String shortId() {
      boolean hexadecimal =
          id.length() >= 32 && id.chars().allMatch(c -> Character.digit(c, 16) >= 0);
      return hexadecimal ? id.substring(0, 12) : id;
    }
  }

  /** {@return the same, that executes something} */
  Subject running(String file) {
    return new Subject(process, thread, user, command, file, ancestors, container, group);
  }

  /** {@return the same in another container} */
  Subject in(Container other) {
    return new Subject(
        process, thread, user, command, executable, ancestors, Optional.of(other), group);
  }
}
