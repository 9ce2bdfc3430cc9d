package callgate.watch;

import callgate.bpf.InvalidProgram;
import callgate.bpf.NamedAbis;
import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.bpf.Undecided;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.TooComplex;
import callgate.format.Likeness;
import callgate.format.ReadOptions;
import callgate.format.Recognition;
import callgate.kernel.CapturedFilter;
import callgate.kernel.ProcessSeccomp;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what captured filters mean. Each is looked at once; while many new ones come at a time, some
 * are left without a meaning, so that no event is lost for it.
 */
final class FilterReader {
  private static final int MOST_KNOWN = 4096;
  private static final int ID_DIGITS = 12;

  /** How much of the time may go into looking at filters: at most that, and a start. */
  private static final double SHARE = 0.5;

  private static final long START_NANOS = 5_000_000_000L;

  private final Map<String, FilterFacts> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FilterFacts> eldest) {
          return size() > MOST_KNOWN;
        }
      };
  private final ReadOptions options = ReadOptions.on(KernelVersion.running());
  private long credit = START_NANOS;
  private long last = System.nanoTime();

  /**
   * {@return what is known of a filter}
   *
   * @param process who installed it
   * @param abi the one that it was installed on, which a filter is about that names none
   */
  FilterFacts read(CapturedFilter filter, int process, Abi abi) {
    byte[] code = filter.code();
    if (code.length == 0) {
      return new FilterFacts(
          filter.length(), filter.origin(), "", "its instructions could not be read", false);
    }
    String key = abi.token() + new String(code, StandardCharsets.ISO_8859_1);
    FilterFacts facts = known.get(key);
    if (facts == null) {
      String id = id(code);
      if (!mayLook()) {
        return new FilterFacts(
            filter.length(), filter.origin(), id, "not looked at: too many at a time", false);
      }
      long start = System.nanoTime();
      facts = facts(filter, id, process, abi);
      credit -= System.nanoTime() - start;
      known.put(key, facts);
    }
    return new FilterFacts(
        facts.length(), filter.origin(), facts.id(), facts.summary(), facts.recognised());
  }

  private boolean mayLook() {
    long now = System.nanoTime();
    credit = Math.min(START_NANOS, credit + (long) ((now - last) * SHARE));
    last = now;
    return credit > 0;
  }

  private FilterFacts facts(CapturedFilter filter, String id, int process, Abi abi) {
    Optional<Program> program = filter.program();
    if (program.isEmpty()) {
      return new FilterFacts(
          filter.length(), filter.origin(), id, "no program that the kernel takes", false);
    }
    try {
      Diagrams diagrams = new Diagrams();
      Meaning meaning = SymbolicExecution.of(program.get(), diagrams, Abi.host().order());
      Set<String> bounding =
          ProcessSeccomp.of(process)
              .map(ProcessSeccomp::bounding)
              .orElse(ReadOptions.DOCKER_CAPABILITIES);
      Optional<Likeness> likeness = Recognition.of(meaning, options, bounding);
      String summary =
          likeness
              .map(Likeness::text)
              .orElseGet(() -> MeaningText.of(meaning, mainAbi(program.get(), abi)));
      return new FilterFacts(filter.length(), filter.origin(), id, summary, likeness.isPresent());
    } catch (TooComplex | Undecided | InvalidProgram unknown) {
      return new FilterFacts(
          filter.length(), filter.origin(), id, "its meaning can't be told exactly", false);
    }
  }

  private static Abi mainAbi(Program program, Abi otherwise) {
    List<Abi> named = NamedAbis.of(program);
    return named.isEmpty() ? otherwise : named.contains(Abi.host()) ? Abi.host() : named.getFirst();
  }

  private static String id(byte[] code) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(code);
      return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
