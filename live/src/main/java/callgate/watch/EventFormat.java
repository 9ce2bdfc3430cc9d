package callgate.watch;

import java.util.List;
import java.util.Optional;

/** How events are written: one line each, without a line break in it, whatever names hold. */
public interface EventFormat {
  /** {@return the line that comes first; empty for none} */
  default String header() {
    return "";
  }

  /** {@return an event, on one line} */
  String line(Sighting sighting);

  /** {@return the names of the formats, the default first} */
  static List<String> names() {
    return List.of("table", "json", "ecs", "tracee");
  }

  /** {@return the format of that name} */
  static Optional<EventFormat> named(String name) {
    return switch (name) {
      case "table" -> Optional.of(new TableFormat());
      case "json" -> Optional.of(new JsonFormat());
      case "ecs" -> Optional.of(new EcsFormat());
      case "tracee" -> Optional.of(new TraceeFormat());
      default -> Optional.empty();
    };
  }
}
