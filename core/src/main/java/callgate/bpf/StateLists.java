package callgate.bpf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known at each state of a program, by instruction; most instructions have one state. */
final class StateLists<T> {
  /** A state and what is known there. */
  static final class Entry<T> {
    final State state;
    T known;

    private Entry(State state, T known) {
      this.state = state;
      this.known = known;
    }
  }

  private final List<@Nullable List<Entry<T>>> lists;

  StateLists(int programSize) {
    lists = new ArrayList<>(programSize);
    for (int i = 0; i < programSize; i++) {
      lists.add(null);
    }
  }

  @Nullable Entry<T> find(State state) {
    for (Entry<T> entry : at(state.pc)) {
      if (entry.state.same(state)) {
        return entry;
      }
    }
    return null;
  }

  Entry<T> add(State state, T known) {
    List<Entry<T>> list = lists.get(state.pc);
    if (list == null) {
      list = new ArrayList<>(2);
      lists.set(state.pc, list);
    }
    Entry<T> entry = new Entry<>(state, known);
    list.add(entry);
    return entry;
  }

  List<Entry<T>> at(int pc) {
    List<Entry<T>> list = lists.get(pc);
    return list == null ? List.of() : list;
  }
}
