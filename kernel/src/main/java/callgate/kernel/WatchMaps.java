package callgate.kernel;

import callgate.kernel.EbpfMap.Kind;
import java.util.List;
import java.util.Optional;

/**
 * What the programs that watch filters share.
 *
 * @param scope what is to be told
 * @param entered threads under a filter, and whether the call that each is in went past the filter
 * @param trees processes, and a bit for each tree of the scope that they are in
 * @param calls whether a {@link CallSlots slot}'s call is to be told
 * @param groups control groups whose events are not to be told: {@code id << 1 | is it a container}
 * @param lost how many events found no room; how many calls of threads that found none in {@code
 *     entered}
 * @param ring the events
 */
record WatchMaps(
    WatchScope scope,
    EbpfMap entered,
    EbpfMap trees,
    EbpfMap calls,
    EbpfMap groups,
    EbpfMap lost,
    EbpfMap ring)
    implements AutoCloseable {
  static final int UNFOLLOWED = 1;
  private static final int PROCESSES = 1 << 16;
  private static final int GROUPS = 1 << 14;

  static WatchMaps create(WatchScope scope, int ringBytes, int threads) {
    boolean trees = !scope.all(WatchScope.Tree.class).isEmpty();
    WatchMaps maps =
        new WatchMaps(
            scope,
            EbpfMap.longs(Kind.HASH, "entered", threads),
            EbpfMap.longs(Kind.HASH, "trees", trees ? PROCESSES : 1),
            EbpfMap.longs(Kind.ARRAY, "calls", CallSlots.ALL),
            EbpfMap.of(Kind.FORGETTING_HASH, "groups", Long.BYTES, Long.BYTES, GROUPS),
            EbpfMap.longs(Kind.ARRAY, "lost", 2),
            EbpfMap.ring("watch", ringBytes));
    maps.nameCalls();
    return maps;
  }

  private void nameCalls() {
    List<WatchScope.Calls> wishes = scope.all(WatchScope.Calls.class);
    for (int slot = 0; slot < CallSlots.ALL && !wishes.isEmpty(); slot++) {
      Optional<String> name = CallSlots.name(slot);
      if (name.isEmpty() || wishes.stream().allMatch(wish -> wish.names().test(name.get()))) {
        calls.put(slot, 1);
      }
    }
  }

  @Override
  public void close() {
    List.of(entered, trees, calls, groups, lost, ring).forEach(EbpfMap::close);
  }
}
