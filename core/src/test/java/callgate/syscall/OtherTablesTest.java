package callgate.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The tables agree with")
class OtherTablesTest {
  /** A table of all calls on all ABIs, beside the project where there is one. */
  private static final Path CSV = Path.of("../../shared/data/syscalls.csv");

  /** Known here and not there: a second name, and a call that LoongArch got lately. */
  private static final Set<String> MORE =
      Set.of("ARM sync_file_range2", "LOONGARCH64 memfd_secret");

  private static int base(Abi abi) {
    return switch (abi) {
      case X32 -> Abi.X32_BIT;
      case MIPS, MIPSEL -> 4000;
      case MIPS64, MIPSEL64 -> 5000;
      case MIPS64N32, MIPSEL64N32 -> 6000;
      default -> 0;
    };
  }

  @ParameterizedTest
  @EnumSource(Abi.class)
  @DisplayName("a table of all calls on all ABIs of Linux 7.1")
  void allCalls(Abi abi) throws IOException {
    assumeTrue(Files.exists(CSV), "needs the shared data beside the project: " + CSV);
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(CSV)) {
      rows.add(line.split(",", -1));
    }
    int column = List.of(rows.getFirst()).indexOf(Resources.table(abi));
    Map<String, Integer> theirs = new TreeMap<>();
    for (String[] row : rows.subList(1, rows.size())) {
      if (!row[column].equals("PNR")) {
        int number = Integer.parseInt(row[column]);
        theirs.put(row[0], number < base(abi) ? number + base(abi) : number);
      }
    }
    Map<String, Integer> ours = new TreeMap<>();
    for (String name : Syscalls.names(abi)) {
      if (!MORE.contains(abi + " " + name)) {
        ours.put(name, Syscalls.number(abi, name).orElseThrow());
      }
    }
    assertEquals(theirs, ours);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "X86_64", "X86", "AARCH64", "ARM", "RISCV64", "S390X", "S390", "PPC64LE", "PPC", "MIPS",
        "MIPS64", "PARISC"
      })
  @DisplayName("libseccomp, as scmp_sys_resolver tells its names")
  void libseccomp(Abi abi) throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/scmp_sys_resolver")),
        "needs scmp_sys_resolver: apt-get install seccomp");
    // A process a number: every third says enough.
    List<String> asked = new ArrayList<>();
    List<String> names = Syscalls.names(abi);
    for (int i = 0; i < names.size(); i += 3) {
      if (!MORE.contains(abi + " " + names.get(i))) {
        asked.add(names.get(i));
      }
    }
    String numbers =
        asked.stream()
            .map(name -> Integer.toString(Syscalls.number(abi, name).orElseThrow()))
            .collect(Collectors.joining(" "));
    String loop = "for n in " + numbers + "; do scmp_sys_resolver -a " + abi.token() + " $n; done";
    List<String> theirs = output("sh", "-c", loop).lines().toList();
    Map<String, String> wrong = new TreeMap<>();
    for (int i = 0; i < asked.size(); i++) {
      if (!theirs.get(i).equals("UNKNOWN") && !theirs.get(i).equals(asked.get(i))) {
        wrong.put(asked.get(i), theirs.get(i));
      }
    }
    assertEquals(Map.of(), wrong);
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "X32", "X86"})
  @DisplayName("the headers of the kernel that programs here are built with")
  void headers(Abi abi) throws IOException {
    Path header =
        Path.of(
            "/usr/include/x86_64-linux-gnu/asm",
            switch (abi) {
              case X32 -> "unistd_x32.h";
              case X86 -> "unistd_32.h";
              default -> "unistd_64.h";
            });
    assumeTrue(
        Files.exists(header), "needs an x86_64 with headers: apt-get install linux-libc-dev");
    int found = 0;
    for (String line : Files.readAllLines(header)) {
      String[] words = line.replaceAll("[()+]", " ").strip().split("\\s+", -1);
      if (words.length >= 3 && words[0].equals("#define") && words[1].startsWith("__NR_")) {
        int number = Integer.parseInt(words[words.length - 1]) + base(abi);
        String name = words[1].substring("__NR_".length());
        assertEquals(OptionalInt.of(number), Syscalls.number(abi, name), name);
        found++;
      }
    }
    assertTrue(found > 300, found + " calls in " + header);
  }

  /**
   * Makes each call from 424 on, where numbers are the same on all ABIs, with arguments that none
   * of them takes, and prints those that the kernel knows.
   */
  private static final String PROBE =
      """
      import ctypes, os
      libc = ctypes.CDLL(None, use_errno=True)
      for number in range(424, 600):
          pid = os.fork()
          if pid == 0:
              failed = libc.syscall(number, *([ctypes.c_long(-1)] * 6)) == -1
              os._exit(38 if failed and ctypes.get_errno() == 38 else 0)
          if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 38:
              print(number)
      """;

  @Test
  @DisplayName(
      "the running kernel: all calls that it answers have names, and are not newer than it")
  void runningKernel() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3: apt-get install python3");
    KernelVersion running =
        KernelVersion.parse(Files.readString(Path.of("/proc/sys/kernel/osrelease"))).orElseThrow();
    Abi abi = Abi.host();
    int answered = 0;
    for (String line : output("/usr/bin/python3", "-c", PROBE).lines().toList()) {
      int number = Integer.parseInt(line) + base(abi);
      String name = Syscalls.name(abi, number).orElseThrow(() -> new AssertionError(line));
      KernelVersion since = Syscalls.since(abi, name).orElseThrow();
      assertTrue(since.compareTo(running) <= 0, name + " since " + since + ", not " + running);
      answered++;
    }
    assertTrue(answered > 10, "answered " + answered);
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", command));
    return output;
  }
}
