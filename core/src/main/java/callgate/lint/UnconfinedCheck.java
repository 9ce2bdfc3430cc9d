package callgate.lint;

import java.util.List;

/** Whether anything is denied at all. */
final class UnconfinedCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    if (!subject.confined().isEmpty()) {
      return List.of();
    }
    return List.of(
        Finding.of(
            Code.UNCONFINED,
            subject.position(),
            "every call is let through",
            "Such a filter protects from nothing, and still costs a little on every call.",
            "deny what is not needed; callgate harden derives a policy from what a program does"));
  }
}
