package callgate.watch;

import callgate.kernel.CapturedFilter;

/**
 * What is known of a filter.
 *
 * @param length in instructions
 * @param origin where it was read
 * @param id the start of a digest of its instructions, the same wherever it is installed; empty
 *     when it was not read
 * @param summary what it means, in words, such as {@code docker default, tighter by 3 calls}
 * @param recognised whether it is, or is like, a policy that is known by name
 */
public record FilterFacts(
    int length, CapturedFilter.Origin origin, String id, String summary, boolean recognised) {
  /** {@return its length and its meaning} */
  public String text() {
    return length + (length == 1 ? " instruction: " : " instructions: ") + summary;
  }
}
