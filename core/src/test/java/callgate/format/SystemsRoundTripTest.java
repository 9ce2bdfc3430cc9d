package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.RandomPolicies;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Random policies in the formats of other systems")
class SystemsRoundTripTest {
  private static final int POLICIES = Integer.getInteger("policies", 40);
  private static final long SEED = Long.getLong("seed", 20261125);
  private static final List<String> CALLS =
      List.of("read", "openat", "socket", "ioctl", "personality", "clone", "fcntl");

  private static RandomPolicies random() {
    return new RandomPolicies(SEED)
        .anywhere()
        .about(CALLS, List.of(List.of(Abi.X86_64), List.of(Abi.X86), List.of(Abi.AARCH64)));
  }

  /** {@return the policy as near as the format's own actions come to it} */
  private static Policy suited(OutputFormat format, Policy policy) {
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Action action = rule.action().lets() ? Action.ALLOW : rule.action();
      rules.add(new Rule(rule.calls(), rule.abis(), action, rule.condition(), rule.position(), ""));
    }
    rules.add(Rule.of(Action.ALLOW, "execve"));
    Policy simple =
        new Policy(
            "random",
            policy.abis(),
            policy.defaultAction(),
            policy.foreignAction(),
            new Newer.AsDefault(),
            Set.of(),
            rules);
    return format.suited(simple);
  }

  @ParameterizedTest
  @DisplayName("mean the same when they are read back, or what is lost is listed")
  @ValueSource(strings = {"northstar", "elastic", "elastic-go", "oidc-agent"})
  void proven(String name) {
    PolicyFormat format = Formats.named(name).orElseThrow();
    RandomPolicies random = random();
    int same = 0;
    int listed = 0;
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = suited(format, random.next(4));
      for (boolean widen : new boolean[] {false, true}) {
        WriteOptions options = WriteOptions.DEFAULT.withWiden(widen);
        try {
          Rendering rendering = format.write(policy, options);
          String where = "seed " + SEED + ", policy " + i + ":\n" + policy + rendering.text();
          assertEquals(
              Optional.empty(), Proof.of(format, policy, rendering, options).flaw(), where);
          if (rendering.losses().isEmpty()) {
            same++;
          } else {
            listed++;
          }
        } catch (BadInput e) {
          String message = String.valueOf(e.getMessage());
          assertTrue(message.contains("--widen") || message.contains("can't be about"), message);
        }
      }
    }
    assertTrue(same > POLICIES / 10, same + " policies mean the same");
    assertTrue(listed > POLICIES / 10, listed + " policies lose something");
  }

  @Test
  @DisplayName("can be anything at all")
  void anything() {
    for (String name : List.of("northstar", "elastic", "elastic-go", "oidc-agent")) {
      PolicyFormat format = Formats.named(name).orElseThrow();
      RandomPolicies random = new RandomPolicies(SEED);
      for (int i = 0; i < POLICIES; i++) {
        Policy policy = random.next(6);
        try {
          Rendering rendering = format.write(policy, WriteOptions.DEFAULT);
          assertEquals(
              Optional.empty(),
              Proof.of(format, policy, rendering, WriteOptions.DEFAULT).flaw(),
              "seed " + SEED + ", policy " + i + ":\n" + policy + rendering.text());
        } catch (BadInput e) {
          // can't be said without allowing more
        }
      }
    }
  }

  @Test
  @DisplayName("are at their best exact: what was read is written as it was")
  void examples() {
    List<String> texts =
        List.of(
            """
            profile: default
            allow:
              delete_module: !args
                index: 1
                values: [1]
                mask: 0x6
              kexec_load: any    # for updates
            """,
            """
            allow:
              execve: any
              read: any
              write: !args
                index: 0
                values: [1, 2]
            """,
            """
            seccomp:
              default_action: allow
              syscalls:
              - action: errno
                names:
                - accept
                - connect  # to nobody
                names_with_args:
                - name: clone
                  arguments:
                  - argument: 0
                    operation: BitsNotSet
                    value: 0x10000000
              - action: kill_process
                names_with_args:
                - name: personality
                  arguments:
                  - argument: 0
                    operation: GreaterThan
                    value: 0x20008
                  - argument: 1
                    operation: BitsSet
                    value: 6
            """);
    for (String text : texts) {
      Document document = Document.of("policy", text);
      PolicyFormat format = Formats.of(document).orElseThrow();
      Policy policy = Formats.read(document, Policies.OPTIONS).policy();
      Rendering rendering = format.write(policy, WriteOptions.DEFAULT);
      assertEquals(text, rendering.text());
      assertEquals(List.of(), rendering.losses());
      assertEquals(
          Optional.empty(), Proof.of(format, policy, rendering, WriteOptions.DEFAULT).flaw());
    }
  }
}
