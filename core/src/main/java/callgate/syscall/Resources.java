package callgate.syscall;

/** The tables beside these classes; README.md there says what they hold and how they are made. */
final class Resources {
  private Resources() {}

  /** {@return the text of a table} */
  static String text(String name) {
    return Bundled.text(Resources.class, name);
  }

  /** {@return the name of an ABI in names of tables; both byte orders of an ABI share theirs} */
  static String table(Abi abi) {
    return switch (abi) {
      case PPC64LE -> "ppc64";
      case MIPSEL -> "mips";
      case MIPSEL64 -> "mips64";
      case MIPSEL64N32 -> "mips64n32";
      default -> abi.token();
    };
  }
}
