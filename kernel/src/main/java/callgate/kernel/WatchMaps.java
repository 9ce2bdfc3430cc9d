package callgate.kernel;

import callgate.kernel.EbpfMap.Kind;
import java.util.List;

/**
 * What the programs that watch filters share.
 *
 * @param entered threads under a filter, and whether the call that each is in went past the filter
 * @param lost how many events found no room
 * @param ring the events
 */
record WatchMaps(EbpfMap entered, EbpfMap lost, EbpfMap ring) implements AutoCloseable {
  private static final int THREADS = 1 << 16;

  static WatchMaps create(int ringBytes) {
    return new WatchMaps(
        EbpfMap.longs(Kind.HASH, "entered", THREADS),
        EbpfMap.longs(Kind.ARRAY, "lost", 1),
        EbpfMap.ring("watch", ringBytes));
  }

  @Override
  public void close() {
    List.of(entered, lost, ring).forEach(EbpfMap::close);
  }
}
