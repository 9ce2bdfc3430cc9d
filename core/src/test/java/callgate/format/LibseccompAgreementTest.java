package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.decision.Diagrams;
import callgate.decision.PolicyMeaning;
import callgate.format.embedded.PseudoCode;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles mean what libseccomp makes of them. */
class LibseccompAgreementTest {
  private static final int PROFILES = Integer.getInteger("profiles", 300);

  @TempDir private Path directory;

  @Test
  void rulesOfOneActionAreJoinedByOr() throws Exception {
    compare(1, 1, 20261122, 95);
  }

  @Test
  void testsOfSeveralArgumentsMustAllHold() throws Exception {
    compare(1, 3, 20261123, 90);
  }

  @Test
  void rulesOfSeveralActionsAreSortedByLibseccomp() throws Exception {
    compare(3, 1, 20261124, 95);
  }

  /**
   * @param actions how many different ones the rules of a profile have
   * @param tests how many tests a rule has at most
   * @param least how many of a hundred filters must agree: they differ from libseccomp's own trees
   *     in some cases; all trees must agree
   */
  private void compare(int actions, int tests, long standardSeed, int least) throws Exception {
    long seed = Long.getLong("seed", standardSeed);
    RandomProfiles random = new RandomProfiles(new Random(seed), actions, tests);
    List<RandomProfiles.Profile> profiles = Stream.generate(random::next).limit(PROFILES).toList();
    List<Optional<Libseccomp.Made>> made =
        Libseccomp.export(profiles.stream().map(RandomProfiles.Profile::lines).toList(), directory);
    assertEquals(profiles.size(), made.size());
    int agreeing = 0;
    for (int i = 0; i < profiles.size(); i++) {
      String json = profiles.get(i).json();
      Optional<Policy> policy = read(json);
      String where = "seed " + seed + ", profile " + i + ":\n" + json;
      assertEquals(made.get(i).isPresent(), policy.isPresent(), where);
      if (policy.isPresent()) {
        Policy tree = PseudoCode.read(made.get(i).orElseThrow().tree());
        assertEquals(Optional.empty(), Policies.difference(policy.get(), tree), where);
      }
      if (policy.isEmpty() || agrees(policy.get(), made.get(i).orElseThrow().program())) {
        agreeing++;
      }
    }
    assertTrue(agreeing >= PROFILES * least / 100, agreeing + " of " + PROFILES + " filters agree");
  }

  private static Optional<Policy> read(String json) {
    ReadOptions options = Policies.OPTIONS.withRuntime(ContainerRuntime.CRUN);
    try {
      return Optional.of(Formats.read(Document.of("profile", json), options).policy());
    } catch (BadInput e) {
      return Optional.empty();
    }
  }

  private static boolean agrees(Policy policy, Program program) {
    Diagrams diagrams = new Diagrams();
    return SymbolicExecution.of(program, diagrams).equals(PolicyMeaning.of(policy, diagrams));
  }
}
