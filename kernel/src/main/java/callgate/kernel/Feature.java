package callgate.kernel;

/**
 * Something that this kernel and this user can do, or can't.
 *
 * @param area what it belongs to, such as {@code actions}
 * @param name what it is called
 * @param note what more there is to know; for what is missing, how to get it
 */
public record Feature(String area, String name, boolean available, String note) {
  static Feature yes(String area, String name, String note) {
    return new Feature(area, name, true, note);
  }

  /** {@return a feature that is there or not, with what to say in either case} */
  static Feature of(String area, String name, boolean available, String there, String missing) {
    return new Feature(area, name, available, available ? there : missing);
  }
}
