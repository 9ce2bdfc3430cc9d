package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.RandomPolicies;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every format that is registered: a new one needs no test of its own for this. */
@DisplayName("Every format")
class EveryFormatTest {
  private static final int POLICIES = Integer.getInteger("policies", 40);
  private static final long SEED = Long.getLong("seed", 20261125);

  static Stream<Named<PolicyFormat>> formats() {
    return Formats.all().stream()
        .filter(PolicyFormat.class::isInstance)
        .map(PolicyFormat.class::cast)
        .map(format -> Named.of(format.name(), format));
  }

  private static RandomPolicies random() {
    return new RandomPolicies(SEED)
        .anywhere()
        .about(
            List.of("read", "openat", "socket", "ioctl", "personality", "clone", "execve", "prctl"),
            List.of(
                List.of(Abi.X86_64),
                List.of(Abi.X86_64, Abi.X32),
                List.of(Abi.X86_64, Abi.X86, Abi.X32),
                List.of(Abi.AARCH64)));
  }

  private static List<Policy> policies() {
    List<Policy> policies = new ArrayList<>();
    RandomPolicies small = random();
    for (int i = 0; i < POLICIES; i++) {
      policies.add(small.next(4));
    }
    return policies;
  }

  private static List<Policy> builtins() {
    return Builtins.names().stream()
        .map(name -> Builtins.read(name, Policies.OPTIONS).policy())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("means what the policy means, or lists what it leaves out and allows no more")
  void provenOrTighter(PolicyFormat format) {
    int written = 0;
    List<Policy> policies = policies();
    policies.addAll(builtins());
    for (int i = 0; i < policies.size(); i++) {
      Policy policy = policies.get(i);
      String where = "seed " + SEED + ", policy " + i + ":\n" + policy;
      Optional<Rendering> rendering = write(format, policy, WriteOptions.DEFAULT, where);
      if (rendering.isPresent()) {
        written++;
        Optional<String> flaw = flaw(format, policy, rendering.get(), WriteOptions.DEFAULT);
        // What differs by the width of arguments may be found out only by the proof.
        if (flaw.isPresent() && !isOfTwoWidths(policy)) {
          throw new AssertionError(where + "\n" + rendering.get().text() + flaw.get());
        }
      }
    }
    assertTrue(written > POLICIES / 20, written + " were written");
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("says every policy where it may allow more")
  void widened(PolicyFormat format) {
    WriteOptions options = WriteOptions.DEFAULT.withWiden(true);
    for (Policy policy : policies()) {
      Optional<Rendering> rendering = write(format, policy, options, policy.toString());
      if (!isOfTwoWidths(policy)) {
        rendering.ifPresent(text ->
            assertEquals(Optional.empty(), flaw(format, policy, text, options), text.text()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("is told from all others by its text")
  void recognised(PolicyFormat format) {
    for (Policy policy : policies()) {
      Optional<Rendering> rendering =
          write(format, policy, WriteOptions.DEFAULT.withWiden(true), policy.toString());
      rendering.ifPresent(text ->
          assertEquals(
              Optional.of(format.name()),
              Formats.of(Document.of("policy", text.text())).map(OutputFormat::name),
              text.text()));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  @DisplayName("is read from a broken text, or refused with its place, and nothing else happens")
  void broken(PolicyFormat format) {
    Mutants mutants = new Mutants(SEED);
    for (Policy policy : policies()) {
      write(format, policy, WriteOptions.DEFAULT.withWiden(true), policy.toString())
          .ifPresent(text -> mutants.refused(text.text(), 20));
    }
  }

  /** {@return what keeps a text from being handed out} */
  private static Optional<String> flaw(
      PolicyFormat format, Policy policy, Rendering rendering, WriteOptions options) {
    try {
      return Proof.of(format, policy, rendering, options).flaw();
    } catch (BadInput e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isOfTwoWidths(Policy policy) {
    return policy.abis().stream().mapToInt(Abi::argumentBits).distinct().count() > 1;
  }

  private static Optional<Rendering> write(
      PolicyFormat format, Policy policy, WriteOptions options, String where) {
    try {
      return Optional.of(format.write(policy, options)).filter(text -> !text.text().isBlank());
    } catch (BadInput e) {
      return Optional.empty(); // what it can't say without allowing more
    } catch (RuntimeException e) {
      throw new AssertionError(where, e);
    }
  }
}
