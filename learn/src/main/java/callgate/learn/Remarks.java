package callgate.learn;

import callgate.policy.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gathers remarks on a log: one for each matter, and not more than people read. */
final class Remarks {
  private static final int LIMIT = 20;

  private final String source;
  private final List<Remark> remarks = new ArrayList<>();
  private final Set<String> matters = new HashSet<>();
  private int leftOut;

  Remarks(String source) {
    this.source = source;
  }

  /**
   * Notes something, once.
   *
   * @param matter what it is about: a second remark on it is left out
   * @param line from 1
   * @param column from 1; 0 when the whole line is meant
   */
  void add(String matter, long line, int column, String text) {
    if (!matters.add(matter)) {
      return;
    }
    if (remarks.size() < LIMIT) {
      int small = (int) Math.min(line, Integer.MAX_VALUE);
      remarks.add(new Remark(new Position(source, small, column), text));
    } else {
      leftOut++;
    }
  }

  List<Remark> all() {
    List<Remark> all = new ArrayList<>(remarks);
    if (leftOut > 0) {
      all.add(new Remark(Position.of(source), "and " + leftOut + " more of the kind"));
    }
    return all;
  }
}
