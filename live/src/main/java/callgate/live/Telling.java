package callgate.live;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The arguments of a call that tell it from another of the same name: what policies test. */
final class Telling {
  private Telling() {}

  /** {@return their values, as far as the kernel reads them; -1 for what can only be an address} */
  static List<Long> values(Call call) {
    Optional<Abi> abi = CallText.abi(call);
    Optional<String> name = abi.flatMap(known -> Syscalls.name(known, call.number()));
    List<Argument> arguments =
        name.isEmpty() ? List.of() : Syscalls.arguments(abi.orElseThrow(), name.get());
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      boolean tells =
          switch (argument.kind()) {
            case FLAGS, COMMAND, INT, UNSIGNED, SIGNAL -> true;
            default -> false;
          };
      if (tells) {
        long value = call.argument(i);
        boolean address = argument.bits() == 64 && value >>> 32 != 0;
        values.add(argument.bits() == 32 ? value & 0xffffffffL : address ? -1 : value);
      }
    }
    return List.copyOf(values);
  }
}
