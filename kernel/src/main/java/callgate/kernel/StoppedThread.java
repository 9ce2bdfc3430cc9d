package callgate.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A thread that a {@link Tracer} holds. It is valid as long as the handler that it is given to. */
public final class StoppedThread implements Caller {
  private final int thread;
  private final Registers registers;

  StoppedThread(int thread, Registers registers) {
    this.thread = thread;
    this.registers = registers;
  }

  @Override
  public int thread() {
    return thread;
  }

  /** {@return its registers} */
  public Registers registers() {
    return registers;
  }

  @Override
  public byte[] memory(long address, int length) {
    return CallerMemory.read(thread, address, length);
  }

  @Override
  public Optional<String> string(long address) {
    return CallerMemory.string(thread, address)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
