package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Turns what programs did, by name, into evidence, by ABI and number, once all calls of a program
 * are known.
 */
final class StraceSettlement {
  private final String source;
  private final AbiChoice choice;
  private final Remarks remarks;
  private final EvidenceBuilder evidence = new EvidenceBuilder();

  /** Whether the log has numbers, so that calls through a multiplexer show as such. */
  boolean numbered;

  StraceSettlement(String source, AbiChoice choice, Remarks remarks) {
    this.source = source;
    this.choice = choice;
    this.remarks = remarks;
  }

  EvidenceBuilder evidence() {
    return evidence;
  }

  /**
   * Takes all calls of a program.
   *
   * @param firsts by id: the first occurrence in the log, by whatever program
   */
  void settle(Image image, NameTable names, List<@Nullable Occurrence> firsts) {
    take(image, names, firsts, false);
  }

  /**
   * Takes a table of counts. Calls that the same log also shows one by one are not counted twice.
   */
  void settleSummary(Image table, NameTable names) {
    take(table, names, List.of(), true);
  }

  private void take(
      Image image, NameTable names, List<@Nullable Occurrence> firsts, boolean summary) {
    Abi abi = image.abi;
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < Math.min(image.ids(), names.size()); id++) {
      if (image.has(id)) {
        ids.add(id);
      }
    }
    if (abi == null) {
      abi = choice.havingAll(ids.stream().map(names::name).toList()).orElse(null);
      image.abi = abi;
    }
    for (int id : ids) {
      String name = names.name(id);
      Optional<Abi> spoken =
          abi != null && AbiChoice.has(abi, name) ? Optional.of(abi) : choice.having(name);
      if (spoken.isEmpty()) {
        remarks.add(
            name, image.firstLine(id), 0, noSuchCallHere(name) + "; --arch says whose log it is");
        continue;
      }
      if (abi == null || abi != spoken.get()) {
        remarks.add(
            "mixed " + image.executable,
            image.firstLine(id),
            0,
            "a program that speaks several ABIs: "
                + name
                + " is taken as one of "
                + spoken.get().token());
      }
      Occurrence first = first(image, id, firsts);
      add(spoken.get(), name, image, id, first, summary);
    }
  }

  private String noSuchCallHere(String name) {
    return choice.usual().token()
        + " has no call "
        + name
        + (choice.candidates().size() > 1 ? ", nor has another ABI of such a machine" : "");
  }

  private Occurrence first(Image image, int id, List<@Nullable Occurrence> firsts) {
    Occurrence first = id < firsts.size() ? firsts.get(id) : null;
    long line = image.firstLine(id);
    if (first != null && first.sequence() == line) {
      return first;
    }
    return new Occurrence(Occurrence.NO_TIME, source, line, 0, image.executable, "");
  }

  private void add(Abi abi, String name, Image image, int id, Occurrence first, boolean summary) {
    OptionalInt number = AbiChoice.number(abi, name);
    OptionalInt multiplexer = numbered ? OptionalInt.empty() : Multiplexers.numberFor(abi, name);
    if (multiplexer.isPresent()) {
      add(abi, multiplexer.getAsInt(), image.count(id), first, List.of(), summary);
    }
    if (number.isPresent()) {
      List<SeenValues> values = multiplexer.isPresent() ? List.of() : image.values(id, abi);
      add(abi, number.getAsInt(), image.count(id), first, values, summary);
      if (Syscalls.name(abi, number.getAsInt()).isEmpty()) {
        remarks.add(
            name,
            first.sequence(),
            0,
            "a call without a name, number "
                + Integer.toUnsignedString(number.getAsInt())
                + " of "
                + abi.token()
                + ": newer than Callgate's tables, or a mistake of the program");
      }
    }
  }

  private void add(
      Abi abi, int number, long count, Occurrence first, List<SeenValues> values, boolean summary) {
    long known = summary ? evidence.count(abi, number) : 0;
    if (count > known) {
      evidence.add(new Observation(abi, number, count - known, first, values));
    }
  }
}
