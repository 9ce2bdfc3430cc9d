package callgate.kernel;

import callgate.bpf.InvalidProgram;
import callgate.bpf.Program;
import java.nio.ByteOrder;
import java.util.Optional;

/** A filter that a program gave to the kernel. */
public final class CapturedFilter {
  /** Where it was read. */
  public enum Origin {
    /** The kernel's own copy: what runs. */
    KERNEL,
    /**
     * The program's memory, after the kernel had read it: another of its threads can have changed
     * it meanwhile.
     */
    PROGRAM,
    /**
     * The kernel's own copy, read a moment after the call: it can be another one of those that the
     * process installed meanwhile.
     */
    AFTERWARDS,
    /** It could not be read, or is longer than the kernel takes. */
    NOWHERE
  }

  private final int length;
  private final Origin origin;
  private final byte[] code;

  CapturedFilter(int length, Origin origin, byte[] code) {
    this.length = length;
    this.origin = origin;
    this.code = code;
  }

  /** {@return how many instructions the program said there are} */
  public int length() {
    return length;
  }

  public Origin origin() {
    return origin;
  }

  /** {@return a copy of the instructions, as {@code struct sock_filter[]}} */
  public byte[] code() {
    return code.clone();
  }

  /** {@return the program; empty when it was not read, or the kernel would not take it} */
  public Optional<Program> program() {
    try {
      return code.length == 0
          ? Optional.empty()
          : Optional.of(Program.read(code, ByteOrder.nativeOrder()));
    } catch (InvalidProgram | IllegalArgumentException refused) {
      return Optional.empty();
    }
  }
}
