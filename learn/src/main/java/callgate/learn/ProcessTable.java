package callgate.learn;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Processes by their ids, without boxing: it is asked on every line of a log. */
final class ProcessTable {
  private @Nullable TracedProcess[] slots = new TracedProcess[1 << 8];
  private int[] pids = new int[1 << 8];
  private int size;

  @Nullable TracedProcess get(int pid) {
    int mask = slots.length - 1;
    for (int slot = pid & mask; ; slot = slot + 1 & mask) {
      TracedProcess process = slots[slot];
      if (process == null || pids[slot] == pid) {
        return process;
      }
    }
  }

  /** Adds a process, or another id of one. */
  void put(int pid, TracedProcess process) {
    if (size * 2 >= slots.length) {
      resize();
    }
    int mask = slots.length - 1;
    int slot = pid & mask;
    while (slots[slot] != null && pids[slot] != pid) {
      slot = slot + 1 & mask;
    }
    if (slots[slot] == null) {
      size++;
    }
    slots[slot] = process;
    pids[slot] = pid;
  }

  void remove(int pid) {
    int mask = slots.length - 1;
    int slot = pid & mask;
    while (slots[slot] != null && pids[slot] != pid) {
      slot = slot + 1 & mask;
    }
    if (slots[slot] == null) {
      return;
    }
    slots[slot] = null;
    size--;
    // What collided with the removed one moves up, so that it is still found.
    for (int next = slot + 1 & mask; slots[next] != null; next = next + 1 & mask) {
      TracedProcess moved = slots[next];
      slots[next] = null;
      size--;
      put(pids[next], moved);
    }
  }

  /** {@return all processes, one that has two ids once} */
  List<TracedProcess> all() {
    Set<TracedProcess> all = Collections.newSetFromMap(new IdentityHashMap<>());
    for (TracedProcess process : slots) {
      if (process != null) {
        all.add(process);
      }
    }
    return List.copyOf(all);
  }

  int size() {
    return size;
  }

  private void resize() {
    @Nullable TracedProcess[] old = slots;
    int[] oldPids = pids;
    slots = new TracedProcess[old.length * 2];
    pids = new int[slots.length];
    size = 0;
    for (int slot = 0; slot < old.length; slot++) {
      TracedProcess process = old[slot];
      if (process != null) {
        put(oldPids[slot], process);
      }
    }
  }
}
