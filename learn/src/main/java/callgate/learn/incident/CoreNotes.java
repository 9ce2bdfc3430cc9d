package callgate.learn.incident;

import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The notes of a core dump (fs/binfmt_elf.c): registers of the thread that died, which come first,
 * the signal that it died of, the program's name and arguments, and the files that it had mapped.
 */
final class CoreNotes {
  private static final int PRSTATUS = 1;
  private static final int PRPSINFO = 3;
  private static final int SIGINFO = 0x53494749;
  private static final int FILES = 0x46494c45;
  private static final int LARGEST = 64 << 20;

  private final CoreHeader header;

  /** The first note of each type. */
  private final Map<Integer, ByteBuffer> notes;

  private CoreNotes(CoreHeader header, Map<Integer, ByteBuffer> notes) {
    this.header = header;
    this.notes = notes;
  }

  /**
   * What a program died of.
   *
   * @param number the signal
   * @param address where the call was made from
   * @param call its number
   * @param arch an {@code AUDIT_ARCH_*} value
   */
  record Signal(int number, long address, int call, int arch) {}

  static CoreNotes read(String name, CoreHeader header, ForwardBytes bytes) throws IOException {
    Map<Integer, ByteBuffer> notes = new HashMap<>();
    for (CoreHeader.Segment segment : header.segments()) {
      if (segment.isNote()) {
        if (Long.compareUnsigned(segment.size(), LARGEST) > 0 || !bytes.skipTo(segment.offset())) {
          throw new BadInput(
              Position.of(name), "this core dump is damaged: its notes are no notes");
        }
        add(bytes.read((int) segment.size()).order(header.order()), notes);
      }
    }
    return new CoreNotes(header, notes);
  }

  private static void add(ByteBuffer all, Map<Integer, ByteBuffer> notes) {
    int at = 0;
    while (at + 12 <= all.limit()) {
      long nameSize = Integer.toUnsignedLong(all.getInt(at));
      long size = Integer.toUnsignedLong(all.getInt(at + 4));
      int type = all.getInt(at + 8);
      long start = at + 12 + aligned(nameSize);
      if (start + size > all.limit()) {
        return;
      }
      notes.putIfAbsent(type, all.slice((int) start, (int) size).order(all.order()));
      at = (int) Math.min(all.limit(), start + aligned(size));
    }
  }

  private static long aligned(long size) {
    return (size + 3) & ~3L;
  }

  /** {@return why the program died: {@code siginfo_t} (include/uapi/asm-generic/siginfo.h)} */
  Optional<Signal> signal() {
    @Nullable ByteBuffer note = notes.get(SIGINFO);
    if (note == null || note.limit() < 32) {
      return Optional.empty();
    }
    return Optional.of(
        header.wide()
            ? new Signal(note.getInt(0), note.getLong(16), note.getInt(24), note.getInt(28))
            : new Signal(
                note.getInt(0),
                Integer.toUnsignedLong(note.getInt(12)),
                note.getInt(16),
                note.getInt(20)));
  }

  /** {@return the arguments of the call that the thread made, as far as its registers are known} */
  List<OptionalLong> arguments(Abi abi) {
    @Nullable ByteBuffer note = notes.get(PRSTATUS);
    int[] registers = registers(abi);
    int start = header.wide() ? 112 : 72;
    List<OptionalLong> arguments = new ArrayList<>(Collections.nCopies(6, OptionalLong.empty()));
    for (int i = 0; note != null && i < registers.length; i++) {
      int width = header.wide() ? 8 : 4;
      int at = start + registers[i] * width;
      if (at + width <= note.limit()) {
        long value = header.wide() ? note.getLong(at) : Integer.toUnsignedLong(note.getInt(at));
        arguments.set(i, OptionalLong.of(value));
      }
    }
    return arguments;
  }

  /** {@return which registers of {@code pr_reg} hold arguments (arch's asm/ptrace.h)} */
  private int[] registers(Abi abi) {
    return switch (abi) {
      case X86_64, X32 -> new int[] {14, 13, 12, 7, 9, 8}; // rdi rsi rdx r10 r8 r9
      case X86 ->
          header.wide()
              ? new int[] {5, 11, 12, 13, 14, 4} // rbx rcx rdx rsi rdi rbp
              : new int[] {0, 1, 2, 3, 4, 5}; // ebx ecx edx esi edi ebp
      case AARCH64 -> new int[] {0, 1, 2, 3, 4, 5};
      case ARM -> new int[] {17, 1, 2, 3, 4, 5}; // ORIG_r0 r1 r2 r3 r4 r5
      case RISCV64 -> new int[] {10, 11, 12, 13, 14, 15}; // a0 to a5
      case LOONGARCH64 -> new int[] {4, 5, 6, 7, 8, 9}; // a0 to a5
      default -> new int[0];
    };
  }

  /** {@return the program: {@code elf_prpsinfo}, and the first file that it mapped} */
  Caller caller() {
    @Nullable ByteBuffer note = notes.get(PRPSINFO);
    if (note == null) {
      return new Caller(0, "", executable(), "", "", "");
    }
    boolean wide = header.wide();
    int ids = header.machine() == EM_386 || header.machine() == EM_ARM ? 2 : 4;
    int uid = wide ? 16 : 8;
    int pid = uid + 2 * (wide ? 4 : ids);
    int comm = pid + 16;
    if (note.limit() < comm + 96) {
      return new Caller(0, "", executable(), "", "", "");
    }
    int user = !wide && ids == 2 ? Short.toUnsignedInt(note.getShort(uid)) : note.getInt(uid);
    return new Caller(
        note.getInt(pid),
        text(note, comm, 16),
        executable(),
        Integer.toUnsignedString(user),
        "",
        text(note, comm + 16, 80).strip());
  }

  private static final int EM_386 = 3;
  private static final int EM_ARM = 40;

  /** {@return the path in the first row of the table of mapped files} */
  private String executable() {
    @Nullable ByteBuffer note = notes.get(FILES);
    int width = header.wide() ? 8 : 4;
    if (note == null || note.limit() < 2 * width) {
      return "";
    }
    long rows = header.wide() ? note.getLong(0) : Integer.toUnsignedLong(note.getInt(0));
    long start = (2 + 3 * rows) * width;
    return rows > 0 && rows < 1 << 20 && start < note.limit()
        ? text(note, (int) start, note.limit() - (int) start)
        : "";
  }

  private static String text(ByteBuffer note, int at, int most) {
    byte[] bytes = new byte[Math.min(most, note.limit() - at)];
    note.get(at, bytes);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
