package callgate.format.embedded;

import callgate.bpf.FilterCompiler;
import callgate.bpf.InvalidProgram;
import callgate.bpf.Program;
import callgate.policy.BadInput;
import callgate.policy.FilterFlag;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;

/** The filter of a policy, and what a reader of a program should know about it. */
record Embedding(Policy policy, Program program, ByteOrder order) {
  /**
   * {@return the filter of a policy}
   *
   * @throws BadInput when there is none that the kernel takes
   */
  static Embedding of(Policy policy) {
    ByteOrder order = order(policy);
    try {
      return new Embedding(policy, FilterCompiler.compile(policy).program(), order);
    } catch (InvalidProgram e) {
      throw new BadInput(
          Position.of(policy.name()), e.getMessage() + "; choose fewer ABIs with --arch");
    }
  }

  /** {@return the byte order of the one machine that a policy is for} */
  static ByteOrder order(Policy policy) {
    Abi first = policy.abis().getFirst();
    for (Abi abi : policy.abis()) {
      if (!abi.order().equals(first.order())) {
        throw new BadInput(
            Position.of(policy.name()),
            "no machine has both "
                + first.token()
                + " and "
                + abi.token()
                + "; choose with --arch which filter is meant");
      }
    }
    return first.order();
  }

  /** {@return what to say about the filter at its head, as lines} */
  List<String> about() {
    String abis = policy.abis().stream().map(Abi::token).collect(Collectors.joining(", "));
    return List.of(
        "The seccomp filter of " + name() + " for " + abis + ",",
        program.size() + " instructions, proven to mean what the policy means.",
        "Written by callgate convert: change the policy, not this.",
        "Install it with no_new_privs set and "
            + (flags().isEmpty() ? "no flags" : "the flags " + flags())
            + " (seccomp(2)).");
  }

  private String flags() {
    return policy.flags().stream()
        .sorted()
        .map(FilterFlag::name)
        .map(flag -> "SECCOMP_FILTER_FLAG_" + flag)
        .collect(Collectors.joining(" | "));
  }

  /** {@return the policy's name with nothing in it that ends a comment or moves a cursor} */
  private String name() {
    String name = policy.name().replace("*/", "* /");
    return name.codePoints()
        .map(c -> Character.isISOControl(c) || !Character.isDefined(c) || c == '\\' ? '?' : c)
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
