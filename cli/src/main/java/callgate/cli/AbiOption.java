package callgate.cli;

import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** {@code --arch}: which ABIs are meant. */
final class AbiOption {
  private AbiOption() {}

  static Option option(String description) {
    return Option.builder("a").longOpt("arch").hasArg().argName("ARCH").desc(description).get();
  }

  /** {@return the ABIs that the user names, none when there is no such option} */
  static List<Abi> named(CommandLine line) {
    List<Abi> abis = new ArrayList<>();
    String[] names = line.getOptionValues("arch");
    if (names != null) {
      for (String name : names) {
        Abi abi = abi(name);
        if (!abis.contains(abi)) {
          abis.add(abi);
        }
      }
    }
    return abis;
  }

  /** {@return the ABI of that name} */
  static Abi abi(String name) {
    return Abi.of(name)
        .orElseThrow(() ->
            new UsageError("there is no ABI " + name + "; callgate syscalls read shows them all"));
  }

  /**
   * {@return the policy for the ABIs that the user names} Others than its own would let calls
   * through that its author did not look at.
   */
  static Policy restrict(Policy policy, CommandLine line) {
    List<Abi> abis = named(line);
    for (Abi abi : abis) {
      if (!policy.abis().contains(abi)) {
        throw new UsageError(
            policy.name() + " is not about " + abi.token() + " but " + tokens(policy.abis()));
      }
    }
    if (abis.isEmpty()) {
      return policy;
    }
    for (Abi left : policy.abis()) {
      if (!abis.contains(left) && policy.foreignAction().lets() && stopsOn(left, policy)) {
        throw new UsageError(
            policy.name()
                + " lets calls of ABIs through that it is not about; to keep stopping those of "
                + left.token()
                + ", say --arch "
                + left.token()
                + " too");
      }
    }
    return policy.withAbis(abis);
  }

  private static boolean stopsOn(Abi abi, Policy policy) {
    return !policy.defaultAction().lets()
        || policy.rules().stream().anyMatch(rule -> rule.appliesTo(abi) && !rule.action().lets());
  }

  /** {@return the byte order of the one machine that ABIs belong to} */
  static ByteOrder order(List<Abi> abis) {
    ByteOrder order = abis.getFirst().order();
    for (Abi abi : abis) {
      if (!abi.order().equals(order)) {
        throw new UsageError(
            "no machine has both "
                + abis.getFirst().token()
                + " and "
                + abi.token()
                + "; choose with --arch");
      }
    }
    return order;
  }

  private static String tokens(List<Abi> abis) {
    return abis.stream().map(Abi::token).collect(Collectors.joining(", "));
  }
}
