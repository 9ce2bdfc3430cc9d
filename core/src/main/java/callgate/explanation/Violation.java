package callgate.explanation;

import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call that a filter did not simply let through, as far as a source tells.
 *
 * @param arch an {@code AUDIT_ARCH_*} value
 * @param number as a filter sees it: on x32 with bit 30 set
 * @param arguments all six, each empty when the source does not tell it
 * @param instructionPointer where the call was made from; empty when the source does not tell
 * @param received what the program got; empty when the source does not tell
 */
public record Violation(
    int arch,
    int number,
    List<OptionalLong> arguments,
    OptionalLong instructionPointer,
    Optional<Received> received) {
  /** How many arguments a call has. */
  public static final int ARGUMENTS = 6;

  private static final List<OptionalLong> UNKNOWN =
      java.util.Collections.nCopies(ARGUMENTS, OptionalLong.empty());

  public Violation {
    arguments = List.copyOf(arguments);
    if (arguments.size() != ARGUMENTS) {
      throw new IllegalArgumentException("a call has 6 arguments, known or not");
    }
  }

  /** {@return a call of which nothing but its number is known} */
  public static Violation of(int arch, int number) {
    return new Violation(arch, number, UNKNOWN, OptionalLong.empty(), Optional.empty());
  }

  /** {@return a call of which all is known, as a supervisor or a tracer sees it} */
  public static Violation of(Call call) {
    List<OptionalLong> arguments = new ArrayList<>();
    for (int i = 0; i < ARGUMENTS; i++) {
      arguments.add(OptionalLong.of(call.argument(i)));
    }
    return new Violation(
        call.arch(),
        call.number(),
        arguments,
        OptionalLong.of(call.instructionPointer()),
        Optional.empty());
  }

  public Violation with(List<OptionalLong> arguments) {
    return new Violation(arch, number, arguments, instructionPointer, received);
  }

  public Violation from(long instructionPointer) {
    return new Violation(arch, number, arguments, OptionalLong.of(instructionPointer), received);
  }

  public Violation got(Received received) {
    return new Violation(arch, number, arguments, instructionPointer, Optional.of(received));
  }

  /** {@return its ABI, if Callgate knows it} */
  public Optional<Abi> abi() {
    for (Abi abi : Abi.values()) {
      if (abi.auditArch() == arch && abi.owns(number)) {
        return Optional.of(abi);
      }
    }
    return Optional.empty();
  }

  /** {@return the name of the call, if the tables have it} */
  public Optional<String> name() {
    return abi().flatMap(abi -> Syscalls.name(abi, number));
  }

  /** {@return whether any of its arguments is known} */
  public boolean hasArguments() {
    return arguments.stream().anyMatch(OptionalLong::isPresent);
  }

  /** {@return the call with its known arguments; the others are 0} */
  public Call call() {
    long[] values = new long[ARGUMENTS];
    for (int i = 0; i < ARGUMENTS; i++) {
      values[i] = arguments.get(i).orElse(0);
    }
    return Call.of(arch, number, instructionPointer.orElse(0), values);
  }

  /** {@return the arguments and the instruction pointer, as far as they are known} */
  List<OptionalLong> known() {
    List<OptionalLong> known = new ArrayList<>(arguments);
    known.add(instructionPointer);
    return known;
  }

  /** {@return the call as people write it, such as {@code socket(AF_VSOCK, ?, ?)}} */
  public String text() {
    return ViolationText.of(this);
  }
}
