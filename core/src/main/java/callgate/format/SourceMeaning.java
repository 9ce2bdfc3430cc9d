package callgate.format;

import callgate.bpf.SymbolicExecution;
import callgate.bpf.Undecided;
import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Inexpressible;
import callgate.decision.Meaning;
import callgate.decision.Operand;
import callgate.decision.Restriction;
import callgate.decision.TooComplex;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** What stands where a command wants a policy, brought into its exact meaning. */
public final class SourceMeaning {
  private SourceMeaning() {}

  /**
   * {@return what a policy or filter means}
   *
   * @param order the byte order of the machine that raw filters are for
   * @throws BadInput where that can't be told exactly, with the instruction that is the reason
   */
  public static Operand of(Source source, Diagrams diagrams, ByteOrder order) {
    try {
      if (source instanceof Source.Written written) {
        return Operand.of(written.policy(), diagrams);
      }
      Meaning meaning = SymbolicExecution.of(((Source.Raw) source).program(), diagrams, order);
      return new Operand(meaning, Optional.empty());
    } catch (TooComplex e) {
      throw e.in(source.name());
    } catch (Undecided e) {
      throw new BadInput(Position.of(source.name()), String.valueOf(e.getMessage()));
    }
  }

  /**
   * {@return a policy that means what a policy or filter does: a filter is decompiled}
   *
   * @param order the byte order of the machine that raw filters are for
   * @param abis the ABIs that matter of a filter; none for all that it is about
   * @throws BadInput where no policy means that
   */
  public static Policy policy(Source source, ByteOrder order, List<Abi> abis) {
    if (source instanceof Source.Written written) {
      return written.policy();
    }
    Meaning meaning = of(source, new Diagrams(), order).meaning();
    Meaning meant = abis.isEmpty() ? meaning : Restriction.to(abis, meaning, Action.KILL_PROCESS);
    try {
      return Decompiler.decompile(meant, source.name());
    } catch (Inexpressible e) {
      throw new BadInput(
          Position.of(source.name()), e.getMessage() + "; choose the ABIs that matter with --arch");
    } catch (TooComplex e) {
      throw e.in(source.name());
    }
  }
}
