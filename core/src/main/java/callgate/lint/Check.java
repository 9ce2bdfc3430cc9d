package callgate.lint;

import java.util.List;

/** One question about a policy. */
@FunctionalInterface
interface Check {
  /** {@return what is wrong, in any order; empty when nothing is} */
  List<Finding> check(Subject subject);
}
