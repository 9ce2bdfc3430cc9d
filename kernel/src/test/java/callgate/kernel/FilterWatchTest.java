package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A watch of filters")
class FilterWatchTest {
  private static final int BUFFER = 1 << 20;
  private static final WatchScope EVERYTHING = new WatchScope(List.of());

  @Test
  @DisplayName("counts the calls of threads that it can't follow, because there are too many")
  void crowded() {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(f -> f.name().equals("eBPF") && f.available()),
        "needs eBPF: run the tests as root, on a kernel with CONFIG_DEBUG_INFO_BTF");
    try (FilterWatch roomy = FilterWatch.start(BUFFER, EVERYTHING);
        FilterWatch narrow = FilterWatch.start(BUFFER, EVERYTHING, 1)) {
      Filter filter = RawFilters.always(RawFilters.ALLOW);
      List<SpawnedProcess> both =
          List.of(
              Spawner.spawn(Executable.find(List.of("sleep", "0.2")), filter),
              Spawner.spawn(Executable.find(List.of("sleep", "0.2")), filter));
      both.forEach(SpawnedProcess::await);
      assertEquals(0, roomy.unfollowed());
      assertTrue(narrow.unfollowed() > 0);
    }
  }
}
