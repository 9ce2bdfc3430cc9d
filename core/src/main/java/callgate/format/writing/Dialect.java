package callgate.format.writing;

import callgate.policy.Action;
import callgate.policy.Condition.Op;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Optional;

/**
 * What a format can say. The defaults are those of most formats: one list of calls for the ABI of
 * 64-bit programs, tests of 64 bits, and the default action for all that is newer.
 */
public interface Dialect {
  /** {@return what messages call something in this format, such as {@code a profile}} */
  String subject();

  /** {@return whether a rule can have this action} */
  boolean says(Action action);

  /** {@return whether it can be the action for all calls without a rule} */
  default boolean saysDefault(Action action) {
    return says(action);
  }

  /**
   * {@return whether a test can be said as it is} Others become tests of 64 bits with a mask, and
   * then an OR of masked equalities, whichever is said first.
   */
  default boolean says(ArgumentTest test) {
    return test.bits() == 64 && (!test.isMasked() || test.op() == Op.EQ);
  }

  /** {@return whether tests see upper halves of arguments on ABIs that have 32 bits, too} */
  default boolean comparesUpperHalves() {
    return false;
  }

  /** {@return whether no AND can have two tests of one argument} */
  default boolean oneTestPerArgument() {
    return false;
  }

  /**
   * {@return whether the cases of one call are read in order, the first that holds deciding} Where
   * they aren't, no two cases hold for one call.
   */
  default boolean firstCaseDecides() {
    return false;
  }

  /**
   * {@return why these cases of a call can't be said, such as {@code can't test two arguments of
   * read}, or nothing} One action for the whole call takes their place then.
   */
  default Optional<String> objection(CallDraft call) {
    return Optional.empty();
  }

  /** {@return which of a policy's ABIs it can be about; calls of others get {@link #foreign}} */
  default List<Abi> about(List<Abi> abis) {
    return abis.stream().filter(abi -> abi == abi.machine()).toList();
  }

  /**
   * {@return what calls of ABIs get that it is not about}
   *
   * @param meant what they should get
   * @param standard the default action
   */
  default Action foreign(Action meant, Action standard) {
    return Action.KILL_PROCESS;
  }

  /**
   * {@return whether calls of an ABI are let through that it is not about}
   *
   * @param standard the default action
   * @param foreign what {@link #foreign} gave
   */
  default boolean letsThrough(Abi other, Action standard, Action foreign) {
    return foreign.lets();
  }

  /** {@return what calls get that neither Callgate nor the format's program knows yet} */
  default Action newer(Action standard) {
    return standard;
  }

  /** {@return whether it can say this of newer calls; else they get {@link #newer}} */
  default boolean says(Newer newer) {
    return newer instanceof Newer.AsDefault;
  }

  /** {@return whether it can say this rule about numbers} */
  default boolean saysNumbers(Rule rule, int first, int last) {
    return false;
  }

  /** {@return whether it can ask for a flag} */
  default boolean says(FilterFlag flag) {
    return flag == FilterFlag.SPEC_ALLOW;
  }
}
