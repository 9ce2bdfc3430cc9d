package callgate.watch;

import callgate.kernel.CapturedFilter;

/**
 * What is known of a filter.
 *
 * @param length in instructions; 0 when not known
 * @param origin where it was read
 * @param id the start of a digest of its instructions, the same wherever it is installed; empty
 *     when it was not read
 * @param summary what it means, in words, such as {@code docker default, tighter by 3 calls}
 * @param recognised whether it is, or is like, a policy that is known by name
 */
public record FilterFacts(
    int length, CapturedFilter.Origin origin, String id, String summary, boolean recognised) {
  /** {@return what is said of a filter that could not be read} */
  static FilterFacts unread(String why) {
    return new FilterFacts(0, CapturedFilter.Origin.NOWHERE, "", why, false);
  }

  /** {@return its length and its meaning} */
  public String text() {
    if (length == 0) {
      return summary;
    }
    return length + (length == 1 ? " instruction: " : " instructions: ") + summary;
  }
}
