package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.RandomPolicies;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random policies mean the same after they were written and read back. */
class RandomRoundTripTest {
  private static final int POLICIES = Integer.getInteger("policies", 300);
  private static final long SEED = Long.getLong("seed", 20261122);

  @Test
  void ourOwnFormatSaysEverything() {
    PolicyFormat format = Formats.named("callgate").orElseThrow();
    RandomPolicies random = new RandomPolicies(SEED);
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = random.next(6);
      Rendering rendering = format.write(policy, WriteOptions.DEFAULT);
      String where = "seed " + SEED + ", policy " + i + ":\n" + policy + "\n" + rendering.text();
      assertEquals(List.of(), rendering.losses());
      assertEquals(Optional.empty(), back(policy, rendering, where), where);
    }
  }

  private static Optional<String> back(Policy policy, Rendering rendering, String where) {
    try {
      ReadOptions options = Policies.OPTIONS.withAbi(policy.abis().getFirst());
      Policy back = Formats.read(Document.of("policy", rendering.text()), options).policy();
      assertEquals(policy.abis(), back.abis());
      return Policies.difference(policy, back);
    } catch (RuntimeException e) {
      throw new AssertionError(where, e);
    }
  }

  @Test
  void profilesSayTheSameOrSayWhatTheyCannot() {
    PolicyFormat format = Formats.named("oci").orElseThrow();
    RandomPolicies random =
        new RandomPolicies(SEED)
            .anywhere()
            .about(
                List.of("read", "openat", "socket", "ioctl", "personality", "clone", "fcntl"),
                List.of(
                    List.of(Abi.X86_64),
                    List.of(Abi.X86_64, Abi.X86, Abi.X32),
                    List.of(Abi.AARCH64, Abi.ARM)));
    int written = 0;
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = random.next(4);
      for (ContainerRuntime runtime : ContainerRuntime.values()) {
        WriteOptions options = WriteOptions.DEFAULT.withRuntime(runtime);
        String where = "seed " + SEED + ", policy " + i + " for " + runtime + ":\n" + policy;
        try {
          Rendering rendering = format.write(policy, options);
          Optional<String> flaw = Proof.of(format, policy, rendering, options).flaw();
          if (flaw.isEmpty()) {
            written++;
          }
        } catch (BadInput e) {
          // Says something that the format refuses to say: no policy was written.
        } catch (RuntimeException e) {
          throw new AssertionError(where, e);
        }
      }
    }
    // Where a profile says more than it should, such as socketcall beside socket, it is not
    // written.
    assertTrue(written > 4 * POLICIES * 9 / 10, written + " profiles were written");
  }

  @ParameterizedTest
  @MethodSource("others")
  @DisplayName("every other format says the same, or less and what is lost")
  void othersNeverAllowMore(PolicyFormat format) {
    RandomPolicies random =
        new RandomPolicies(SEED)
            .anywhere()
            .about(
                List.of("read", "openat", "fcntl", "ioctl", "personality", "clone", "execve"),
                List.of(
                    List.of(Abi.X86_64),
                    List.of(Abi.X86_64, Abi.X86, Abi.X32),
                    List.of(Abi.AARCH64, Abi.ARM)));
    int written = 0;
    for (int i = 0; i < POLICIES / 3; i++) {
      Policy policy = random.next(4);
      for (boolean widen : new boolean[] {false, true}) {
        WriteOptions options = WriteOptions.DEFAULT.withWiden(widen);
        Rendering rendering;
        try {
          rendering = format.write(policy, options);
        } catch (BadInput e) {
          continue; // Only by allowing more could it be said.
        }
        String where =
            "seed " + SEED + ", policy " + i + ":\n" + policy + "\n" + rendering.losses() + "\n";
        Proof.Outcome proof;
        try {
          proof = Proof.of(format, policy, rendering, options);
        } catch (BadInput refused) {
          assertTrue(
              String.valueOf(refused.getMessage())
                  .endsWith("runc refuses SCMP_ACT_NOTIFY for write"),
              () -> where + rendering.text() + refused);
          continue;
        } catch (RuntimeException e) {
          throw new AssertionError(where + rendering.text(), e);
        }
        // libseccomp adds the calls that carry others, which is found and refused.
        Optional<String> flaw = proof.flaw().filter(f -> !f.contains("socketcall"));
        assertEquals(Optional.empty(), flaw, () -> where + rendering.text());
        written++;
      }
    }
    assertTrue(written > POLICIES / 10, written + " were written");
  }

  static List<PolicyFormat> others() {
    return Formats.names().stream()
        .filter(name -> !List.of("callgate", "oci").contains(name))
        .flatMap(name -> Formats.named(name).stream())
        .toList();
  }
}
