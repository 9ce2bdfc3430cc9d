package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A table of calls")
class SyscallTableTest {
  private static final String TEXT =
      """
      0 read 1.0
      20 writev 2.0
      120 clone 3.7 flags:flags:64
      121 pipe 3.10 -
      121 pipe0 3.10
      983042 cacheflush 2.2
      """;

  @ParameterizedTest
  @EnumSource(Abi.class)
  @DisplayName("answers the same before and after it is taken apart")
  void searchedAndIndexed(Abi abi) {
    String text = Resources.text(Resources.table(abi) + ".txt");
    SyscallTable indexed = new SyscallTable(text);
    for (String name : indexed.names()) {
      int number = indexed.number(name).orElseThrow();
      assertEquals(OptionalInt.of(number), new SyscallTable(text).number(name), name);
      assertTrue(indexed.names(number).contains(name), name);
      assertEquals(indexed.since(name), new SyscallTable(text).since(name), name);
      assertEquals(indexed.name(number), new SyscallTable(text).name(number), name);
    }
  }

  @Test
  @DisplayName("finds whole names and numbers only, of calls only")
  void whole() {
    SyscallTable indexed = new SyscallTable(TEXT);
    assertEquals(6, indexed.names().size());
    for (String name : new String[] {"rea", "write", "2.0", "3.7", "flags:flags:64", "-", ""}) {
      assertEquals(OptionalInt.empty(), new SyscallTable(TEXT).number(name), name);
      assertEquals(OptionalInt.empty(), indexed.number(name), name);
    }
    for (int number : new int[] {-1, 1, 2, 12, 42}) {
      assertNull(new SyscallTable(TEXT).name(number));
      assertNull(indexed.name(number));
    }
  }

  @Test
  @DisplayName("gives the first of two names for a number, and own arguments, none or the usual")
  void special() {
    SyscallTable table = new SyscallTable(TEXT);
    assertEquals("pipe", table.name(121));
    assertEquals("flags:flags:64", table.ownArguments("clone"));
    assertEquals("", table.ownArguments("pipe"));
    assertNull(table.ownArguments("read"));
  }

  @Test
  @DisplayName("knows the largest number of a kernel below a limit")
  void largest() {
    SyscallTable table = new SyscallTable(TEXT);
    assertEquals(983042, table.largest(new KernelVersion(6, 0), Integer.MAX_VALUE));
    assertEquals(121, table.largest(new KernelVersion(6, 0), 1000));
    assertEquals(120, table.largest(new KernelVersion(3, 9), 1000));
    assertEquals(-1, table.largest(new KernelVersion(0, 9), 1000));
  }
}
