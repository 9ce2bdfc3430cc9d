package callgate.live;

/** A place in a Java method. */
public record JavaFrame(StackTraceElement place) implements Frame {
  @Override
  public String text() {
    return "at " + Shown.plain(place.toString());
  }
}
