package callgate.bpf;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.DisplayName;

/** What {@link FilterFuzzTest} does for minutes every night, for half a minute in every build. */
@DisplayName("Filters, briefly fuzzed,")
class BriefFuzzTest {
  @FuzzTest(maxDuration = "30s")
  @DisplayName("mean what the interpreter does with them")
  void meaning(FuzzedDataProvider data) {
    new FilterFuzzTest().meaning(data);
  }
}
