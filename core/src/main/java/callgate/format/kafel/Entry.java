package callgate.format.kafel;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Position;
import java.util.List;

/** A part of a policy: calls that get an action, or another policy in its place. */
sealed interface Entry {
  record Block(Action action, List<Call> calls) implements Entry {
    public Block {
      calls = List.copyOf(calls);
    }
  }

  record Use(Named policy) implements Entry {}

  /** A call, and when it gets the action. */
  record Call(Calls calls, Condition condition, Position position) {}

  /** A policy with a name. Two are the same only if they are one. */
  final class Named {
    private final String name;
    private final Position position;
    private final List<Entry> entries;

    Named(String name, Position position, List<Entry> entries) {
      this.name = name;
      this.position = position;
      this.entries = List.copyOf(entries);
    }

    String name() {
      return name;
    }

    Position position() {
      return position;
    }

    List<Entry> entries() {
      return entries;
    }
  }
}
