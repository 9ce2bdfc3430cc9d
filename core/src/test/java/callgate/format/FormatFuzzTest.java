package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** For minutes, in the nightly profile only: {@code mvn -Pnightly verify}. */
@DisplayName("Fuzzed documents")
class FormatFuzzTest {
  private static final List<PolicyFormat> FORMATS =
      Formats.all().stream()
          .filter(PolicyFormat.class::isInstance)
          .map(PolicyFormat.class::cast)
          .toList();

  private static final Policy POLICY =
      Policies.read(
          "callgate: 1",
          "default: kill_thread",
          "arches: [x86_64]",
          "allow:",
          "  - read   # a reason",
          "  - execve",
          "  - prctl",
          "  - socket: { family: [AF_UNIX, AF_INET] }",
          "  - mmap: \"prot & 6 != 6 && flags > 7\"");

  @FuzzTest(maxDuration = "10m")
  @DisplayName("of every format are read, or refused")
  void read(FuzzedDataProvider data) {
    PolicyFormat format = FORMATS.get(data.consumeInt(0, FORMATS.size() - 1));
    String original = format.write(POLICY, WriteOptions.DEFAULT.withWiden(true)).text();
    int start = data.consumeInt(0, original.length());
    int end = data.consumeInt(start, original.length());
    String text =
        original.substring(0, start) + data.consumeRemainingAsString() + original.substring(end);
    try {
      Formats.read(Document.of("policy", text), Policies.OPTIONS);
    } catch (BadInput refused) {
      // Which most texts are.
    }
  }
}
