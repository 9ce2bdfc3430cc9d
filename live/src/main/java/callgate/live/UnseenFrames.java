package callgate.live;

/** Frames that are there, and that can't be seen. */
public record UnseenFrames(String why) implements Frame {
  static final UnseenFrames IN_HEAP =
      new UnseenFrames("more frames of the virtual thread, which it has in the heap");

  static final UnseenFrames OF_JAVA =
      new UnseenFrames("frames of Java, if any: this Java VM's are not known (HotSpot's are)");

  @Override
  public String text() {
    return "... " + why;
  }
}
