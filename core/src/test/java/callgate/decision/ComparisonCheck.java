package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Checks a comparison of two policies or filters by trying calls on both. */
public final class ComparisonCheck {
  private final Function<Call, Action> left;
  private final Function<Call, Action> right;
  private final Predicate<Call> possible;
  private final boolean whetherOnly;
  private final List<Difference> differences;
  private final Verdict verdict;
  private final int[] arches;
  private final String place;

  /**
   * @param left what the first does with a call, found out in another way
   * @param right what the second does
   * @param possible whether the machine can make a call
   */
  public ComparisonCheck(
      Meaning one,
      Function<Call, Action> left,
      Meaning two,
      Function<Call, Action> right,
      Predicate<Call> possible,
      boolean whetherOnly,
      String place) {
    this.left = left;
    this.right = right;
    this.possible = possible;
    this.whetherOnly = whetherOnly;
    this.differences = Comparison.of(one, two, whetherOnly);
    this.verdict = Comparison.verdict(differences);
    this.arches = Meaning.union(one.arches(), two.arches());
    this.place = place;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** Each change must have a witness, and what is beside it must go with the verdicts, too. */
  public void checkWitnesses() {
    for (Difference difference : differences) {
      assertNotEquals(Verdict.EQUAL, difference.verdict(), place);
      for (Change change : difference.changes()) {
        Call witness = change.witness();
        if (possible.test(witness)) {
          assertEquals(change.left(), left.apply(witness), () -> place + " left " + witness);
          assertEquals(change.right(), right.apply(witness), () -> place + " right " + witness);
        }
      }
    }
    for (int i = 0; i < differences.size(); i += 1 + differences.size() / 8) {
      for (Change change : differences.get(i).changes()) {
        checkBeside(change.witness());
      }
    }
  }

  private void checkBeside(Call witness) {
    for (int by : new int[] {-1, 1}) {
      check(witness.of(witness.arch(), witness.number() + by));
      for (int argument = 0; argument < 6; argument++) {
        check(beside(witness, argument, by));
      }
    }
  }

  private static Call beside(Call call, int argument, int by) {
    long[] arguments = IntStream.range(0, 6).mapToLong(call::argument).toArray();
    arguments[argument] += by;
    return Call.of(call.arch(), call.number(), call.instructionPointer(), arguments);
  }

  /** What both do with a call must be said of it, and go with the verdicts. */
  public void check(Call call) {
    if (!possible.test(call)) {
      return;
    }
    Action one = left.apply(call);
    Action two = right.apply(call);
    Verdict found = Verdict.of(one, two, whetherOnly);
    String text = place + " " + call + ": " + one + " -> " + two;
    assertEquals(verdict, verdict.and(found), text);
    Optional<Difference> said = differences.stream().filter(each -> covers(each, call)).findFirst();
    if (said.isEmpty()) {
      assertEquals(Verdict.EQUAL, found, text);
    } else if (found != Verdict.EQUAL) {
      assertEquals(
          said.get().verdict(),
          said.get().verdict().and(found),
          () -> text + ", but " + differences);
      assertTrue(
          said.get().changes().stream()
              .anyMatch(change -> change.left().equals(one) && change.right().equals(two)),
          () -> text + " is none of " + said.get().changes());
    } else {
      assertTrue(!said.get().whatever(), () -> text + ", but " + said.get());
    }
  }

  private boolean covers(Difference difference, Call call) {
    if (difference.abis().isEmpty()) {
      return IntStream.of(arches).noneMatch(arch -> arch == call.arch())
          && difference.calls().stream().anyMatch(calls -> isAbout(calls, Optional.empty(), call));
    }
    for (Difference.Where where : difference.abis()) {
      if (where.arch() == call.arch()
          && where.abi().map(abi -> abi.owns(call.number())).orElse(true)
          && difference.calls().stream().anyMatch(calls -> isAbout(calls, where.abi(), call))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAbout(Calls calls, Optional<Abi> abi, Call call) {
    return switch (calls) {
      case Calls.Named(String name) ->
          Syscalls.name(abi.orElseThrow(), call.number()).equals(Optional.of(name));
      case Calls.Numbered(int first, int last) ->
          Integer.compareUnsigned(first, call.number()) <= 0
              && Integer.compareUnsigned(call.number(), last) <= 0;
    };
  }
}
