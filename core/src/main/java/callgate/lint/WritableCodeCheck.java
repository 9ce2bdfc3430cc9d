package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether memory can be writable and executable, and, where some rule forbids that, whether there
 * is a way around the rule (systemd.exec(5), MemoryDenyWriteExecute).
 */
final class WritableCodeCheck implements Check {
  private static final int EXEC = 4;
  private static final int WRITE_AND_EXEC = 2 | EXEC;
  private static final int SHM_EXEC = 0100000;
  private static final int READ_IMPLIES_EXEC = 0x0400000;
  private static final long ASK = 0xffffffffL;

  private static final List<Danger> MAPPING =
      List.of(
          Danger.allBits("mmap", "prot", WRITE_AND_EXEC),
          Danger.allBits("mmap2", "prot", WRITE_AND_EXEC));

  /** The calls that a ban speaks of. */
  private static final List<Danger> DIRECT =
      List.of(
          MAPPING.get(0),
          MAPPING.get(1),
          Danger.allBits("mprotect", "prot", WRITE_AND_EXEC),
          Danger.allBits("pkey_mprotect", "prot", WRITE_AND_EXEC));

  /** Those that make what was written executable, or all that is readable. */
  private static final List<Danger> AROUND =
      List.of(
          Danger.anyBit("mprotect", "prot", EXEC).named("mprotect(PROT_EXEC)"),
          Danger.anyBit("pkey_mprotect", "prot", EXEC).named("pkey_mprotect(PROT_EXEC)"),
          Danger.anyBit("shmat", "shmflg", SHM_EXEC).named("shmat(SHM_EXEC)"),
          Danger.anyBit("personality", "personality", READ_IMPLIES_EXEC)
              .butNot(ASK)
              .named("personality(READ_IMPLIES_EXEC)"));

  private static final Danger FILE = Danger.always("memfd_create");

  /** Those that execute what stands in a file. */
  private static final List<Danger> EXECUTING =
      List.of(
          Danger.anyBit("mmap", "prot", EXEC),
          Danger.anyBit("mmap2", "prot", EXEC),
          Danger.always("execve"),
          Danger.always("execveat"));

  @Override
  public List<Finding> check(Subject subject) {
    Ways open = new Ways(subject);
    Set<String> banned = new LinkedHashSet<>();
    for (Abi abi : subject.confined()) {
      for (Danger danger : DIRECT) {
        boolean reached = open.add(abi, danger);
        if (!reached && subject.letsSome(abi, danger.call()) && isSeen(subject, danger, abi)) {
          banned.add(danger.call());
        }
      }
    }
    if (banned.isEmpty()) {
      return open.isEmpty() ? List.of() : List.of(permitted(open));
    }
    List<Finding> findings = new ArrayList<>();
    Ways around = around(subject);
    if (!around.isEmpty()) {
      findings.add(escape(banned, around));
    }
    file(subject).ifPresent(findings::add);
    return findings;
  }

  /** {@return whether a call of an ABI passes the protection where a filter can see it} */
  private static boolean isSeen(Subject subject, Danger danger, Abi abi) {
    return danger.harmful(subject, abi) != Diagrams.FALSE;
  }

  private static Ways around(Subject subject) {
    Ways ways = new Ways(subject);
    for (Abi abi : subject.confined()) {
      MAPPING.forEach(danger -> ways.add(abi, danger));
      if (hides(subject, abi)) {
        ways.add(abi, Danger.always("mmap"));
      }
      AROUND.forEach(danger -> ways.add(abi, danger));
    }
    return ways;
  }

  /** {@return whether all arguments of mmap lie in memory, as in the old one of 32-bit ABIs} */
  private static boolean hides(Subject subject, Abi abi) {
    return subject.node(abi, "mmap").isPresent() && !isSeen(subject, MAPPING.getFirst(), abi);
  }

  private static Finding permitted(Ways open) {
    return open.finding(
        Code.WRITABLE_CODE,
        "memory can be writable and executable: " + open.text() + " let through",
        "Injected code runs where it was written. Compilers at run time (the JVM, JavaScript, PCRE)"
            + " need such memory; most programs don't.",
        "let mmap through only where (prot & 6) != 6, mprotect and pkey_mprotect only where (prot &"
            + " 4) == 0");
  }

  private static Finding escape(Set<String> banned, Ways around) {
    return around.finding(
        Code.WRITABLE_CODE_ESCAPE,
        "the rule about "
            + Words.and(banned)
            + " keeps memory from being writable and executable, but "
            + around.text()
            + (around.isOne() ? " goes around it" : " go around it"),
        "What was written can be executed all the same: made executable at once, or later.",
        "let through " + around.fixes());
  }

  private static Optional<Finding> file(Subject subject) {
    Ways files = new Ways(subject);
    for (Abi abi : subject.confined()) {
      if (EXECUTING.stream().anyMatch(way -> way.reachable(subject, abi) != Diagrams.FALSE)) {
        files.add(abi, FILE);
      }
    }
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            files.finding(
                Code.FILE_IN_MEMORY,
                "memfd_create makes files that can be written and then executed, on " + files.on(),
                "The rule about writable code does not see what is mapped or executed from a file;"
                    + " so it is with any file system that is writable and not mounted noexec.",
                "deny memfd_create, where programs go on without"));
  }

  /** Calls that lead to writable code, and on which ABIs. */
  private static final class Ways {
    private final Subject subject;
    private final Map<String, Set<Abi>> abis = new LinkedHashMap<>();
    private final Set<String> calls = new LinkedHashSet<>();
    private @Nullable Witness witness;

    Ways(Subject subject) {
      this.subject = subject;
    }

    /** {@return whether a call is let through with arguments that do harm} */
    boolean add(Abi abi, Danger danger) {
      int set = danger.reachable(subject, abi);
      if (set == Diagrams.FALSE) {
        return false;
      }
      if (witness == null) {
        witness = subject.witness(abi, danger.call(), set);
      }
      calls.add(danger.call());
      abis.computeIfAbsent(danger.title(), _ -> new LinkedHashSet<>()).add(abi);
      return true;
    }

    boolean isEmpty() {
      return abis.isEmpty();
    }

    /** {@return the ABIs of the first way} */
    String on() {
      return Words.abis(abis.values().iterator().next());
    }

    boolean isOne() {
      return abis.size() == 1;
    }

    /** {@return such as {@code mmap and mprotect on x86_64, mmap2 on x86}} */
    String text() {
      Map<Set<Abi>, List<String>> titles = new LinkedHashMap<>();
      abis.forEach((title, on) -> titles.computeIfAbsent(on, _ -> new ArrayList<>()).add(title));
      return titles.entrySet().stream()
          .map(entry -> Words.all(entry.getValue()) + " on " + Words.abis(entry.getKey()))
          .collect(Collectors.joining(", "));
    }

    String fixes() {
      return calls.stream()
          .map(call ->
              switch (call) {
                case "mmap", "mmap2" -> call + " only where (prot & 6) != 6 can be seen to hold";
                case "shmat" -> call + " only where (shmflg & 0x8000) == 0";
                case "personality" -> call + " only with 0, 8, 0x20000, 0x20008 and 0xffffffff";
                default -> call + " only where (prot & 4) == 0";
              })
          .collect(Collectors.joining(", "));
    }

    Finding finding(Code code, String text, String why, String fix) {
      Witness shown = Objects.requireNonNull(witness);
      return Finding.of(code, subject.position(shown), text, why, fix).shownBy(shown);
    }
  }
}
