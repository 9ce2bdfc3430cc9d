package callgate.live;

/** Numbers of things: {@code 1 call}, {@code 2 calls}. */
final class Plural {
  private Plural() {}

  static String of(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
