package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.kernel.EbpfCode.Helper;
import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Register;
import callgate.kernel.EbpfCode.Size;
import callgate.kernel.EbpfMap.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Programs in the kernel")
class EbpfTest {
  private static final int RING_BYTES = 1 << 16;
  private static final long MARK = 0x1122334455667788L;

  static void assumeEbpf() {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(feature -> feature.name().equals("eBPF") && feature.available()),
        "needs eBPF: run the tests as root, on a kernel with CONFIG_DEBUG_INFO_BTF");
  }

  @Test
  @DisplayName("are assembled as the kernel reads them")
  void assembled() {
    assumeTrue(MachineCode.Machine.CURRENT == MachineCode.Machine.X86_64, "little endian");
    Label out = new Label();
    EbpfCode code =
        new EbpfCode()
            .move(Register.R6, Register.R1)
            .load(Size.LONG, Register.R1, Register.R6, 8)
            .jump(If.GREATER, Register.R1, 511, out)
            .store(Size.WORD, Register.R10, -4, Register.R1)
            .move(Register.R2, MARK)
            .call(Helper.GET_CURRENT_PID_TGID)
            .here(out)
            .exit();
    assertEquals(
        "bf16000000000000" // r6 = r1
            + "7961080000000000" // r1 = *(u64 *)(r6 + 8)
            + "25010400ff010000" // if r1 > 511 goto +4
            + "631afcff00000000" // *(u32 *)(r10 - 4) = r1
            + "1802000088776655" // r2 = 0x1122334455667788 ll
            + "0000000044332211"
            + "850000000e000000" // call 14
            + "b700000000000000" // r0 = 0
            + "9500000000000000", // exit
        HexFormat.of().formatHex(code.bytes()));
  }

  @Test
  @DisplayName("send what they see through a ring, in order, and say when it is full")
  void ring() {
    assumeEbpf();
    int thread = (int) SystemCall.GETTID.call();
    try (EbpfMap ring = EbpfMap.ring("test", RING_BYTES);
        EbpfMap full = EbpfMap.longs(Kind.ARRAY, "full", 1);
        RingBuffer reader = RingBuffer.over(ring, RING_BYTES);
        EbpfProgram _ = EbpfProgram.at("sys_enter", argumentOfGetpgid(ring, full, thread))) {
      for (int i = 0; i < 3; i++) {
        SystemCall.PIDFD_OPEN.call(-1, MARK + i);
      }
      List<Long> seen = new ArrayList<>();
      reader.drain(record -> seen.add(record.getLong(0)));
      assertEquals(List.of(1L, 2L, 3L), seen);
      assertEquals(0, full.sum(0));
      for (int i = 0; i < RING_BYTES / 16 + 10; i++) {
        SystemCall.PIDFD_OPEN.call(-1, 0);
      }
      int fit = reader.drain(_ -> {});
      assertTrue(fit < RING_BYTES / 16, () -> "fit: " + fit);
      assertEquals(RING_BYTES / 16 + 10, fit + full.sum(0));
    }
  }

  /** Sends the how-manieth {@code pidfd_open} of a thread it is. */
  private static EbpfCode argumentOfGetpgid(EbpfMap ring, EbpfMap full, int thread) {
    Label out = new Label();
    Label lost = new Label();
    EbpfMap count = EbpfMap.longs(Kind.ARRAY, "count", 1);
    return new EbpfCode()
        .load(Size.LONG, Register.R6, Register.R1, 8)
        .jump(If.DIFFERENT, Register.R6, SystemCall.PIDFD_OPEN.number(), out)
        .call(Helper.GET_CURRENT_PID_TGID)
        .moveWord(Register.R0, Register.R0)
        .jump(If.DIFFERENT, Register.R0, thread, out)
        .store(Size.WORD, Register.R10, -4, 0)
        .move(Register.R1, count)
        .move(Register.R2, Register.R10)
        .add(Register.R2, -4)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.EQUAL, Register.R0, 0, out)
        .load(Size.LONG, Register.R7, Register.R0, 0)
        .add(Register.R7, 1)
        .store(Size.LONG, Register.R0, 0, Register.R7)
        .move(Register.R1, ring)
        .move(Register.R2, 8)
        .move(Register.R3, 0)
        .call(Helper.RINGBUF_RESERVE)
        .jump(If.EQUAL, Register.R0, 0, lost)
        .store(Size.LONG, Register.R0, 0, Register.R7)
        .move(Register.R1, Register.R0)
        .move(Register.R2, 0)
        .call(Helper.RINGBUF_SUBMIT)
        .jump(out)
        .here(lost)
        .move(Register.R1, full)
        .move(Register.R2, Register.R10)
        .add(Register.R2, -4)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.EQUAL, Register.R0, 0, out)
        .move(Register.R1, 1)
        .addAtomically(Register.R0, 0, Register.R1)
        .here(out)
        .exit();
  }

  @Test
  @DisplayName("that could harm the kernel are refused, with what its verifier says")
  void refused() {
    assumeEbpf();
    EbpfCode code = new EbpfCode().load(Size.LONG, Register.R1, Register.R5, 0).exit();
    NotSupported thrown =
        assertThrows(NotSupported.class, () -> EbpfProgram.at("sys_enter", code).close());
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.startsWith("eBPF could not load the program for sys_enter: "), message);
    assertTrue(message.contains("R5 !read_ok"), message);
  }

  @Test
  @DisplayName("can only be where the kernel has a tracepoint")
  void noTracepoint() {
    assumeEbpf();
    NotSupported thrown =
        assertThrows(
            NotSupported.class,
            () -> EbpfProgram.at("no_such_place", new EbpfCode().exit()).close());
    assertEquals(
        "this kernel has no tracepoint no_such_place; it takes one with CONFIG_FTRACE_SYSCALLS",
        thrown.getMessage());
  }

  @Test
  @DisplayName("share maps with this process")
  void maps() {
    assumeEbpf();
    try (EbpfMap map = EbpfMap.longs(Kind.HASH, "test", 2)) {
      assertEquals(OptionalInt.empty(), map.anyKey());
      assertTrue(map.put(7, 70));
      assertTrue(map.put(8, 80));
      assertEquals(false, map.put(9, 90));
      map.remove(7);
      assertEquals(OptionalInt.of(8), map.anyKey());
      List<ByteBuffer> values = map.entries().stream().map(EbpfMap.Entry::value).toList();
      assertEquals(80, values.getFirst().getLong(0));
      assertEquals(1, values.size());
    }
  }

  @Test
  @DisplayName("find members of structures by the kernel's own description")
  void types() {
    assumeEbpf();
    KernelTypes types = KernelTypes.ofThisKernel();
    // include/uapi/asm-generic/siginfo.h: the same in every kernel
    assertEquals(4, types.offset("kernel_siginfo", "si_errno"));
    assertEquals(8, types.offset("kernel_siginfo", "si_code"));
    assertEquals(24, types.offset("kernel_siginfo", "_sifields._sigsys._syscall"));
    assertThrows(NotSupported.class, () -> types.offset("task_struct", "no_such_member"));
  }
}
