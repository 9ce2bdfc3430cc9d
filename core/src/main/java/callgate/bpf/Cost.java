package callgate.bpf;

import callgate.bpf.CallMix.Entry;
import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a filter costs.
 *
 * @param whole of all ABIs together
 * @param abis of each ABI
 */
public record Cost(Part whole, Map<Abi, Part> abis) {
  public Cost {
    abis = Collections.unmodifiableMap(new EnumMap<>(abis));
  }

  /**
   * What the calls of one ABI cost, or of all.
   *
   * @param instructions how many the kernel keeps; of one ABI, how many its calls can get to
   * @param calls how many calls the kernel has
   * @param allowed how many of them the filter lets through, at least for some arguments
   * @param mean how many instructions an allowed call executes, with the arguments that take
   *     longest; the mean over allowed calls
   * @param max the same, of the allowed call that takes longest
   * @param uniformMean how many instructions a call executes, allowed or not, with arguments 0; the
   *     mean over all numbers from the smallest to the largest that the kernel has
   * @param weightedMean the mean over the calls that were given as typical; empty when none were
   * @param cacheable how many calls the kernel decides without running the filter
   */
  public record Part(
      int instructions,
      int calls,
      int allowed,
      double mean,
      int max,
      double uniformMean,
      OptionalDouble weightedMean,
      int cacheable) {}

  /** {@return what the calls of an ABI cost that was asked for} */
  public Part of(Abi abi) {
    return Objects.requireNonNull(abis.get(abi), abi.token());
  }

  /**
   * {@return what a filter costs}
   *
   * @param abis whose calls count
   * @param kernel which calls there are, and whether some are decided without running the filter
   * @param mix typical calls
   */
  public static Cost of(Program program, List<Abi> abis, KernelVersion kernel, CallMix mix) {
    Tally all = new Tally();
    Map<Abi, Part> parts = new EnumMap<>(Abi.class);
    for (Abi abi : abis) {
      Tally tally = new Tally();
      tally.count(program, abi, kernel);
      tally.weigh(program, abi, mix);
      parts.put(abi, tally.part(reached(program, abi)));
      all.add(tally);
    }
    return new Cost(all.part(program.size()), parts);
  }

  private static int reached(Program program, Abi abi) {
    Ranges own =
        switch (abi) {
          case X86_64 -> Ranges.of(0, Abi.X32_BIT - 1).union(Ranges.of(-1, -1));
          case X32 -> Ranges.of(Abi.X32_BIT, -2);
          default -> Ranges.ALL;
        };
    Reach reach = Reach.of(program, abi.auditArch(), own);
    int reached = 0;
    for (int pc = 0; pc < program.size(); pc++) {
      reached += reach.isReached(pc) ? 1 : 0;
    }
    return reached;
  }

  /** Sums over calls. */
  private static final class Tally {
    private int calls;
    private int allowed;
    private long executedByAllowed;
    private int max;
    private long numbers;
    private long executed;
    private double weight;
    private double weighted;
    private int cacheable;

    void count(Program program, Abi abi, KernelVersion kernel) {
      Paths paths = new Paths(program, abi.auditArch());
      boolean remembered = ConstantAllow.isRemembered(abi, kernel);
      int largest = Syscalls.largest(abi, kernel);
      int smallest = largest;
      for (String name : Syscalls.names(abi)) {
        int number = Syscalls.number(abi, name).orElseThrow();
        boolean alias = !Syscalls.name(abi, number).equals(Optional.of(name));
        boolean known =
            Syscalls.since(abi, name).filter(since -> since.compareTo(kernel) <= 0).isPresent();
        if (known && !alias) {
          smallest = Math.min(smallest, number);
          calls++;
          int longest = paths.longestLetThrough(number);
          if (longest > 0) {
            allowed++;
            executedByAllowed += longest;
            max = Math.max(max, longest);
          }
          boolean inCache = remembered && number <= largest;
          cacheable += inCache && ConstantAllow.of(program, abi.auditArch(), number) ? 1 : 0;
        }
      }
      for (int number = smallest; largest >= 0 && number <= largest; number++) {
        numbers++;
        executed += Interpreter.trace(program, Call.of(abi, number)).executed();
      }
    }

    void weigh(Program program, Abi abi, CallMix mix) {
      for (Entry entry : mix.entries()) {
        if (entry.abi() == abi) {
          weight += entry.weight();
          weighted += entry.weight() * Interpreter.trace(program, entry.call()).executed();
        }
      }
    }

    void add(Tally other) {
      calls += other.calls;
      allowed += other.allowed;
      executedByAllowed += other.executedByAllowed;
      max = Math.max(max, other.max);
      numbers += other.numbers;
      executed += other.executed;
      weight += other.weight;
      weighted += other.weighted;
      cacheable += other.cacheable;
    }

    Part part(int instructions) {
      return new Part(
          instructions,
          calls,
          allowed,
          allowed == 0 ? 0 : (double) executedByAllowed / allowed,
          max,
          numbers == 0 ? 0 : (double) executed / numbers,
          weight == 0 ? OptionalDouble.empty() : OptionalDouble.of(weighted / weight),
          cacheable);
    }
  }
}
