package callgate.live;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.kernel.Caller;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Writes a call whose caller stands still: texts and addresses read from its memory, descriptors as
 * what they are, flags by name.
 */
final class CallWords {
  private static final int SHOWN_BYTES = 40;

  private final Abi abi;
  private final String name;
  private final Call call;
  private final Caller caller;
  private final List<Argument> arguments;

  private CallWords(Abi abi, String name, Call call, Caller caller) {
    this.abi = abi;
    this.name = name;
    this.call = call;
    this.caller = caller;
    arguments = Syscalls.arguments(abi, name);
  }

  /** {@return the call as people write it} */
  static String of(Call call, Caller caller) {
    Optional<Abi> abi = CallText.abi(call);
    Optional<String> name = abi.flatMap(known -> Syscalls.name(known, call.number()));
    if (name.isEmpty()) {
      return CallText.of(call);
    }
    return new CallWords(abi.orElseThrow(), name.get(), call, caller).text();
  }

  private String text() {
    StringJoiner text = new StringJoiner(", ", name + "(", ")");
    for (int i = 0; i < arguments.size(); i++) {
      text.add(argument(i));
    }
    return text.toString();
  }

  private String argument(int index) {
    return special(index)
        .or(() -> kindly(index))
        .orElseGet(() -> Constants.text(abi, name, index, call.argument(index)));
  }

  private Optional<String> kindly(int index) {
    return switch (arguments.get(index).kind()) {
      case PATH, STRING -> caller.string(address(index)).map(Shown::quoted);
      case DESCRIPTOR -> descriptor(index);
      default -> Optional.empty();
    };
  }

  /** Adds to a descriptor what it is (proc_pid_fd(5)). */
  private Optional<String> descriptor(int index) {
    int number = (int) call.argument(index);
    return Processes.descriptor(caller.thread(), number)
        .map(file -> number + "<" + Shown.plain(file) + ">");
  }

  /** What the table of arguments knows only as a pointer. */
  private Optional<String> special(int index) {
    return switch (name) {
      case "connect", "bind" -> index == 1 ? socketAddress(1, 2) : Optional.empty();
      case "sendto" ->
          index == 4 ? socketAddress(4, 5) : index == 1 ? buffer(1, 2) : Optional.empty();
      case "write", "pwrite64" -> index == 1 ? buffer(1, 2) : Optional.empty();
      case "execve" -> index == 1 ? texts(1) : Optional.empty();
      case "execveat" -> index == 2 ? texts(2) : Optional.empty();
      case "clone3" -> index == 0 ? structure(0, "clone", "flags") : Optional.empty();
      case "openat2" -> index == 2 ? structure(2, "openat", "flags") : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<String> socketAddress(int pointer, int length) {
    int size = Math.clamp(call.argument(length) & 0xffffffffL, 0, 128);
    return SocketAddress.text(caller.memory(address(pointer), size), abi);
  }

  private Optional<String> buffer(int pointer, int length) {
    long size =
        abi.argumentBits() == 32 ? call.argument(length) & 0xffffffffL : call.argument(length);
    byte[] bytes = caller.memory(address(pointer), Math.clamp(size, 0, SHOWN_BYTES));
    return bytes.length == 0
        ? Optional.empty()
        : Optional.of(Shown.quoted(Texts.of(bytes), size > bytes.length));
  }

  private Optional<String> texts(int index) {
    List<String> texts = Texts.list(caller, address(index), abi);
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    StringJoiner joined = new StringJoiner(", ", "[", "]");
    texts.forEach(text -> joined.add(text.equals(Texts.MORE) ? text : Shown.quoted(text)));
    return Optional.of(joined.toString());
  }

  /** Shows a structure that begins with 64 bits of flags, which another call takes directly. */
  private Optional<String> structure(int index, String other, String argument) {
    byte[] bytes = caller.memory(address(index), Long.BYTES);
    if (bytes.length < Long.BYTES) {
      return Optional.empty();
    }
    long flags = Texts.words(bytes).getLong();
    int place = 0;
    for (Argument each : Syscalls.arguments(abi, other)) {
      if (each.name().endsWith(argument)) {
        return Optional.of("{flags=" + Constants.text(abi, other, place, flags) + ", ...}");
      }
      place++;
    }
    return Optional.empty();
  }

  private long address(int index) {
    long value = call.argument(index);
    return abi.argumentBits() == 32 ? value & 0xffffffffL : value;
  }
}
