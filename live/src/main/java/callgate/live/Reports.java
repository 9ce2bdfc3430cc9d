package callgate.live;

import java.util.List;

/** Where it is told what a policy would stop. */
public interface Reports {
  /** Tells of a call that would be blocked. */
  void wouldBlock(BlockedCall call);

  /**
   * Tells at the end what there was.
   *
   * @param counts of the calls that would be blocked, the most frequent first
   * @param complete whether all processes have ended
   */
  void end(List<CountedCall> counts, boolean complete);
}
