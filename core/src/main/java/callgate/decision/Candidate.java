package callgate.decision;

import callgate.policy.Condition;
import org.jspecify.annotations.Nullable;

/** A condition among others that would do as well, and how hard it is to read. */
record Candidate(Condition condition, int cost) {
  static Candidate of(Condition condition) {
    return new Candidate(condition, Effort.of(condition));
  }

  Candidate not() {
    return new Candidate(Formula.not(condition), cost);
  }

  /** {@return the cheaper of two, the first of equals; null stands for none} */
  static @Nullable Candidate cheaper(@Nullable Candidate a, @Nullable Candidate b) {
    return a == null || (b != null && b.cost < a.cost) ? b : a;
  }
}
