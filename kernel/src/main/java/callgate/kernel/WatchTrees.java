package callgate.kernel;

import callgate.kernel.WatchScope.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes that are in the trees of a {@link WatchScope} already. */
final class WatchTrees {
  private WatchTrees() {}

  /**
   * Adds them to the map of trees. The programs that keep it complete must run already, so that
   * nothing slips through between two looks.
   */
  static void fill(WatchMaps maps) {
    List<Tree> trees = WatchScopeCode.trees(maps.scope());
    Map<Integer, Long> added = new HashMap<>();
    boolean more = !trees.isEmpty();
    while (more) {
      more = false;
      for (Map.Entry<Integer, Long> entry : memberships(trees).entrySet()) {
        int process = entry.getKey();
        if (!entry.getValue().equals(added.put(process, entry.getValue()))) {
          more = true;
          maps.trees().put(process, entry.getValue());
          if (!Files.exists(Path.of("/proc/" + process))) {
            maps.trees().remove(process); // it ended before it was in
          }
        }
      }
    }
  }

  /** {@return a bit for each tree by the processes that descend from its root} */
  private static Map<Integer, Long> memberships(List<Tree> trees) {
    Map<Integer, Long> all = new HashMap<>();
    for (Tree tree : trees) {
      long bit = WatchScopeCode.bit(trees, tree);
      ProcessHandle.of(tree.process())
          .ifPresent(root ->
              root.descendants()
                  .forEach(child -> all.merge((int) child.pid(), bit, (a, b) -> a | b)));
    }
    return all;
  }
}
