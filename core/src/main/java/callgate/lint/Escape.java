package callgate.lint;

import java.util.List;

/**
 * Calls that undo the sandbox they are let through in.
 *
 * @param dangers the calls
 * @param needs the capabilities of which one is needed; empty when none is
 * @param namespaced whether a capability in a user namespace is enough
 * @param why what they do
 * @param fix what to do about them; empty to deny those that are let through
 */
record Escape(
    Code code,
    List<Danger> dangers,
    List<String> needs,
    boolean namespaced,
    String why,
    String fix) {
  /** {@return an escape that needs no capability} */
  static Escape open(Code code, String why, String fix, Danger... dangers) {
    return new Escape(code, List.of(dangers), List.of(), false, why, fix);
  }

  /** {@return an escape that needs a capability outside of user namespaces} */
  static Escape privileged(
      Code code, List<String> needs, String why, String fix, Danger... dangers) {
    return new Escape(code, List.of(dangers), needs, false, why, fix);
  }
}
