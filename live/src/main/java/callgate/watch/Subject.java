package callgate.watch;

import java.util.List;
import java.util.Optional;

/**
 * Who did something.
 *
 * @param process its id; 0 when not known
 * @param thread its id
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
    /** {@return the id, shortened as people know it} */
    public String shortId() {
      boolean hexadecimal =
          id.length() >= 32 && id.chars().allMatch(c -> Character.digit(c, 16) >= 0);
      return hexadecimal ? id.substring(0, 12) : id;
    }
  }
}
