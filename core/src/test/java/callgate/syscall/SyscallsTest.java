package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The tables of system calls")
class SyscallsTest {
  @ParameterizedTest(name = "{1} is {2} on {0}")
  @CsvSource({
    "X86_64, read, 0",
    "X86_64, seccomp, 317",
    "X86_64, uretprobe, 335",
    "X86_64, rseq_slice_yield, 471",
    "X32, read, 0x40000000",
    "X32, execve, 0x40000208",
    "X86, read, 3",
    "AARCH64, read, 63",
    "ARM, set_tls, 0xf0005",
    "RISCV64, riscv_hwprobe, 258",
    "S390X, socketcall, 102",
    "PPC64LE, openat, 286",
    "LOONGARCH64, statx, 291",
    "MIPS, read, 4003",
    "MIPSEL64, read, 5000",
    "MIPS64N32, read, 6000",
    "PARISC, exit, 1",
    "M68K, getpagesize, 166",
    "SH, sync_file_range2, 388",
  })
  @DisplayName("know the number of a call as a filter sees it")
  void numbers(Abi abi, String name, int number) {
    assertEquals(OptionalInt.of(number), Syscalls.number(abi, name));
    assertEquals(Optional.of(name), Syscalls.name(abi, number));
  }

  @ParameterizedTest(name = "{0} has no {1}")
  @CsvSource({
    "AARCH64, open",
    "X86_64, mmap2",
    "X32, uselib",
    "RISCV64, renameat",
    "S390X, readahead2"
  })
  @DisplayName("know which calls an ABI lacks")
  void lacking(Abi abi, String name) {
    assertEquals(OptionalInt.empty(), Syscalls.number(abi, name));
    assertEquals(Optional.empty(), Syscalls.since(abi, name));
  }

  @ParameterizedTest
  @EnumSource(Abi.class)
  @DisplayName("hold each number of an ABI under one name, but for a second name on ARM")
  void unique(Abi abi) {
    Set<Integer> numbers = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (String name : Syscalls.names(abi)) {
      assertTrue(names.add(name), name);
      int number = Syscalls.number(abi, name).orElseThrow();
      assertTrue(abi.owns(number), name);
      assertTrue(numbers.add(number) || name.equals("sync_file_range2"), name);
      assertTrue(Syscalls.exists(name), name);
    }
    assertTrue(names.size() > 300, abi + " has " + names.size());
  }

  @ParameterizedTest
  @EnumSource(Abi.class)
  @DisplayName("list the calls of an ABI in the order of their numbers")
  void order(Abi abi) {
    int previous = -1;
    for (String name : Syscalls.names(abi)) {
      int number = Syscalls.number(abi, name).orElseThrow();
      assertTrue(number >= previous, name);
      previous = number;
    }
  }

  @Test
  @DisplayName("show the kernel's own name where a number has two")
  void secondName() {
    assertEquals(Optional.of("arm_sync_file_range"), Syscalls.name(Abi.ARM, 341));
    assertEquals(OptionalInt.of(341), Syscalls.number(Abi.ARM, "sync_file_range2"));
  }

  @Test
  @DisplayName("tell a name that some ABI has from one that none has")
  void existence() {
    assertTrue(Syscalls.exists("_llseek"));
    assertTrue(Syscalls.exists("writev"));
    assertFalse(Syscalls.exists("writ"));
    assertFalse(Syscalls.exists("writevv"));
    assertFalse(Syscalls.exists(""));
    assertFalse(Syscalls.exists("zzz"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "newfsstatat, newfstatat",
    "opnat, openat",
    "mmapp, mmap",
    "epoll_wiat, epoll_wait",
    "clone33, clone3"
  })
  @DisplayName("suggest what a misspelt name was meant to be")
  void suggestions(String misspelt, String meant) {
    assertEquals(Optional.of(meant), Syscalls.suggestion(misspelt));
  }

  @Test
  @DisplayName("suggest nothing for a word that is far from all names")
  void noSuggestion() {
    assertEquals(Optional.empty(), Syscalls.suggestion("ProcessBuilder"));
  }

  @ParameterizedTest(name = "{0} has {1} since {2}")
  @CsvSource({
    "X86_64, read, 2.4",
    "X86, read, 1.0",
    "X86, socket, 4.3",
    "X86, shmget, 5.1",
    "X86, clock_gettime64, 5.1",
    "X32, read, 3.4",
    "AARCH64, read, 3.7",
    "RISCV64, read, 4.15",
    "LOONGARCH64, read, 5.19",
    "LOONGARCH64, fstat, 6.11",
    "S390X, socket, 4.3",
    "S390X, memfd_secret, 6.4",
    "X86_64, seccomp, 3.17",
    "X86_64, membarrier, 4.3",
    "X86_64, pkey_alloc, 4.9",
    "PPC64LE, pkey_alloc, 4.16",
    "X86_64, clone3, 5.3",
    "MIPS64, clone3, 5.4",
    "X86_64, openat2, 5.6",
    "X86_64, futex_waitv, 5.16",
    "X86_64, cachestat, 6.5",
    "X86_64, map_shadow_stack, 6.6",
    "AARCH64, map_shadow_stack, 6.7",
    "X86_64, mseal, 6.10",
    "X86_64, uretprobe, 6.11",
    "X86_64, setxattrat, 6.13",
    "X86_64, open_tree_attr, 6.15",
    "X86_64, file_getattr, 6.17",
    "X86_64, uprobe, 6.18",
    "X86_64, listns, 6.19",
    "X86_64, rseq_slice_yield, 7.0",
  })
  @DisplayName("know which kernel introduced a call on an ABI")
  void since(Abi abi, String name, String version) {
    assertEquals(version, Syscalls.since(abi, name).orElseThrow().toString());
  }

  @ParameterizedTest(name = "Linux {1} knows {0} up to {2}")
  @CsvSource({
    "X86_64, 4.20, 334",
    "X86_64, 5.10, 440",
    "X86_64, 6.1, 450",
    "X86_64, 6.12, 462",
    "X86_64, 7.1, 471",
    "X32, 6.12, 0x40000223",
    "AARCH64, 4.20, 293",
    "AARCH64, 6.1, 450",
    "AARCH64, 3.0, -1",
    "ARM, 6.12, 462",
    "MIPS, 6.12, 4462",
    "S390, 7.1, 469",
  })
  @DisplayName("know the largest number of a kernel, without the private calls of ARM")
  void largest(Abi abi, String kernel, int number) {
    assertEquals(number, Syscalls.largest(abi, KernelVersion.parse(kernel).orElseThrow()));
  }

  @Test
  @DisplayName("name all calls in alphabetical order")
  void allNames() {
    List<String> names = Syscalls.names();
    assertEquals(names.stream().sorted().toList(), names);
    assertTrue(names.containsAll(Syscalls.names(Abi.MIPS)));
  }
}
