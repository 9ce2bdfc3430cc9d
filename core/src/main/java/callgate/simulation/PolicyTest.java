package callgate.simulation;

import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.List;
import java.util.OptionalLong;

/**
 * One expectation: all calls with a number, and with some arguments given, have an outcome.
 *
 * @param expected what should happen
 * @param text the call as it was written
 * @param number as the filter sees it
 * @param arguments all six; empty where any value is meant
 */
record PolicyTest(
    Position position,
    ExpectedOutcome expected,
    Abi abi,
    String text,
    int number,
    List<OptionalLong> arguments) {
  PolicyTest {
    arguments = List.copyOf(arguments);
  }
}
