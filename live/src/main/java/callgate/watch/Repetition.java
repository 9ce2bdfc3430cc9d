package callgate.watch;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was written of an event last. In a burst the same program is refused the same call
 * again and again, so that only the time is new.
 */
final class Repetition {
  private @Nullable Subject subject;
  private Sighting.@Nullable Event event;
  private String text = "";

  /** {@return what is written of an event, without its time} */
  @SuppressWarnings("ReferenceEquality") // to compare all of it would cost what writing it does
  String text(Sighting sighting, Function<Sighting, String> writer) {
    if (sighting.subject() != subject || sighting.event() != event) {
      text = writer.apply(sighting);
      subject = sighting.subject();
      event = sighting.event();
    }
    return text;
  }
}
