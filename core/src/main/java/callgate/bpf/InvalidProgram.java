package callgate.bpf;

/** A filter that the kernel would refuse. */
public final class InvalidProgram extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidProgram(int index, String problem) {
    super(index < 0 ? problem : "instruction " + index + ": " + problem);
  }
}
