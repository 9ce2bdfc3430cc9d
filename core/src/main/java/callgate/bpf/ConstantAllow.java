package callgate.bpf;

import callgate.policy.Action;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;

/**
 * Which calls the kernel lets through without running the filter: when a filter is loaded, it
 * emulates the filter for each call number with nothing but number and ABI known, and remembers
 * those that are allowed whatever the arguments are (seccomp_is_const_allow in kernel/seccomp.c,
 * since 5.11).
 */
final class ConstantAllow {
  private static final KernelVersion FIRST = new KernelVersion(5, 11);

  private ConstantAllow() {}

  /**
   * {@return whether a kernel remembers calls of an ABI} A machine remembers two: its own and the
   * one of its 32-bit programs. x32 is neither, and MIPS never said which its own is
   * (SECCOMP_ARCH_NATIVE in arch/.../include/asm/seccomp.h).
   */
  static boolean isRemembered(Abi abi, KernelVersion kernel) {
    return kernel.compareTo(FIRST) >= 0
        && switch (abi) {
          case X32, MIPS, MIPS64, MIPS64N32, MIPSEL, MIPSEL64, MIPSEL64N32 -> false;
          case X86_64,
              X86,
              AARCH64,
              ARM,
              RISCV64,
              S390X,
              S390,
              PPC64LE,
              PPC64,
              PPC,
              LOONGARCH64,
              PARISC,
              PARISC64,
              M68K,
              SH ->
              true;
        };
  }

  /** {@return what the kernel's emulation says of a call} */
  static boolean of(Program program, int arch, int number) {
    int a = 0;
    int pc = 0;
    while (true) {
      Instruction instruction = program.at(pc++);
      int k = instruction.k();
      switch (instruction.opcode()) {
        case LD_ABS -> {
          if (k != 0 && k != 4) {
            return false;
          }
          a = k == 0 ? number : arch;
        }
        case RET_K -> {
          return Action.of(k).kind() == Action.Kind.ALLOW;
        }
        case JA -> pc += k;
        case JEQ_K, JGE_K, JGT_K, JSET_K ->
            pc +=
                WordComparison.holds(instruction.opcode(), a, k)
                    ? instruction.jt()
                    : instruction.jf();
        case AND_K -> a &= k;
        default -> {
          return false;
        }
      }
    }
  }
}
