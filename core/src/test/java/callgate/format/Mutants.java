package callgate.format;

import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Broken documents: each is refused with a place in the file, or read, and nothing else. */
final class Mutants {
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
          "@include ./policy",
          "#include \"policy\"",
          "/*",
          "\\\n",
          "$",
          "- ",
          "? ",
          "---\n",
          "%YAML",
          "@",
          "`");

  private final long seed;
  private final Random random;

  Mutants(long standardSeed) {
    seed = Long.getLong("seed", standardSeed);
    random = new Random(seed);
  }

  /** {@return how many of so many mutants of a text were refused} */
  int refused(String original, int mutants) {
    int refused = 0;
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = mutant(original.getBytes(StandardCharsets.UTF_8));
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
    return refused;
  }

  private byte[] mutant(byte[] original) {
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
            case 4 -> spliced(mutant, at, at + 1, word());
            default -> spliced(mutant, at, at, word());
          };
      if (mutant.length == 0) {
        mutant = new byte[] {' '};
      }
    }
    return mutant;
  }

  private byte[] word() {
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
