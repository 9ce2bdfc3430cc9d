package callgate.format.minijail;

/**
 * Who reads a policy. It shows in what the policy uses; only {@code EXPRESSION; return ERRNO} both
 * take, and mean opposite things by it.
 */
enum Tool {
  /**
   * {@code minijail0 -S}: calls for which the expression holds are allowed, others get the errno.
   */
  LOADER("minijail0 -S"),
  /**
   * {@code compile_seccomp_policy.py}: calls for which the expression holds get the errno, others
   * what follows. It alone knows {@code allow} and other actions in words, braces, brackets, groups
   * and {@code @default}.
   */
  COMPILER("compile_seccomp_policy.py");

  private final String program;

  Tool(String program) {
    this.program = program;
  }

  String program() {
    return program;
  }
}
