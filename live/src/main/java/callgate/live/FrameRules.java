package callgate.live;

import callgate.kernel.Caller;
import callgate.live.FrameReader.UnknownFrame;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How to find the caller of a place in a program, from {@code .eh_frame}: which register and offset
 * give the frame's address, and where in the frame registers were saved (DWARF 5, section 6.4).
 */
final class FrameRules {
  /** A register that keeps its value. */
  static final long KEPT = Long.MIN_VALUE;

  /** A register whose value is lost. */
  static final long LOST = Long.MIN_VALUE + 1;

  private static final int REGISTERS = 17;
  private static final int LONGEST = 1 << 16;

  private final boolean wide;
  private int frameRegister = -1;
  private long frameOffset;
  private final long[] saved = new long[REGISTERS];

  private FrameRules(boolean wide) {
    this.wide = wide;
    Arrays.fill(saved, KEPT);
  }

  /** Rules that are gone back to. */
  private static final class State {
    final int frameRegister;
    final long frameOffset;
    final long[] saved;

    State(int frameRegister, long frameOffset, long[] saved) {
      this.frameRegister = frameRegister;
      this.frameOffset = frameOffset;
      this.saved = saved;
    }
  }

  /** What functions have in common (a CIE). */
  private record Common(
      long codeUnit, long dataUnit, int encoding, boolean augmented, long start, long end) {}

  /**
   * {@return the rules at a place}
   *
   * @param function the address of what {@code .eh_frame} says of its function
   * @throws UnknownFrame where nothing is known about the place
   */
  static FrameRules at(long place, long function, boolean wide, Caller caller) {
    FrameReader reader = new FrameReader(caller, function, LONGEST);
    long length = reader.u32();
    long end = reader.address() + length;
    long back = reader.address();
    Common common = common(back - reader.u32(), wide, caller);
    long first = reader.pointer(common.encoding, wide);
    long size = reader.pointer(common.encoding & 0x0f, wide);
    if (Long.compareUnsigned(place - first, size) >= 0) {
      throw new UnknownFrame();
    }
    if (common.augmented) {
      reader.moveTo(reader.unsigned() + reader.address());
    }
    FrameRules rules = new FrameRules(wide);
    rules.execute(
        new FrameReader(caller, common.start, LONGEST), common.end, common, first, place, null);
    State initial = rules.state();
    rules.execute(reader, end, common, first, place, initial);
    return rules;
  }

  /** {@return how addresses are written in entries that have this in common} */
  static int encoding(long common, boolean wide, Caller caller) {
    return common(common, wide, caller).encoding;
  }

  private static Common common(long address, boolean wide, Caller caller) {
    FrameReader reader = new FrameReader(caller, address, LONGEST);
    long length = reader.u32();
    long end = reader.address() + length;
    reader.u32();
    int version = reader.u8();
    String augmentation = reader.text();
    long codeUnit = reader.unsigned();
    long dataUnit = reader.signed();
    if (version == 1) {
      reader.u8();
    } else {
      reader.unsigned();
    }
    int encoding = 0;
    boolean augmented = augmentation.startsWith("z");
    if (augmented) {
      long start = reader.unsigned() + reader.address();
      for (char letter : augmentation.substring(1).toCharArray()) {
        switch (letter) {
          case 'R' -> encoding = reader.u8();
          case 'L' -> reader.u8();
          case 'P' -> reader.pointer(reader.u8(), wide);
          default -> {}
        }
      }
      reader.moveTo(start);
    }
    return new Common(codeUnit, dataUnit, encoding, augmented, reader.address(), end);
  }

  private void execute(
      FrameReader reader,
      long end,
      Common common,
      long first,
      long place,
      @Nullable State initial) {
    Deque<State> remembered = new ArrayDeque<>();
    long location = first;
    while (reader.isBefore(end) && location <= place) {
      int code = reader.u8();
      int low = code & 0x3f;
      switch (code >> 6) {
        case 1 -> location += low * common.codeUnit;
        case 2 -> save(low, reader.unsigned() * common.dataUnit);
        case 3 -> restore(low, initial);
        default -> {
          switch (low) {
            case 0x00 -> {}
            case 0x01 -> location = reader.pointer(common.encoding, wide);
            case 0x02 -> location += reader.u8() * common.codeUnit;
            case 0x03 -> location += reader.u16() * common.codeUnit;
            case 0x04 -> location += reader.u32() * common.codeUnit;
            case 0x05 -> save((int) reader.unsigned(), reader.unsigned() * common.dataUnit);
            case 0x06 -> restore((int) reader.unsigned(), initial);
            case 0x07 -> save((int) reader.unsigned(), LOST);
            case 0x08 -> save((int) reader.unsigned(), KEPT);
            case 0x0a -> remembered.push(state());
            case 0x0b -> recall(remembered.pop());
            case 0x0c -> frame((int) reader.unsigned(), reader.unsigned());
            case 0x0d -> frame((int) reader.unsigned(), frameOffset);
            case 0x0e -> frame(frameRegister, reader.unsigned());
            case 0x11 -> save((int) reader.unsigned(), reader.signed() * common.dataUnit);
            case 0x12 -> frame((int) reader.unsigned(), reader.signed() * common.dataUnit);
            case 0x13 -> frame(frameRegister, reader.signed() * common.dataUnit);
            case 0x2e -> reader.unsigned();
            default -> throw new UnknownFrame(); // expressions: of signal frames and the like
          }
        }
      }
    }
  }

  private void save(int register, long offset) {
    if (register >= 0 && register < REGISTERS) {
      saved[register] = offset;
    }
  }

  private void restore(int register, @Nullable State initial) {
    save(register, initial == null || register >= REGISTERS ? KEPT : initial.saved[register]);
  }

  private void frame(int register, long offset) {
    frameRegister = register;
    frameOffset = offset;
  }

  private State state() {
    return new State(frameRegister, frameOffset, saved.clone());
  }

  private void recall(State state) {
    frame(state.frameRegister, state.frameOffset);
    System.arraycopy(state.saved, 0, saved, 0, REGISTERS);
  }

  /** {@return the address of the frame, from the registers in it} */
  long frame(long[] registers) {
    if (frameRegister < 0 || frameRegister >= registers.length) {
      throw new UnknownFrame();
    }
    return registers[frameRegister] + frameOffset;
  }

  /** {@return where in the frame a register was saved, {@link #KEPT} or {@link #LOST}} */
  long saved(int register) {
    return saved[register];
  }
}
