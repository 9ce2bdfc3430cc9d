package callgate.lint;

import java.util.Locale;
import java.util.Optional;

/** Software whose releases differ in the calls that they make. */
public enum Software {
  GLIBC("glibc"),
  MUSL("musl"),
  JDK("JDK"),
  KERNEL("Linux"),
  GNULIB("gnulib"),
  WINE("Wine");

  private final String title;

  Software(String title) {
    this.title = title;
  }

  /** {@return what people call it} */
  public String title() {
    return title;
  }

  /** {@return the word on the command line} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the software of that word} */
  public static Optional<Software> of(String word) {
    for (Software software : values()) {
      if (software.word().equals(word)) {
        return Optional.of(software);
      }
    }
    return Optional.empty();
  }
}
