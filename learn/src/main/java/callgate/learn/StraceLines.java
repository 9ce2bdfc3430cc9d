package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Understands the lines of a strace log that {@link StraceScanner} does not just count: which
 * thread they are about, what forks and executes, which ABI is spoken, and which lines are no calls
 * at all.
 */
final class StraceLines implements SummaryTable.Rows {
  private static final int DISTINCT_NAMES = 1 << 12;

  private final String source;
  private final AbiChoice choice;
  private final StraceSettlement settlement;
  private final StraceValues values;
  private final Remarks remarks;
  private final Map<Integer, Image> children;
  private final NameTable names = new NameTable();
  private final List<@Nullable Occurrence> firsts = new ArrayList<>();
  private boolean[] plain = new boolean[256];
  private final List<TracedProcess> forking = new ArrayList<>();
  private final List<Image> tables = new ArrayList<>();
  private Image table = new Image("", null);
  private final ProcessTable processes = new ProcessTable();
  private final StracePrefix prefix = new StracePrefix();
  private final StracePrefix above = new StracePrefix();
  private final SummaryTable summary;
  private final int defaultPid;
  private long otherLines;
  private boolean cut;
  private boolean insideCall;

  /**
   * A known name followed by a bracket whose line did not end as a call: another program wrote into
   * it, or it is text.
   */
  private @Nullable Candidate candidate;

  private record Candidate(TracedProcess process, int id, long line, Occurrence occurrence) {}

  StraceLines(
      String source,
      int defaultPid,
      AbiChoice choice,
      StraceSettlement settlement,
      StraceValues values,
      Remarks remarks,
      Map<Integer, Image> children) {
    this.source = source;
    this.defaultPid = defaultPid;
    this.choice = choice;
    this.settlement = settlement;
    this.values = values;
    this.remarks = remarks;
    this.children = children;
    this.summary = new SummaryTable(this);
  }

  NameTable names() {
    return names;
  }

  /** {@return whether a further call of that name changes nothing but a count} */
  boolean isPlain(int id) {
    return plain[id];
  }

  /** {@return what a thread that was seen before is executing} */
  @Nullable Image image(int pid) {
    TracedProcess process = processes.get(pid == 0 ? defaultPid : pid);
    return process == null || pid > StracePrefix.LARGEST_PID ? null : process.image;
  }

  /** The next line is the last, and its end is missing. */
  void cutShort() {
    cut = true;
  }

  long otherLines() {
    return otherLines;
  }

  /** Hands everything over that was seen. */
  void finish() {
    summary.finish();
    for (TracedProcess process : processes.all()) {
      leave(process);
    }
    tables.forEach(all -> settlement.settleSummary(all, names));
  }

  @Override
  public void row(String name, long calls, long line, int column) {
    int id = names.find(name);
    if (id < 0) {
      id = newName(name, 0, line, column);
    }
    if (id >= 0) {
      table.count(id, line, calls);
    }
  }

  @Override
  public void broken(long line) {
    remarks.add("row", line, 0, "this row of a table of strace -c can't be read");
  }

  @Override
  public void end(String mode) {
    table.abi = choice.ofMode(mode).orElse(null);
    tables.add(table);
    table = new Image("", null);
  }

  /** Takes the line in bytes[from, end). */
  void take(byte[] bytes, int from, int end, long line) {
    int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
    if (summary.take(bytes, from, to, line)) {
      return;
    }
    prefix.read(bytes, from, to);
    int at = prefix.start;
    switch (bytes[at]) {
      case '<' -> resumed(bytes, at, to, line);
      case '+' -> ended(bytes, at, to);
      case '[' -> note(bytes, at, to);
      case '-', '>', '%', ' ', '\n', '\r' -> {
        // signals, stack traces, headings and empty lines
        if (bytes[at] == ' ' && !StracePrefix.startsWith(bytes, at, to, " > ")) {
          other(bytes, from, to);
        }
      }
      default -> named(bytes, from, at, to, line);
    }
  }

  private void named(byte[] bytes, int from, int at, int to, long line) {
    int open = at;
    int hash = 0;
    while (NameTable.isNameByte(bytes[open])) {
      hash = NameTable.hash(hash, bytes[open++]);
    }
    if (open == at || bytes[open] != '(') {
      if (StracePrefix.startsWith(bytes, at, to, "strace: ")) {
        note(bytes, at + "strace: ".length(), to);
      } else {
        other(bytes, from, to);
      }
      return;
    }
    int id = names.find(bytes, at, open, hash);
    if (isSeen(id) && imageOfLine().countKnown(id)) {
      return;
    }
    int result = StraceResult.find(bytes, open, to);
    if (id < 0) {
      id =
          newName(
              new String(bytes, at, open - at, StandardCharsets.US_ASCII),
              result,
              line,
              at - from + 1);
    }
    if (id < 0) {
      other(bytes, from, to);
    } else if (isInsideCall(bytes, from)) {
      other(bytes, from, to);
    } else if (result == StraceResult.NONE && !cut) {
      interrupted(bytes, id, open, to, line);
    } else {
      candidate = null;
      TracedProcess process = process();
      call(process, numbered(process, id), occurrence(process, bytes, open, to, result, line));
      opened(process, id, bytes, open, to, result);
    }
  }

  /**
   * {@return whether the current line need not be understood if its process made the call before}
   */
  private boolean isSeen(int id) {
    return id >= 0 && plain[id] && prefix.number == StracePrefix.NO_NUMBER;
  }

  private Image imageOfLine() {
    return process().image;
  }

  /** {@return the id of a name that is new in this log, or -1 if there is no such call} */
  private int newName(String name, int result, long line, int column) {
    if (!AbiChoice.isCall(name)) {
      if (result != StraceResult.NONE) {
        noSuchCall(name, line, column);
      }
      return -1;
    }
    if (names.size() >= DISTINCT_NAMES) {
      return -1;
    }
    int id = names.findOrAdd(name);
    if (id >= plain.length) {
      plain = Arrays.copyOf(plain, 2 * id);
    }
    plain[id] = !isFork(name) && !isExec(name) && !values.wanted(name);
    firsts.add(null);
    return id;
  }

  private void noSuchCall(String name, long line, int column) {
    String hint =
        Syscalls.suggestion(name).map(close -> "; did you mean " + close + "?").orElse("");
    remarks.add(name, line, column, "no ABI has a call " + name + ": left out" + hint);
  }

  static boolean isFork(String name) {
    return switch (name) {
      case "fork", "vfork", "clone", "clone3", "clone2" -> true;
      default -> false;
    };
  }

  static boolean isExec(String name) {
    return name.equals("execve") || name.equals("execveat");
  }

  /** With numbers (-n) a line also tells its ABI, and which multiplexer a call went through. */
  private int numbered(TracedProcess process, int id) {
    if (prefix.number == StracePrefix.NO_NUMBER) {
      return id;
    }
    settlement.numbered = true;
    List<Abi> spoken = choice.numbering(names.name(id), prefix.number);
    if (spoken.isEmpty()) {
      String multiplexer = choice.multiplexer(prefix.number).orElse(names.name(id));
      int other = names.find(multiplexer);
      return other >= 0 ? other : newName(multiplexer, 0, 0, 0);
    }
    if (spoken.size() == 1 || !spoken.contains(process.image.abi)) {
      speak(process, spoken.getFirst());
    }
    return id;
  }

  private void call(TracedProcess process, int id, Occurrence occurrence) {
    if (firsts.get(id) == null) {
      firsts.set(id, occurrence);
    }
    process.image.count(id, occurrence.sequence(), 1);
  }

  private Occurrence occurrence(
      TracedProcess process, byte[] bytes, int open, int to, int result, long line) {
    String arguments =
        result == StraceResult.NONE ? "" : StraceArguments.shown(bytes, open + 1, to, result);
    return new Occurrence(
        prefix.time, source, line, process.pid, process.image.executable, arguments);
  }

  /** The line of a call, up to where it returned or was interrupted by another thread's line. */
  private void opened(TracedProcess process, int id, byte[] bytes, int open, int to, int result) {
    String name = names.name(id);
    if (isExec(name)) {
      process.executing = StraceArguments.firstText(bytes, open + 1, to);
      if (result >= 0) {
        executed(process, bytes, result, to);
      }
    } else if (isFork(name)) {
      forking(process, result == StraceResult.UNFINISHED);
      if (result >= 0) {
        child(process, StraceResult.number(bytes, result, to));
      }
    }
    if (values.wanted(name)) {
      if (result == StraceResult.UNFINISHED) {
        process.unfinished = StraceArguments.soFar(bytes, open + 1, to);
      } else {
        String text = new String(bytes, open + 1, to - open - 1, StandardCharsets.ISO_8859_1);
        values.add(process.image, id, name, text);
      }
    }
  }

  private void resumed(byte[] bytes, int at, int to, long line) {
    if (!StracePrefix.startsWith(bytes, at, to, "<... ")) {
      other(bytes, at, to);
      return;
    }
    int start = at + 5;
    int end = start;
    int hash = 0;
    while (NameTable.isNameByte(bytes[end])) {
      hash = NameTable.hash(hash, bytes[end++]);
    }
    int id = names.find(bytes, start, end, hash);
    if (isSeen(id) && imageOfLine().has(id)) {
      return;
    }
    if (!StracePrefix.startsWith(bytes, end, to, " resumed>")) {
      otherLines++;
      return;
    }
    String name = new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    int result = StraceResult.find(bytes, end, to);
    if (id < 0) {
      id = newName(name, result, line, start - at + 1);
    }
    if (id < 0) {
      return;
    }
    TracedProcess process = process();
    if (!process.image.has(id) && process.executing == null) {
      // The log starts within the call.
      call(process, id, occurrence(process, bytes, end, to, StraceResult.NONE, line));
    }
    if (values.wanted(name)) {
      String begin = process.unfinished;
      if (begin != null && result >= 0) {
        int rest = end + " resumed>".length();
        values.add(
            process.image,
            id,
            name,
            begin + new String(bytes, rest, to - rest, StandardCharsets.ISO_8859_1));
      }
      process.unfinished = null;
    }
    if (result >= 0 && isExec(name)) {
      executed(process, bytes, result, to);
    } else if (result >= 0 && isFork(name)) {
      forking(process, false);
      child(process, StraceResult.number(bytes, result, to));
    }
  }

  /**
   * A line that begins as a call and does not end as one: what was written in between may end it
   * further down.
   */
  private void interrupted(byte[] bytes, int id, int open, int to, long line) {
    TracedProcess process = process();
    candidate =
        new Candidate(
            process, id, line, occurrence(process, bytes, open, to, StraceResult.NONE, line));
    if (isFork(names.name(id))) {
      forking(process, true);
      attached(bytes, open, to);
    } else if (isExec(names.name(id))) {
      process.executing = StraceArguments.firstText(bytes, open + 1, to);
    }
  }

  /** A line that is no call by itself: the end of one that was interrupted, or not strace's. */
  private void other(byte[] bytes, int from, int to) {
    Candidate begun = candidate != null && isInsideCall(bytes, from) ? candidate : null;
    int result = begun == null ? StraceResult.NONE : StraceResult.find(bytes, from, to);
    if (begun == null || result == StraceResult.NONE) {
      otherLines++;
      attached(bytes, from, to);
      return;
    }
    candidate = null;
    TracedProcess process = begun.process;
    call(process, begun.id, begun.occurrence);
    String name = names.name(begun.id);
    if (result >= 0 && isExec(name)) {
      executed(process, bytes, result, to);
    } else if (result >= 0 && isFork(name)) {
      forking(process, false);
      child(process, StraceResult.number(bytes, result, to));
    }
  }

  /**
   * {@return whether a call that began above the line at {@code from} has not ended yet} What
   * follows is then output of the program, whatever it looks like, up to the end of the call.
   */
  private boolean isInsideCall(byte[] bytes, int from) {
    for (int end = from - 1; end > 0; ) {
      int start = end;
      while (start > 0 && bytes[start - 1] != '\n') {
        start--;
      }
      if (isComplete(bytes, start, end)) {
        return false;
      }
      if (beginsAsCall(bytes, start, end)) {
        return true;
      }
      end = start - 1;
    }
    return insideCall;
  }

  private boolean beginsAsCall(byte[] bytes, int from, int to) {
    above.read(bytes, from, to);
    int open = above.start;
    int hash = 0;
    while (NameTable.isNameByte(bytes[open])) {
      hash = NameTable.hash(hash, bytes[open++]);
    }
    return bytes[open] == '(' && names.find(bytes, above.start, open, hash) >= 0;
  }

  private static boolean isComplete(byte[] bytes, int from, int end) {
    int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
    return to == from
        || StraceResult.find(bytes, from, to) != StraceResult.NONE
        || StracePrefix.endsWith(bytes, from, to, " +++")
        || StracePrefix.endsWith(bytes, from, to, " ---")
        || StracePrefix.endsWith(bytes, from, to, "]")
        || StracePrefix.startsWith(bytes, from, to, " > ")
        || StracePrefix.startsWith(bytes, from, to, "strace: ");
  }

  /** The lines in bytes[0, to) go; others come in their place. */
  void endOfBuffer(byte[] bytes, int to) {
    insideCall = isInsideCall(bytes, to);
  }

  /** {@code strace: Process 123 attached}, also behind a call that it interrupted. */
  private void attached(byte[] bytes, int from, int to) {
    if (!StracePrefix.endsWith(bytes, from, to, " attached")) {
      return;
    }
    int digits = to - " attached".length();
    int start = digits;
    while (start > from && StracePrefix.isDigit(bytes[start - 1])) {
      start--;
    }
    Candidate begun = candidate;
    if (begun != null && StracePrefix.endsWith(bytes, from, start, "strace: Process ")) {
      child(begun.process, StraceResult.number(bytes, start, digits));
    }
  }

  /** {@code [ Process PID=123 runs in 32 bit mode. ]} or {@code Process 123 attached}. */
  private void note(byte[] bytes, int at, int to) {
    if (!StracePrefix.startsWith(bytes, at, to, "[ Process PID=")) {
      return;
    }
    int digits = at + "[ Process PID=".length();
    int pid = StraceResult.number(bytes, digits, to);
    int mode = digits;
    while (mode < to && bytes[mode] != ' ') {
      mode++;
    }
    String text = new String(bytes, mode, to - mode, StandardCharsets.US_ASCII);
    if (!text.startsWith(" runs in ") || !text.endsWith(" mode. ]")) {
      return;
    }
    Abi abi = choice.ofMode(text.substring(9, text.length() - 8)).orElse(null);
    TracedProcess known = processes.get(pid);
    TracedProcess process = known == null ? process() : known;
    if (abi != null) {
      // strace tells changes only: before the first one, it was the ABI of strace itself.
      if (process.image.abi == null && process.image.ids() > 0) {
        process.image.abi = choice.usual();
      }
      speak(process, abi);
    }
  }

  /** {@code +++ exited with 0 +++} and the like. */
  private void ended(byte[] bytes, int at, int to) {
    String superseded = "+++ superseded by execve in pid ";
    if (StracePrefix.startsWith(bytes, at, to, superseded)) {
      TracedProcess thread =
          processes.get(StraceResult.number(bytes, at + superseded.length(), to));
      TracedProcess leader = process();
      if (thread != null && thread != leader) {
        leader.executing = thread.executing;
        processes.remove(thread.pid);
        leave(thread);
      }
      return;
    }
    if (!StracePrefix.endsWith(bytes, at, to, " +++")) {
      other(bytes, at, to);
      return;
    }
    TracedProcess process = process();
    processes.remove(prefix.pid == 0 ? defaultPid : prefix.pid);
    if (processes.get(defaultPid) == process) {
      processes.remove(defaultPid);
    }
    forking(process, false);
    leave(process);
    if (prefix.bracketed && processes.size() <= 2) {
      unbracketFromHere();
    }
  }

  /** On a terminal, strace drops the thread from its lines when only one is left. */
  private void unbracketFromHere() {
    List<TracedProcess> left = processes.all();
    if (left.size() == 1) {
      processes.put(defaultPid, left.getFirst());
    }
  }

  /** {@return the thread that the current line is about} */
  private TracedProcess process() {
    int pid = prefix.pid == 0 ? defaultPid : prefix.pid;
    TracedProcess process = processes.get(pid);
    if (process != null) {
      return process;
    }
    TracedProcess parent = forking.isEmpty() ? null : forking.getLast();
    TracedProcess unbracketed = processes.get(defaultPid);
    if (parent == null && prefix.bracketed && unbracketed != null) {
      processes.put(pid, unbracketed);
      return unbracketed;
    }
    Image image = parent == null ? imageOfStranger(pid) : parent.image;
    process = new TracedProcess(pid, image);
    processes.put(pid, process);
    return process;
  }

  /** What a process is that no other of this log created. */
  private Image imageOfStranger(int pid) {
    Image parent = children.get(pid);
    return parent == null ? new Image("", null) : new Image(parent.executable, parent.abi);
  }

  private void forking(TracedProcess process, boolean begins) {
    forking.remove(process);
    if (begins) {
      forking.add(process);
    }
  }

  private void child(TracedProcess parent, int pid) {
    if (defaultPid != 0 && pid > 0) {
      children.put(pid, parent.image);
    } else if (pid > 0 && processes.get(pid) == null) {
      processes.put(pid, new TracedProcess(pid, parent.image));
    }
  }

  private void executed(TracedProcess process, byte[] bytes, int result, int to) {
    String executable = process.executing;
    process.executing = null;
    if (executable != null && StraceResult.number(bytes, result, to) == 0) {
      settlement.evidence().addProgram(executable, 1);
      become(process, new Image(executable, null));
    }
  }

  private void speak(TracedProcess process, Abi abi) {
    Image image = process.image;
    if (image.abi == null) {
      image.abi = abi;
    } else if (image.abi != abi) {
      become(process, new Image(image.executable, abi));
    }
  }

  private void become(TracedProcess process, Image image) {
    leave(process);
    process.image = image;
    image.processes++;
  }

  private void leave(TracedProcess process) {
    if (--process.image.processes == 0) {
      settlement.settle(process.image, names, firsts);
    }
  }
}
