package callgate.live;

import callgate.explanation.Violation;
import callgate.kernel.ExitStatus;

/** Where it is told what was stopped. */
public interface Incidents {
  /** Tells of a call that was stopped. */
  void happened(Incident incident);

  /** Tells of a call that was stopped at another place, whose like has been told of. */
  void elsewhere(Incident incident);

  /** Tells that a call was stopped again whose like has been told of. */
  void again(Violation call);

  /** Tells that a thread, or a process, has ended whose last stopped call this was. */
  void ended(Incident last, ExitStatus status);

  /**
   * Tells at the end how the program ended.
   *
   * @param complete whether all of its descendants have ended too
   */
  void end(ExitStatus status, boolean complete);
}
