package callgate.live.hotspot;

import callgate.kernel.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Goes from caller to caller through code that a HotSpot VM made, on x86_64. */
public final class HotSpot {
  private static final long WORD = Long.BYTES;

  // Where in an interpreter's frame things are, in words from the frame pointer (frame_x86.hpp).
  private static final int CALLERS_STACK = -1;
  private static final int METHOD = -3;
  private static final int INSTRUCTION = -8;

  private final VmTables tables;

  private HotSpot(VmTables tables) {
    this.tables = tables;
  }

  /**
   * Where a thread is, or goes on when a function returns.
   *
   * @param stack the stack pointer then
   * @param frame the frame pointer then
   */
  public record Position(long place, long stack, long frame) {}

  /**
   * A step to a caller.
   *
   * @param frames the Java frames that it goes over, the innermost first; none for the VM's own
   *     code
   * @param overHeap whether before these there are more, of a virtual thread that has them in the
   *     heap until it returns to them
   */
  public record Step(List<StackTraceElement> frames, boolean overHeap, Position caller) {
    public Step {
      frames = List.copyOf(frames);
    }
  }

  /**
   * {@return the VM of a process}
   *
   * @param exported gives the addresses of its symbols, 0 where there is none
   */
  public static Optional<HotSpot> of(Caller caller, ToLongFunction<String> exported) {
    try {
      return Optional.of(new HotSpot(VmTables.read(new VmMemory(caller), exported)));
    } catch (UnknownVm unknown) {
      return Optional.empty();
    }
  }

  /** {@return the step to the caller of a position; nothing where it is not in the VM's code} */
  public Optional<Step> step(Caller caller, Position from) {
    Vm vm = new Vm(tables, new VmMemory(caller));
    try {
      return CodeBlob.at(from.place(), vm).flatMap(blob -> step(blob, from, vm));
    } catch (UnknownVm unknown) {
      return Optional.empty();
    }
  }

  private static Optional<Step> step(CodeBlob blob, Position from, Vm vm) {
    if (blob.isInterpreter()) {
      return Optional.of(interpreted(from.frame(), vm));
    }
    if (from.place() == vm.get("StubRoutines::_call_stub_return_address")) {
      return Optional.of(new Step(List.of(), false, byPointer(from.frame(), vm)));
    }
    if (blob.isReturnBarrier()) {
      long entry = vm.get("ContinuationEntry::_return_pc");
      return CodeBlob.at(entry, vm)
          .filter(CodeBlob::isMethod)
          .flatMap(made -> step(made, new Position(entry, from.stack(), from.frame()), vm))
          .map(step -> new Step(step.frames(), true, step.caller()));
    }
    if (blob.frameBytes() == 0) {
      return Optional.empty();
    }
    List<StackTraceElement> frames =
        blob.isMethod() ? new CompiledMethod(blob, vm).at(from.place()) : List.of();
    return Optional.of(new Step(frames, false, bySize(from.stack() + blob.frameBytes(), vm)));
  }

  private static Step interpreted(long frame, Vm vm) {
    JavaMethod method = new JavaMethod(vm.memory().word(frame + METHOD * WORD), vm);
    int index = method.index(vm.memory().word(frame + INSTRUCTION * WORD));
    Position caller = byPointer(frame, vm);
    long stack = vm.memory().word(frame + CALLERS_STACK * WORD);
    return new Step(
        List.of(method.at(index)), false, new Position(caller.place(), stack, caller.frame()));
  }

  private static Position byPointer(long frame, Vm vm) {
    return new Position(vm.memory().word(frame + WORD), frame + 2 * WORD, vm.memory().word(frame));
  }

  private static Position bySize(long stack, Vm vm) {
    return new Position(vm.memory().word(stack - WORD), stack, vm.memory().word(stack - 2 * WORD));
  }
}
