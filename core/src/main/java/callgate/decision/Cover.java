package callgate.decision;

import callgate.policy.Condition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Conditions that fulfil another one together. */
final class Cover {
  private final Diagrams diagrams;

  Cover(Diagrams diagrams) {
    this.diagrams = diagrams;
  }

  /** A condition and its diagram. */
  record Piece(Candidate candidate, int node) {}

  /**
   * {@return the pieces without those that the others make needless} Those of {@code order} that
   * come first are tried first.
   */
  List<Piece> withoutNeedless(List<Piece> pieces, int lower, Comparator<Piece> order) {
    List<Piece> kept = new ArrayList<>(pieces);
    kept.sort(order);
    for (int i = 0; i < kept.size(); ) {
      Piece piece = kept.remove(i);
      if (!fulfils(kept, lower)) {
        kept.add(i++, piece);
      }
    }
    return kept;
  }

  private boolean fulfils(List<Piece> pieces, int lower) {
    int missing = lower;
    for (Piece piece : pieces) {
      missing = diagrams.and(missing, diagrams.not(piece.node));
      if (missing == Diagrams.FALSE) {
        return true;
      }
    }
    return missing == Diagrams.FALSE;
  }

  static Candidate any(List<Piece> pieces) {
    List<Condition> parts = new ArrayList<>(pieces.size());
    int cost = 0;
    for (Piece piece : pieces) {
      parts.add(piece.candidate.condition());
      cost += piece.candidate.cost();
    }
    return new Candidate(Formula.any(parts), cost);
  }
}
