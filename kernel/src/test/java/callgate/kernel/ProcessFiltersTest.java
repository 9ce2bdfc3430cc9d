package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.bpf.Program;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The filters of another process")
class ProcessFiltersTest {
  private static final int SIGKILL = 9;

  @Test
  @DisplayName("are read back instruction by instruction")
  void readBack() {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(f -> f.name().equals("filters of processes") && f.available()),
        "needs CAP_SYS_ADMIN: run the tests as root");
    Filter filter = RawFilters.only(SystemCall.PIDFD_OPEN.number(), RawFilters.ERRNO + 1);
    SpawnedProcess process = Spawner.spawn(Executable.find(List.of("sleep", "1000")), filter);
    try {
      List<Program> filters = ProcessFilters.of(process.pid());
      assertEquals(1, filters.size());
      assertEquals(
          Arrays.toString(filter.program().write(ByteOrder.nativeOrder())),
          Arrays.toString(filters.getFirst().write(ByteOrder.nativeOrder())));
    } finally {
      process.signal(SIGKILL);
      process.await();
    }
  }

  @Test
  @DisplayName("are none where there are none")
  void none() {
    assertEquals(List.of(), ProcessFilters.of((int) ProcessHandle.current().pid()));
  }

  @Test
  @DisplayName("can't be read of a process that is not there")
  void noProcess() {
    NotSupported thrown = assertThrows(NotSupported.class, () -> ProcessFilters.of(1 << 30));
    assertEquals("there is no process 1073741824, or it has ended", thrown.getMessage());
  }
}
