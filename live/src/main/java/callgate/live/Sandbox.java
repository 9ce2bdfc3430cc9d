package callgate.live;

import callgate.decision.Call;
import callgate.kernel.Probe;
import callgate.kernel.ProbeAnswer;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the sandbox around this process does with calls, on every ABI of this machine, found out
 * without executing any of them.
 *
 * @param abis each with what was tried
 */
public record Sandbox(List<Tried> abis) {
  private static final int ENOSYS = 38;

  public Sandbox {
    abis = List.copyOf(abis);
  }

  /**
   * What was tried of one ABI.
   *
   * @param state whether this machine has it
   * @param calls all calls with zeros for arguments, then those with arguments that filters look at
   */
  public record Tried(Abi abi, State state, List<TriedCall> calls) {
    public Tried {
      calls = List.copyOf(calls);
    }
  }

  /** Whether programs of an ABI can run here. */
  public enum State {
    /** They can. */
    THERE,
    /** The kernel lacks the ABI. */
    MISSING,
    /** The sandbox stops all that would tell. */
    UNKNOWN
  }

  /**
   * A call that was tried.
   *
   * @param name empty for a number that has none
   * @param varied whether an argument is not 0
   */
  public record TriedCall(Call call, String name, boolean varied, ProbeAnswer answer) {}

  /**
   * {@return what the sandbox does}
   *
   * @throws callgate.kernel.NotSupported where it can't be found out
   */
  public static Sandbox probe() {
    List<Tried> tried = new ArrayList<>();
    for (Abi abi : List.of(Abi.X86_64, Abi.X86, Abi.X32)) {
      tried.add(probe(abi));
    }
    return new Sandbox(tried);
  }

  private static Tried probe(Abi abi) {
    State state = state(abi);
    if (state == State.MISSING && abi == Abi.X86) {
      return new Tried(abi, state, List.of());
    }
    List<TriedCall> calls = new ArrayList<>(ask(abi, Trial.plain(abi)));
    // Where whatever is tried kills, arguments won't help, and each try costs a process.
    boolean deadly = calls.stream().allMatch(call -> call.answer() instanceof ProbeAnswer.Kills);
    if (!deadly) {
      calls.addAll(ask(abi, Trial.varied(abi)));
    }
    return new Tried(abi, state, calls);
  }

  private static List<TriedCall> ask(Abi abi, List<Trial> trials) {
    List<ProbeAnswer> answers = Probe.ask(abi, trials.stream().map(Trial::call).toList());
    List<TriedCall> calls = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      Trial trial = trials.get(i);
      calls.add(new TriedCall(trial.call(), trial.name(), trial.varied(), answers.get(i)));
    }
    return calls;
  }

  /** A call that does nothing but to tell a number is executed for it. */
  private static State state(Abi abi) {
    if (abi == Abi.X86_64) {
      return State.THERE;
    }
    OptionalInt getpid = Syscalls.number(abi, "getpid");
    Call call = Call.of(abi, getpid.orElseThrow());
    ProbeAnswer answer = Probe.ask(abi, List.of(call)).getFirst();
    if (answer instanceof ProbeAnswer.Impossible) {
      return State.MISSING;
    }
    if (!(answer instanceof ProbeAnswer.Passes)) {
      return State.UNKNOWN;
    }
    OptionalLong result = Probe.execute(abi, call);
    return result.isPresent() && result.getAsLong() == -ENOSYS ? State.MISSING : State.THERE;
  }
}
