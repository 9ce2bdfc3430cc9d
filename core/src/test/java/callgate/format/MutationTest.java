package callgate.format;

import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Broken policies are refused with a place in the file, whatever is broken. */
class MutationTest {
  private static final int MUTANTS = Integer.getInteger("mutants", 3000);

  private static final String OWN =
      """
      callgate: 1
      arches: [x86_64, x86, x32]
      default: errno(EPERM)
      foreign: kill_thread
      newer: { action: errno(ENOSYS), above: { x86_64: 451, x86: 451 } }
      flags: [log]
      ordered:
        - kill: [ { socket: "family == AF_VSOCK" } ]
        - allow: [ { socket: "family:64 >= 0x1000" } ]
      allow:
        - read   # a reason
        - ioctl: { cmd: [TCGETS, "!= TIOCGWINSZ"] }
        - mmap: { on: [x86_64], when: "!((prot & (PROT_WRITE|~4)) != 0 || -1 == arg1) && ip < 5" }
        - { names: [chown, lchown], reason: "x" }
        - { numbers: 1000-2000 }
      errno(ENOSYS): [clone3]
      trap(7): &t [ptrace]
      given:
        - { caps: [CAP_SYS_ADMIN], kernel: 4.8, hosts: [x86_64], allow: [mount] }
      """;

  private static final String PROFILE =
      """
      {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "defaultErrno": "EPERM",
       "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}],
       "flags": ["SECCOMP_FILTER_FLAG_LOG"], "listenerPath": "/x",
       "syscalls": [
        {"names": ["read", "socket"], "action": "SCMP_ACT_ALLOW", "comment": "x",
         "includes": {"caps": ["CAP_KILL"], "arches": ["amd64"], "minKernel": "4.8"}},
        {"name": "openat", "action": "SCMP_ACT_KILL_PROCESS", "errnoRet": 3,
         "args": [{"index": 1, "value": 4294967295, "valueTwo": 5, "op": "SCMP_CMP_MASKED_EQ"},
                  {"index": 0, "value": 1, "op": "SCMP_CMP_GE"}],
         "excludes": {"caps": ["CAP_SYS_ADMIN"]}}]}
      """;

  private static final List<String> WORDS =
      List.of(
          "null",
          "[]",
          "{}",
          "-1",
          "1e9",
          "18446744073709551616",
          "\"",
          "'",
          "#",
          ":",
          ",",
          "}",
          "]",
          "(",
          ")",
          "&",
          "&&",
          "|",
          "!",
          "==",
          "~",
          "*t",
          "!!str",
          "\t",
          "\n",
          "\u0000",
          "\u20ac",
          "errno(",
          "SCMP_ACT_NOTIFY",
          "extends: [policy]",
          "- ",
          "? ",
          "---\n",
          "%YAML",
          "@",
          "`");

  @Test
  void brokenPoliciesOfOurOwnAreRefused() {
    mutate(OWN, 20261122);
  }

  @Test
  void brokenProfilesAreRefused() {
    mutate(PROFILE, 20261123);
  }

  @Test
  void brokenBuiltinsAreRefused() throws IOException {
    try (InputStream in = Builtins.class.getResourceAsStream("builtin/podman.yaml")) {
      mutate(new String(in.readAllBytes(), StandardCharsets.UTF_8), 20261124, MUTANTS / 30);
    }
  }

  private static void mutate(String original, long standardSeed) {
    mutate(original, standardSeed, MUTANTS);
  }

  private static void mutate(String original, long standardSeed, int mutants) {
    long seed = Long.getLong("seed", standardSeed);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = mutant(original.getBytes(StandardCharsets.UTF_8), random);
      try {
        Formats.read(Document.of("policy", mutant), Policies.OPTIONS);
      } catch (BadInput e) {
        refused++;
        assertTrue(String.valueOf(e.getMessage()).startsWith("policy"), e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "seed " + seed + ", mutant " + i + ":\n" + new String(mutant, StandardCharsets.UTF_8),
            e);
      }
    }
    assertTrue(refused > mutants / 3, refused + " of " + mutants + " were refused");
  }

  private static byte[] mutant(byte[] original, Random random) {
    byte[] mutant = original.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(mutant.length);
      int end = Math.min(mutant.length, at + random.nextInt(20));
      mutant =
          switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(mutant, Math.max(1, at));
            case 1 -> spliced(mutant, at, end, new byte[0]);
            case 2 -> spliced(mutant, at, at, Arrays.copyOfRange(mutant, at, end));
            case 3 -> {
              mutant[at] = (byte) random.nextInt(256);
              yield mutant;
            }
            case 4 -> spliced(mutant, at, at + 1, word(random));
            default -> spliced(mutant, at, at, word(random));
          };
      if (mutant.length == 0) {
        mutant = new byte[] {' '};
      }
    }
    return mutant;
  }

  private static byte[] word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] bytes, int start, int end, byte[] middle) {
    byte[] spliced = new byte[bytes.length - (end - start) + middle.length];
    System.arraycopy(bytes, 0, spliced, 0, start);
    System.arraycopy(middle, 0, spliced, start, middle.length);
    System.arraycopy(bytes, end, spliced, start + middle.length, bytes.length - end);
    return spliced;
  }
}
