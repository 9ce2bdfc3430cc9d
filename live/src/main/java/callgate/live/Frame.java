package callgate.live;

/** A place in a program: where a function was called, or the call made. */
public sealed interface Frame permits NativeFrame, JavaFrame, UnseenFrames {
  /**
   * {@return it as debuggers write it, such as {@code openat+0x14 in /lib/libc.so.6}, or {@code at
   * Main.main(Main.java:12)}}
   */
  String text();
}
