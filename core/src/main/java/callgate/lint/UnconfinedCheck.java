package callgate.lint;

import callgate.policy.Action;
import java.util.List;

/** Whether anything is denied at all. */
final class UnconfinedCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    if (!isUnconfined(subject)) {
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

  static boolean isUnconfined(Subject subject) {
    return subject.abis().stream().noneMatch(abi -> subject.anywhere(abi, UnconfinedCheck::denies));
  }

  private static boolean denies(Action action) {
    return !action.lets();
  }
}
