package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.decision.CallText;
import callgate.decision.Change;
import callgate.decision.Comparison;
import callgate.decision.Diagrams;
import callgate.decision.Difference;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.format.ContainerRuntime;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.ReadOptions;
import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Filters that other compilers made of two policies, and every difference between a filter and the
 * policy that it came from.
 */
@DisplayName("A filter that another compiler made")
class OtherCompilersTest {
  private static final Path DATA = Path.of("../../shared/data");

  private static final String[] FORTY = {
    "accept4",
    "brk",
    "clock_gettime",
    "close",
    "epoll_ctl",
    "epoll_wait",
    "exit",
    "exit_group",
    "fcntl",
    "fstat",
    "futex",
    "getcwd",
    "getpid",
    "getrandom",
    "gettid",
    "ioctl",
    "lseek",
    "madvise",
    "mmap",
    "mprotect",
    "mremap",
    "munmap",
    "nanosleep",
    "newfstatat",
    "openat",
    "poll",
    "pread64",
    "prlimit64",
    "read",
    "recvfrom",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sched_yield",
    "sendto",
    "set_robust_list",
    "sigaltstack",
    "write",
    "writev"
  };

  /** An allow list: {@code KILL_PROCESS} is for all else. */
  private static Policy forty() {
    return new Policy(
        "forty",
        List.of(Abi.X86_64),
        Action.KILL_PROCESS,
        Action.KILL_PROCESS,
        new Newer.AsDefault(),
        Set.of(),
        List.of(Rule.of(Action.ALLOW, FORTY)));
  }

  /** Docker's default profile on x86_64 alone, as libseccomp means it. */
  private static Policy docker() throws IOException {
    String profile = Files.readString(existing(DATA.resolve("docker-default.json")));
    ReadOptions options =
        ReadOptions.onNewestKernel().withAbi(Abi.X86_64).withRuntime(ContainerRuntime.CRUN);
    Policy policy = Formats.read(Document.of("docker-default.json", profile), options).policy();
    return policy.withAbis(List.of(Abi.X86_64));
  }

  private static Path existing(Path file) {
    assumeTrue(Files.exists(file), "needs " + file + " beside the project");
    return file;
  }

  /** {@return each difference as text: where, how many calls, one of them, what it gets by both} */
  private static List<String> differences(Policy policy, String name) throws IOException {
    Path file = existing(DATA.resolve("filters").resolve(name + ".bpf"));
    Program program = Program.read(Files.readAllBytes(file), ByteOrder.LITTLE_ENDIAN);
    Diagrams diagrams = new Diagrams();
    Meaning meant = PolicyMeaning.of(policy, diagrams);
    List<String> texts = new ArrayList<>();
    for (Difference difference :
        Comparison.of(meant, SymbolicExecution.of(program, diagrams), false)) {
      String where = difference.abis().isEmpty() ? "[other]" : difference.abis().toString();
      int calls = difference.calls().size();
      for (Change change : difference.changes()) {
        texts.add(
            where
                + (calls > 1 ? " " + calls + " calls such as " : " ")
                + CallText.of(change.witness())
                + ": "
                + change.left()
                + " -> "
                + change.right());
      }
    }
    return texts;
  }

  @Test
  @DisplayName("kafel: has no x32, whose calls are unknown numbers to it")
  void kafel() throws IOException {
    assertEquals(
        List.of("[x32] read(0, NULL, 0): KILL_THREAD -> ERRNO(1)"),
        differences(docker(), "docker.kafel"));
    // Where the ABI is another one, it kills the thread whatever the default is.
    assertEquals(
        List.of("[other] syscall(0): KILL_PROCESS -> KILL_THREAD"),
        differences(forty(), "min40.kafel"));
  }

  @Test
  @DisplayName("gVisor: has no x32 either, and kills the process on other ABIs")
  void gvisor() throws IOException {
    assertEquals(
        List.of(
            "[x32] read(0, NULL, 0): KILL_THREAD -> ERRNO(1)",
            "[other] syscall(0): KILL_THREAD -> KILL_PROCESS"),
        differences(docker(), "docker.gvisor"));
    assertEquals(List.of(), differences(forty(), "min40.gvisor"));
  }

  @Test
  @DisplayName("minijail: kills the process instead of an errno as default, and knows fewer calls")
  void minijail() throws IOException {
    assertEquals(
        List.of(
            // These are default actions, for arguments or for whole calls.
            "[x86_64] socket(AF_ALG, 0, 0): ERRNO(1) -> KILL_PROCESS",
            "[x86_64] clone(CLONE_NEWNS, NULL, NULL, NULL, NULL): ERRNO(1) -> KILL_PROCESS",
            "[x86_64] 77 calls such as _sysctl(NULL): ERRNO(1) -> KILL_PROCESS",
            "[x86_64] personality(1): ERRNO(1) -> KILL_PROCESS",
            // Its table ended before these calls came, so that the allow list lost them.
            "[x86_64] 14 calls such as cachestat(0, NULL, NULL, 0): ALLOW -> KILL_PROCESS",
            // Its default is for all numbers, x32's too, and for other ABIs.
            "[x32] read(0, NULL, 0): KILL_THREAD -> KILL_PROCESS",
            "[other] syscall(0): KILL_THREAD -> KILL_PROCESS"),
        differences(docker(), "docker.mjbst"));
    assertEquals(List.of(), differences(forty(), "min40.mjbst"));
  }

  @Test
  @DisplayName("go-seccomp-bpf: takes an argument for a number, and answers x32 with ENOSYS")
  void elastic() throws IOException {
    assertEquals(
        List.of(
            // Where no test of personality's argument holds, the number is not loaded again, and
            // the argument is compared with the numbers of the calls behind: 56 is clone's, which
            // is allowed with these arguments, 435 is clone3's, which gets ENOSYS.
            "[x86_64] personality(0x38): ERRNO(1) -> ALLOW",
            "[x86_64] personality(0x1b3): ERRNO(1) -> ERRNO(38)",
            // Every number from x32's first on gets ENOSYS, -1 too.
            "[x86_64] syscall(-1): ERRNO(1) -> ERRNO(38)",
            "[x32] read(0, NULL, 0): KILL_THREAD -> ERRNO(38)",
            // Other ABIs get the default action.
            "[other] syscall(0): KILL_THREAD -> ERRNO(1)"),
        differences(docker(), "docker.elastic"));
    assertEquals(
        List.of(
            "[x86_64] syscall(-1): KILL_PROCESS -> ERRNO(38)",
            "[x32] read(0, NULL, 0): KILL_PROCESS -> ERRNO(38)"),
        differences(forty(), "min40.elastic"));
  }
}
