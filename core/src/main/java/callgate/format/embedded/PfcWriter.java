package callgate.format.embedded;

import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a policy as pseudo code, one part for each ABI. */
final class PfcWriter {
  private static final long LOW = 0xffffffffL;
  private static final PfcDialect DIALECT = new PfcDialect();

  private final Policy policy;
  private final WriteOptions options;
  private final StringBuilder out = new StringBuilder();
  private final Set<Loss> losses = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private int depth;

  private PfcWriter(Policy policy, WriteOptions options) {
    this.policy = policy;
    this.options = options;
  }

  static Rendering write(Policy policy, WriteOptions options) {
    return new PfcWriter(policy, options).write();
  }

  private Rendering write() {
    out.append("#\n# pseudo filter code start\n#\n");
    policy.abis().forEach(this::part);
    line("# invalid architecture action");
    action(policy.foreignAction());
    out.append("#\n# pseudo filter code end\n#\n");
    return Rendering.text(out.toString(), List.copyOf(losses), List.copyOf(notes));
  }

  private void line(String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  private void action(Action action) {
    String word =
        switch (action.kind()) {
          case KILL_THREAD -> "KILL";
          case USER_NOTIF -> "NOTIFY";
          case TRAP -> "TRAP";
          case ERRNO, TRACE -> action.kind().name() + "(" + action.data() + ")";
          case KILL_PROCESS, LOG, ALLOW -> action.kind().name();
        };
    line("action " + word + ";");
  }

  private void part(Abi abi) {
    Draft draft = Drafting.of(policy.withAbis(List.of(abi)), DIALECT, options);
    losses.addAll(draft.losses());
    notes.addAll(draft.notes());
    Map<String, CallDraft> calls = new HashMap<>();
    draft.calls().forEach(call -> calls.put(call.name(), call));
    String arch = Integer.toUnsignedString(abi.auditArch());
    line("# filter for arch " + abi.token() + " (" + arch + ")");
    line("if ($arch == " + arch + ")");
    depth++;
    for (String name : Syscalls.names(abi)) {
      call(abi, name, Optional.ofNullable(calls.get(name)), draft.defaultAction());
    }
    OptionalInt largest = largest(abi);
    if (largest.isPresent()) {
      line("# newer calls");
      line("if ($syscall > " + Integer.toUnsignedString(largest.getAsInt()) + ")");
      depth++;
      action(newer());
      depth--;
    }
    line("# default action");
    action(draft.defaultAction());
    depth--;
  }

  private void call(Abi abi, String name, Optional<CallDraft> call, Action standard) {
    Optional<Action> otherwise = otherwise(abi, name, standard);
    if (call.isEmpty() && otherwise.isEmpty()) {
      return;
    }
    String number = Integer.toUnsignedString(Syscalls.number(abi, name).orElseThrow());
    line("# filter for syscall \"" + name + "\" (" + number + ")");
    line("if ($syscall == " + number + ")");
    depth++;
    boolean decided = false;
    for (CallDraft.Case one : call.map(CallDraft::cases).orElse(List.of())) {
      for (List<ArgumentTest> tests : one.alternatives()) {
        tests(abi, tests, one.action());
      }
      decided |= one.isAlways();
    }
    if (!decided) {
      otherwise.ifPresent(this::action);
    }
    depth--;
  }

  private Action newer() {
    return policy.newer().action(policy.defaultAction());
  }

  private OptionalInt largest(Abi abi) {
    if (!DIALECT.says(policy.newer())) {
      return OptionalInt.empty();
    }
    return switch (policy.newer()) {
      case Newer.AsDefault() -> OptionalInt.empty();
      case Newer.Since(var kernel, _) -> OptionalInt.of(Syscalls.largest(abi, kernel));
      case Newer.Above(var largest, _) ->
          largest.containsKey(abi) ? OptionalInt.of(largest.get(abi)) : OptionalInt.empty();
    };
  }

  /**
   * {@return what a call gets without a rule, where its number doesn't tell whether it is newer}
   */
  private Optional<Action> otherwise(Abi abi, String name, Action standard) {
    if (!(policy.newer() instanceof Newer.Since(KernelVersion kernel, Action action))
        || !DIALECT.says(policy.newer())) {
      return Optional.empty();
    }
    int number = Syscalls.number(abi, name).orElseThrow();
    boolean above = Integer.compareUnsigned(number, Syscalls.largest(abi, kernel)) > 0;
    boolean later =
        Syscalls.since(abi, name).filter(since -> since.compareTo(kernel) > 0).isPresent();
    return later == above ? Optional.empty() : Optional.of(later ? action : standard);
  }

  /** Writes an action for when all tests hold. */
  private void tests(Abi abi, List<ArgumentTest> tests, Action action) {
    if (tests.isEmpty()) {
      action(action);
      return;
    }
    Runnable rest = () -> tests(abi, tests.subList(1, tests.size()), action);
    test(abi, tests.getFirst(), rest);
  }

  private void test(Abi abi, ArgumentTest test, Runnable holds) {
    switch (test.op()) {
      case EQ -> equal(abi, test, holds, null);
      case NE -> equal(abi, test, null, holds);
      case GT -> above(abi, test, ">", holds, null);
      case GE -> above(abi, test, ">=", holds, null);
      case LE -> above(abi, test, ">", null, holds);
      case LT -> above(abi, test, ">=", null, holds);
    }
  }

  private void equal(Abi abi, ArgumentTest test, @Nullable Runnable yes, @Nullable Runnable no) {
    String argument = "$a" + test.argument();
    String low = masked(test.mask() & LOW) + " == " + (test.value() & LOW);
    if (abi.argumentBits() == 32) {
      branch(argument + low, yes, no);
      return;
    }
    long highMask = test.mask() >>> 32;
    String high = masked(highMask) + " == " + (test.value() >>> 32);
    Runnable lower = () -> branch(argument + ".lo32" + low, yes, no);
    if (highMask == 0) {
      lower.run();
    } else if ((test.mask() & LOW) == 0) {
      branch(argument + ".hi32" + high, yes, no);
    } else {
      branch(argument + ".hi32" + high, lower, no);
    }
  }

  private static String masked(long mask) {
    return mask == LOW ? "" : " & 0x" + Long.toHexString(mask);
  }

  private void above(
      Abi abi, ArgumentTest test, String operator, @Nullable Runnable yes, @Nullable Runnable no) {
    String argument = "$a" + test.argument();
    String low = " " + operator + " " + (test.value() & LOW);
    if (abi.argumentBits() == 32) {
      branch(argument + low, yes, no);
      return;
    }
    String high = argument + ".hi32";
    long value = test.value() >>> 32;
    branch(
        high + " > " + value,
        yes,
        () -> branch(high + " == " + value, () -> branch(argument + ".lo32" + low, yes, no), no));
  }

  private void branch(String condition, @Nullable Runnable yes, @Nullable Runnable no) {
    line("if (" + condition + ")");
    depth++;
    if (yes != null) {
      yes.run();
    }
    depth--;
    if (no != null) {
      line("else");
      depth++;
      no.run();
      depth--;
    }
  }
}
