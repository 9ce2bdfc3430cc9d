package callgate.live;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where in programs calls of one kind were stopped, as far as somebody wants to know. */
final class Places {
  private static final int MOST = 4;

  /** To look takes time, which a call that is made over and over would take each time. */
  private static final int MOST_LOOKS = 64;

  private final Set<List<String>> seen = new HashSet<>();
  private int looks;

  Places(List<Frame> first) {
    add(first);
  }

  boolean wantsMore() {
    return seen.size() < MOST && looks < MOST_LOOKS;
  }

  /** {@return whether a place is another one than those before} */
  boolean add(List<Frame> frames) {
    looks++;
    return seen.add(frames.stream().map(Frame::text).toList());
  }
}
