package callgate.bpf;

/**
 * One instruction of classic BPF:
 *
 * <pre>
 * struct sock_filter {   offset
 *   __u16 code;           0
 *   __u8  jt;             2      taken when a branch's test holds: instructions to skip
 *   __u8  jf;             3      and when it does not
 *   __u32 k;              4      the constant
 * };
 * </pre>
 *
 * @param jt 0 to 255; 0 unless a branch
 * @param jf 0 to 255; 0 unless a branch
 */
public record Instruction(Opcode opcode, int jt, int jf, int k) {
  /** The longest way that a branch can go. */
  public static final int LONGEST_BRANCH = 255;

  public Instruction {
    if ((jt | jf) < 0 || jt > LONGEST_BRANCH || jf > LONGEST_BRANCH) {
      throw new IllegalArgumentException(
          "a branch skips 0 to 255 instructions, not " + jt + " or " + jf);
    }
  }

  public static Instruction of(Opcode opcode, int k) {
    return new Instruction(opcode, 0, 0, k);
  }

  public static Instruction branch(Opcode opcode, int k, int jt, int jf) {
    return new Instruction(opcode, jt, jf, k);
  }
}
