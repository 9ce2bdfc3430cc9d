package callgate.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The threads of processes that run already, added to a {@link RecordingScope.Tree}. */
final class ProcessTree {
  private ProcessTree() {}

  /**
   * Adds all threads of processes and of all that descend from these. The programs that keep the
   * tree complete must run already, so that nothing slips through between two looks.
   *
   * @return the processes
   */
  static Set<Integer> add(RecordingScope.Tree tree, Set<Integer> processes) {
    Set<Integer> all = new HashSet<>();
    Set<Integer> added = new HashSet<>();
    int before;
    do {
      before = added.size();
      for (int process : withDescendants(processes)) {
        all.add(process);
        for (int thread : threads(process)) {
          if (added.add(thread)) {
            tree.threads().put(thread, RecordingScope.RECORDED);
            if (!Files.exists(Path.of("/proc/" + thread))) {
              tree.threads().remove(thread); // it ended before it was in
            }
          }
        }
      }
    } while (added.size() > before);
    return all;
  }

  private static List<Integer> withDescendants(Set<Integer> processes) {
    List<Integer> all = new ArrayList<>(processes);
    for (int process : processes) {
      ProcessHandle.of(process)
          .ifPresent(handle -> handle.descendants().forEach(child -> all.add((int) child.pid())));
    }
    return all;
  }

  /** {@return the ids of a process's threads; none when it is gone} */
  static List<Integer> threads(int process) {
    List<Integer> threads = new ArrayList<>();
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + process + "/task"), "[0-9]*")) {
      tasks.forEach(task -> threads.add(Integer.valueOf(task.getFileName().toString())));
    } catch (IOException gone) {
      return List.of();
    }
    return threads;
  }
}
