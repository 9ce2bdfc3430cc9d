package callgate.format;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Policies of filters that look at {@code arch} once and never ask about x32. On x86_64 they see
 * the numbers of x32 too: no name has these, so that they get the default action, whatever it is.
 */
public final class OneArch {
  private OneArch() {}

  /**
   * {@return the policy of such a filter}
   *
   * @param abi what names are about
   * @param foreign what calls get that come with another {@code arch}
   * @param rules about the ABI; those about numbers mean the number that the filter sees
   */
  public static Policy policy(
      String name, Abi abi, Action defaultAction, Action foreign, List<Rule> rules) {
    boolean x32 =
        abi == Abi.X86_64
            && (!defaultAction.equals(foreign) || rules.stream().anyMatch(OneArch::isAboutX32));
    List<Abi> abis = x32 ? List.of(abi, Abi.X32) : List.of(abi);
    return new Policy(
        name,
        abis,
        defaultAction,
        foreign,
        new Newer.AsDefault(),
        Set.of(),
        x32 ? apart(rules, abi) : rules);
  }

  /**
   * {@return what a policy is about that does not say so: never x32, which has no arch of its own}
   */
  public static Abi abi(ReadOptions options) {
    return options.abi() == Abi.X32 ? Abi.X86_64 : options.abi();
  }

  /** {@return which of a policy's ABIs such a filter is about: one, of 64-bit programs if any} */
  public static List<Abi> about(List<Abi> abis) {
    List<Abi> machines = abis.stream().filter(abi -> abi == abi.machine()).limit(1).toList();
    return machines.isEmpty()
        ? abis.stream().filter(abi -> abi != Abi.X32).limit(1).toList()
        : machines;
  }

  /**
   * {@return what foreign ABIs get from such a filter: of what x32 and others get, that which is
   * farther from what is meant}
   *
   * @param abi what it is about
   * @param other what calls get that come with another {@code arch}
   */
  public static Action foreign(Abi abi, Action other, Action defaultAction, Action meant) {
    boolean mild = abi == Abi.X86_64 && defaultAction.lets() && !meant.lets();
    return mild ? defaultAction : other;
  }

  /** {@return whether such a filter lets calls of an ABI through that it is not about} */
  public static boolean lets(Abi abi, Abi other, Action defaultAction) {
    return abi == Abi.X86_64 && other == Abi.X32 && defaultAction.lets();
  }

  /** {@return a learned policy with these actions for what it says nothing about} */
  public static Policy suited(Policy learned, Action defaultAction, Action foreign) {
    return new Policy(
        learned.name(),
        learned.abis(),
        defaultAction,
        foreign,
        new Newer.AsDefault(),
        Set.of(),
        learned.rules());
  }

  /** {@return the policy without x32, where all its calls get the default action} */
  public static Policy withoutX32(Policy policy) {
    boolean constant =
        policy.abis().contains(Abi.X86_64)
            && policy.abis().contains(Abi.X32)
            && policy.newer() instanceof Newer.AsDefault
            && policy.rules().stream().noneMatch(OneArch::decidesX32);
    return constant
        ? policy.withAbis(policy.abis().stream().filter(abi -> abi != Abi.X32).toList())
        : policy;
  }

  private static boolean decidesX32(Rule rule) {
    return rule.appliesTo(Abi.X32)
        && (isAboutX32(rule)
            || rule.calls().stream()
                .anyMatch(calls ->
                    calls instanceof Calls.Named(String name)
                        && Syscalls.number(Abi.X32, name).isPresent()));
  }

  private static boolean isAboutX32(Rule rule) {
    return rule.calls().stream()
        .anyMatch(calls ->
            calls instanceof Calls.Numbered(_, int last)
                && Integer.compareUnsigned(last, Abi.X32_BIT) >= 0);
  }

  /** {@return the rules, those about names for one ABI only} */
  private static List<Rule> apart(List<Rule> rules, Abi abi) {
    List<Rule> apart = new ArrayList<>();
    for (Rule rule : rules) {
      List<Calls> named = calls(rule, true);
      List<Calls> numbered = calls(rule, false);
      if (!named.isEmpty()) {
        apart.add(rule.about(named).on(List.of(abi)));
      }
      if (!numbered.isEmpty()) {
        apart.add(rule.about(numbered));
      }
    }
    return apart;
  }

  private static List<Calls> calls(Rule rule, boolean named) {
    return rule.calls().stream().filter(calls -> calls instanceof Calls.Named == named).toList();
  }
}
