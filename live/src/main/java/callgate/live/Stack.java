package callgate.live;

import callgate.kernel.Caller;
import callgate.kernel.Registers;
import callgate.kernel.StoppedThread;
import callgate.live.FrameReader.UnknownFrame;
import callgate.live.hotspot.HotSpot;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Where in a program a call was made: from caller to caller, by the tables that exceptions use
 * ({@code .eh_frame}); where code has none, by frame pointers, and where that leads nowhere, by
 * what is on top of the stack; through Java by what its VM knows. Nothing here is a reason to let a
 * call pass: a program can make its stack say anything.
 */
final class Stack {
  private static final int MOST_FRAMES = 128;

  /** Which numbers the registers have in debugging information. */
  private record Layout(int word, int returnAddress, int stack, int frame) {
    static final Layout WIDE = new Layout(8, Registers.RIP, Registers.RSP, Registers.RBP);
    static final Layout NARROW = new Layout(4, 8, 4, 5);
  }

  /** The numbers of the first registers of 32-bit code, as numbers of 64-bit code. */
  private static final int[] NARROW = {0, 2, 1, 3, 7, 6, 4, 5, 16};

  private final Caller caller;
  private final Mappings mappings;
  private final Symbols symbols;
  private final Optional<HotSpot> vm;
  private final Layout layout;
  private final long[] registers;

  private Stack(
      Caller caller,
      Mappings mappings,
      Symbols symbols,
      Optional<HotSpot> vm,
      Layout layout,
      long[] registers) {
    this.caller = caller;
    this.mappings = mappings;
    this.symbols = symbols;
    this.vm = vm;
    this.layout = layout;
    this.registers = registers;
  }

  /** {@return the frames of a thread, the innermost first} */
  static List<Frame> of(StoppedThread thread, Symbols symbols, JavaVms vms) {
    Mappings mappings = Mappings.of(thread.thread());
    long[] wide = thread.registers().values();
    boolean narrow =
        elf(mappings, thread, wide[Registers.RIP]).filter(file -> !file.wide()).isPresent();
    Stack stack =
        narrow
            ? new Stack(thread, mappings, symbols, Optional.empty(), Layout.NARROW, narrow(wide))
            : new Stack(thread, mappings, symbols, vms.of(thread, mappings), Layout.WIDE, wide);
    return stack.walk();
  }

  private static long[] narrow(long[] wide) {
    long[] narrow = new long[wide.length];
    for (int i = 0; i < NARROW.length; i++) {
      narrow[i] = wide[NARROW[i]] & 0xffffffffL;
    }
    return narrow;
  }

  private List<Frame> walk() {
    List<Frame> frames = walked();
    boolean unknownJava = vm.isEmpty() && mappings.sharedObject(JavaVms.LIBRARY).isPresent();
    if (unknownJava && frames.stream().anyMatch(Stack::isMadeAtRunTime)) {
      frames.add(UnseenFrames.OF_JAVA);
    }
    return frames;
  }

  private static boolean isMadeAtRunTime(Frame frame) {
    return frame instanceof NativeFrame code && code.file().isEmpty();
  }

  private List<Frame> walked() {
    List<Frame> frames = new ArrayList<>();
    NativeFrame.Found found = NativeFrame.Found.REGISTERS;
    while (frames.size() < MOST_FRAMES) {
      long before = registers[layout.stack];
      Optional<HotSpot.Step> java = throughJava();
      Optional<NativeFrame.Found> next;
      if (java.isPresent()) {
        if (java.get().overHeap()) {
          frames.add(UnseenFrames.IN_HEAP);
        }
        java.get().frames().stream().map(JavaFrame::new).forEach(frames::add);
        next = Optional.of(NativeFrame.Found.TABLES);
      } else {
        long place = registers[layout.returnAddress];
        boolean code = mappings.at(place - 1).filter(Mappings.Mapping::executable).isPresent();
        if (!frames.isEmpty() && !code) {
          return frames; // what led here was no frame
        }
        // A return address is behind the call, maybe in the next function.
        long within = frames.isEmpty() ? place : place - 1;
        frames.add(symbols.frame(place, within, mappings, caller, found));
        next = toCaller(within, frames.size() == 1);
      }
      boolean deeper = Long.compareUnsigned(registers[layout.stack], before) > 0;
      if (next.isEmpty() || !deeper || registers[layout.returnAddress] == 0) {
        return frames;
      }
      found = next.get();
    }
    return frames;
  }

  /** Goes to the caller of code that a Java VM made. */
  private Optional<HotSpot.Step> throughJava() {
    long place = registers[layout.returnAddress];
    boolean made = mappings.at(place).filter(each -> each.file().isEmpty()).isPresent();
    Optional<HotSpot.Step> step =
        vm.filter(_ -> made)
            .flatMap(known ->
                known.step(
                    caller,
                    new HotSpot.Position(place, registers[layout.stack], registers[layout.frame])));
    step.map(HotSpot.Step::caller)
        .ifPresent(to -> {
          registers[layout.returnAddress] = to.place();
          registers[layout.stack] = to.stack();
          registers[layout.frame] = to.frame();
        });
    return step;
  }

  /** Goes to the caller of a place. {@return how that was found} */
  private Optional<NativeFrame.Found> toCaller(long place, boolean first) {
    try {
      if (byTables(place)) {
        return Optional.of(NativeFrame.Found.TABLES);
      }
      return Optional.empty();
    } catch (UnknownFrame | BufferUnderflowException | NoSuchElementException unknown) {
      if (first && byTop()) {
        return Optional.of(NativeFrame.Found.TOP);
      }
      return byPointer() ? Optional.of(NativeFrame.Found.POINTER) : Optional.empty();
    }
  }

  private boolean byTables(long place) {
    ElfInMemory file = elf(mappings, caller, place).orElseThrow(UnknownFrame::new);
    long entry =
        file.frameTable() == 0
            ? searched(place, file)
            : FrameTable.find(place, file.frameTable(), caller);
    FrameRules rules = FrameRules.at(place, entry, file.wide(), caller);
    long frame = rules.frame(registers);
    long[] before = registers.clone();
    for (int i = 0; i <= layout.returnAddress; i++) {
      long saved = rules.saved(i);
      if (saved == FrameRules.LOST && i == layout.returnAddress) {
        return false; // the outermost function says so
      }
      if (saved != FrameRules.KEPT && saved != FrameRules.LOST) {
        registers[i] = word(frame + saved);
      }
    }
    if (rules.saved(layout.returnAddress) == FrameRules.KEPT) {
      System.arraycopy(before, 0, registers, 0, before.length);
      throw new UnknownFrame();
    }
    registers[layout.stack] = frame;
    return true;
  }

  private long searched(long place, ElfInMemory file) {
    String name = mappings.at(place).orElseThrow().file();
    SymbolFile.Frames frames =
        symbols.file(name, caller).flatMap(SymbolFile::frames).orElseThrow(UnknownFrame::new);
    long start = frames.start() + file.bias();
    return FrameTable.search(place, start, frames.size(), file.wide(), caller);
  }

  /** A function that does no more than make a call has its return address on top. */
  private boolean byTop() {
    long top = registers[layout.stack];
    return go(wordOr0(top), registers[layout.frame], top + layout.word);
  }

  private boolean byPointer() {
    long frame = registers[layout.frame];
    if (Long.compareUnsigned(frame, registers[layout.stack]) < 0 || frame % layout.word != 0) {
      return false;
    }
    return go(wordOr0(frame + layout.word), wordOr0(frame), frame + 2L * layout.word);
  }

  private boolean go(long place, long frame, long stack) {
    if (mappings.at(place).filter(Mappings.Mapping::executable).isEmpty()) {
      return false;
    }
    registers[layout.returnAddress] = place;
    registers[layout.frame] = frame;
    registers[layout.stack] = stack;
    return true;
  }

  private long word(long address) {
    byte[] bytes = caller.memory(address, layout.word);
    if (bytes.length < layout.word) {
      throw new UnknownFrame();
    }
    return layout.word == 8
        ? Texts.words(bytes).getLong()
        : Texts.words(bytes).getInt() & 0xffffffffL;
  }

  private long wordOr0(long address) {
    return caller.memory(address, layout.word).length < layout.word ? 0 : word(address);
  }

  private static Optional<ElfInMemory> elf(Mappings mappings, Caller caller, long place) {
    return mappings
        .at(place)
        .filter(mapping -> !mapping.file().isEmpty())
        .flatMap(mappings::beginning)
        .flatMap(start -> ElfInMemory.at(start.start(), caller));
  }
}
