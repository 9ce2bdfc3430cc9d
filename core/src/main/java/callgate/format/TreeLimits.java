package callgate.format;

/** How large the tree of a document may get, far above what any policy needs. */
final class TreeLimits {
  /** How deep lists and mappings may be nested. */
  static final int MAX_DEPTH = 64;

  /** How many parts a tree may have, those behind aliases counted each time. */
  static final int MAX_NODES = 2_000_000;

  private TreeLimits() {}

  /** {@return what is wrong with a key that occurred before} */
  static String twice(String key) {
    return "the key " + key + " stands here twice; join the two";
  }
}
