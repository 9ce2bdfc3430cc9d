package callgate.watch;

/** Is given what was seen. */
@FunctionalInterface
public interface SightingSink {
  void see(Sighting sighting);
}
