package callgate.watch;

import callgate.explanation.Escaped;
import callgate.watch.Sighting.Blocked;
import callgate.watch.Sighting.FilterCall;

/** Says in one line what happened. */
final class EventText {
  private EventText() {}

  static String of(Sighting.Event event) {
    return switch (event) {
      case FilterCall call -> of(call);
      case Blocked blocked ->
          Escaped.text(blocked.violation().text())
              + foreign(blocked.arch())
              + ": "
              + blocked.outcome();
    };
  }

  private static String of(FilterCall call) {
    StringBuilder text = new StringBuilder(call.name()).append('(').append(call.operation());
    if (!call.flags().isEmpty()) {
      text.append(", ").append(String.join("|", call.flags()));
    }
    text.append(')').append(foreign(call.arch())).append(" = ").append(call.result());
    call.facts().ifPresent(facts -> text.append(": ").append(facts.text()));
    return text.toString();
  }

  /** The ABI is worth a word where it isn't the machine's own. */
  private static String foreign(String arch) {
    return arch.equals(callgate.syscall.Abi.host().token()) ? "" : " [" + arch + "]";
  }
}
