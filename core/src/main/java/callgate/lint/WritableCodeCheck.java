package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether memory can be writable and executable, and, where some rule forbids that, whether there
 * is a way around the rule (systemd.exec(5), MemoryDenyWriteExecute).
 */
final class WritableCodeCheck implements Check {
  private static final int WRITE_AND_EXEC = 2 | 4;
  private static final int SHM_EXEC = 0100000;
  private static final int READ_IMPLIES_EXEC = 0x0400000;
  private static final long ASK = 0xffffffffL;

  /** The calls that a ban speaks of. */
  private static final List<Danger> DIRECT =
      List.of(
          Danger.allBits("mmap", "prot", WRITE_AND_EXEC),
          Danger.allBits("mmap2", "prot", WRITE_AND_EXEC),
          Danger.allBits("mprotect", "prot", WRITE_AND_EXEC),
          Danger.allBits("pkey_mprotect", "prot", WRITE_AND_EXEC));

  private static final List<Danger> AROUND =
      List.of(
          Danger.anyBit("shmat", "shmflg", SHM_EXEC),
          Danger.anyBit("personality", "personality", READ_IMPLIES_EXEC).butNot(ASK));

  @Override
  public List<Finding> check(Subject subject) {
    if (UnconfinedCheck.isUnconfined(subject)) {
      return List.of();
    }
    List<Witness> open = new ArrayList<>();
    Set<String> banned = new LinkedHashSet<>();
    for (Abi abi : subject.abis()) {
      for (Danger danger : DIRECT) {
        int set = danger.reachable(subject, abi);
        if (set != Diagrams.FALSE) {
          open.add(subject.witness(abi, danger.call(), set));
        } else if (subject.letsSome(abi, danger.call()) && isSeen(subject, danger, abi)) {
          banned.add(danger.call());
        }
      }
    }
    return banned.isEmpty() ? permitted(subject, open) : escapes(subject, banned, open);
  }

  /** {@return whether a call of an ABI passes the protection where a filter can see it} */
  private static boolean isSeen(Subject subject, Danger danger, Abi abi) {
    return danger.harmful(subject, abi) != Diagrams.FALSE;
  }

  private static List<Finding> permitted(Subject subject, List<Witness> open) {
    if (open.isEmpty()) {
      return List.of();
    }
    Witness witness = open.getFirst();
    return List.of(
        Finding.of(
                Code.WRITABLE_CODE,
                subject.position(witness),
                "memory can be writable and executable: " + calls(open) + " let through",
                "Injected code runs where it was written. Compilers at run time (the JVM,"
                    + " JavaScript, PCRE) need such memory; most programs don't.",
                "let mmap, mprotect and pkey_mprotect through only where (prot & 6) != 6")
            .shownBy(witness));
  }

  private static List<Finding> escapes(Subject subject, Set<String> banned, List<Witness> open) {
    List<Witness> ways = new ArrayList<>(open);
    for (Abi abi : subject.abis()) {
      for (Danger danger : AROUND) {
        int set = danger.reachable(subject, abi);
        if (set != Diagrams.FALSE) {
          ways.add(subject.witness(abi, danger.call(), set));
        }
      }
      hidden(subject, abi).ifPresent(ways::add);
    }
    if (ways.isEmpty()) {
      return List.of();
    }
    Witness witness = ways.getFirst();
    return List.of(
        Finding.of(
                Code.WRITABLE_CODE_ESCAPE,
                subject.position(witness),
                "the rule about "
                    + Words.and(banned)
                    + " keeps memory from being writable and executable, but "
                    + calls(ways)
                    + (ways.size() == 1 ? " goes around it" : " go around it"),
                "Each of them makes such memory as well.",
                "deny them, or let them through only without PROT_WRITE and PROT_EXEC together"
                    + " ((prot & 6) != 6), SHM_EXEC and READ_IMPLIES_EXEC")
            .shownBy(witness));
  }

  /**
   * {@return a call of the old mmap, whose arguments all lie in memory, where it is let through}
   */
  private static Optional<Witness> hidden(Subject subject, Abi abi) {
    boolean hidden = !isKnown(subject, abi, "mmap") && subject.letsSome(abi, "mmap");
    return hidden
        ? Optional.of(subject.witness(abi, "mmap", subject.lets(abi, "mmap")))
        : Optional.empty();
  }

  private static boolean isKnown(Subject subject, Abi abi, String call) {
    return subject.node(abi, call).isEmpty() || isSeen(subject, DIRECT.getFirst(), abi);
  }

  private static String calls(List<Witness> witnesses) {
    Set<String> calls = new LinkedHashSet<>();
    for (Witness witness : witnesses) {
      calls.add(
          callgate.syscall.Syscalls.name(witness.abi(), witness.call().number()).orElseThrow()
              + " on "
              + witness.abi().token());
    }
    return Words.and(calls);
  }
}
