package callgate.syscall;

/** What Go calls ABIs: the values of {@code GOARCH} (go tool dist list). */
public final class GoNames {
  private GoNames() {}

  /** {@return Go's name, or ours where Go has none} */
  public static String of(Abi abi) {
    return switch (abi) {
      case X86_64 -> "amd64";
      case X86 -> "386";
      case AARCH64 -> "arm64";
      case LOONGARCH64 -> "loong64";
      case MIPSEL -> "mipsle";
      case MIPSEL64 -> "mips64le";
      default -> abi.token();
    };
  }
}
