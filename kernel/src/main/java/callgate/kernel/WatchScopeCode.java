package callgate.kernel;

import static callgate.kernel.EbpfCode.Register.R0;
import static callgate.kernel.EbpfCode.Register.R1;
import static callgate.kernel.EbpfCode.Register.R10;
import static callgate.kernel.EbpfCode.Register.R2;
import static callgate.kernel.EbpfCode.Register.R3;
import static callgate.kernel.EbpfCode.Register.R7;

import callgate.kernel.EbpfCode.Helper;
import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Register;
import callgate.kernel.EbpfCode.Size;
import callgate.kernel.WatchScope.Command;
import callgate.kernel.WatchScope.Comparison;
import callgate.kernel.WatchScope.Operation;
import callgate.kernel.WatchScope.Quantity;
import callgate.kernel.WatchScope.Tree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The part of programs that decides whether a {@link WatchScope} wants an event, before there is
 * one. It changes R0 to R5 and R7.
 */
final class WatchScopeCode {
  /** A bit for each, in what the map of trees has of a process. */
  private static final int MOST_TREES = 31;

  private static final int KEY = WatchEvent.STACK_SCRATCH;
  private static final int VALUE = WatchEvent.STACK_SCRATCH + Long.BYTES;
  private static final int ANY_CASE = ~0x20 & 0xff;

  private final EbpfCode code;
  private final WatchMaps maps;
  private final WatchScope scope;
  private final Label out;

  /**
   * @param out where what is not wanted goes
   */
  WatchScopeCode(EbpfCode code, WatchMaps maps, Label out) {
    this.code = code;
    this.maps = maps;
    this.scope = maps.scope();
    this.out = out;
  }

  /** Leaves when nobody wants events of a kind. */
  void kind(WatchEvent.Kind kind) {
    if (!wants(kind)) {
      leave();
    }
  }

  /** Leaves when nobody wants events of the kind in a register, which is one of these. */
  void kind(Register register, List<WatchEvent.Kind> kinds) {
    for (WatchEvent.Kind kind : kinds) {
      if (!wants(kind)) {
        code.jump(If.EQUAL, register, kind.ordinal(), out);
      }
    }
  }

  /** Leaves when nobody wants such an answer as is on the stack. */
  void answer() {
    for (WatchScope.Answers wish : scope.all(WatchScope.Answers.class)) {
      code.load(Size.LONG, R1, R10, WatchEvent.STACK_RESULT);
      if (!wish.errors()) {
        code.jump(If.SIGNED_AT_MOST, R1, 0, out);
      }
      if (!wish.values()) {
        code.jump(If.SIGNED_GREATER, R1, 0, out);
      }
    }
  }

  /** Leaves when nobody wants an operation, whose number is in a register. */
  void operation(Register register, Operation operation, int number) {
    boolean wanted =
        scope.all(WatchScope.Operations.class).stream()
            .allMatch(wish -> wish.operations().contains(operation));
    if (!wanted) {
      code.jump(If.EQUAL, register, number, out);
    }
  }

  /** Leaves when nobody wants the call on the stack, of the current task, which is in R8. */
  void call() {
    scope.all(Quantity.class).forEach(this::quantity);
    scope.all(WatchScope.Commands.class).forEach(this::commands);
    if (!scope.all(WatchScope.Calls.class).isEmpty()) {
      calls();
    }
    inTrees();
    if (!scope.all(WatchScope.Groups.class).isEmpty()) {
      groups();
    }
  }

  /** A process is made, whose id is in a register: it descends from what its parent does. */
  void descend(Register child, Label full) {
    if (trees().isEmpty()) {
      return;
    }
    Label apart = new Label();
    membership();
    code.jump(If.EQUAL, R7, 0, apart)
        .store(Size.WORD, R10, KEY, child)
        .store(Size.LONG, R10, VALUE, R7)
        .move(R1, maps.trees())
        .move(R2, R10)
        .add(R2, KEY)
        .move(R3, R10)
        .add(R3, VALUE)
        .move(Register.R4, 0)
        .call(Helper.MAP_UPDATE_ELEM)
        .jump(If.DIFFERENT, R0, 0, full)
        .here(apart);
  }

  /** The task in R8 ends. With the last of its threads, its process does. */
  void end() {
    if (trees().isEmpty()) {
      return;
    }
    Label lives = new Label();
    KernelTypes types = KernelTypes.ofThisKernel();
    code.load(Size.LONG, R1, Register.R8, types.offset("task_struct", "signal"))
        .load(Size.WORD, R1, R1, types.offset("signal_struct", "live"))
        .jump(If.DIFFERENT, R1, 0, lives);
    process(R0);
    code.store(Size.WORD, R10, KEY, R0);
    key(maps.trees()).call(Helper.MAP_DELETE_ELEM).here(lives);
  }

  /**
   * Leaves when what the current process does can't matter to any event that is wanted.
   *
   * @param child one that it makes; it may be wanted itself
   */
  void process(@org.jspecify.annotations.Nullable Register child, Label elsewhere) {
    List<Tree> inside = trees().stream().filter(tree -> !tree.not()).toList();
    if (!inside.isEmpty()) {
      membership();
      for (Tree tree : inside) {
        inTree(tree, elsewhere);
      }
      return;
    }
    for (Quantity wish : scope.all(Quantity.class)) {
      if (wish.measure() == WatchScope.Measure.PROCESS && wish.comparison() == Comparison.EQUAL) {
        Label wanted = new Label();
        process(R1);
        for (long value : wish.values()) {
          code.move(R2, value).jump(If.EQUAL, R1, R2, wanted);
          if (child != null) {
            code.jump(If.EQUAL, child, R2, wanted);
          }
        }
        code.jump(elsewhere).here(wanted);
        return;
      }
    }
  }

  private boolean wants(WatchEvent.Kind kind) {
    return scope.all(WatchScope.Kinds.class).stream()
        .allMatch(wish -> wish.kinds().contains(WatchedCall.Kind.valueOf(kind.name())));
  }

  /** The kernel's verifier refuses code that can't be reached, so that this looks like a choice. */
  private void leave() {
    code.move(R1, 0).jump(If.EQUAL, R1, 0, out);
  }

  private void process(Register to) {
    code.call(Helper.GET_CURRENT_PID_TGID).shiftRight(R0, 32);
    if (to != R0) {
      code.move(to, R0);
    }
  }

  private void quantity(Quantity wish) {
    switch (wish.measure()) {
      case PROCESS -> process(R1);
      case THREAD -> code.call(Helper.GET_CURRENT_PID_TGID).moveWord(R1, R0);
      case USER -> code.call(Helper.GET_CURRENT_UID_GID).moveWord(R1, R0);
      case RESULT -> code.load(Size.LONG, R1, R10, WatchEvent.STACK_RESULT);
    }
    if (wish.comparison() == Comparison.DIFFERENT) {
      wish.values().forEach(value -> code.move(R2, value).jump(If.EQUAL, R1, R2, out));
      return;
    }
    Label wanted = new Label();
    for (long value : wish.values()) {
      code.move(R2, value).jump(condition(wish.comparison()), R1, R2, wanted);
    }
    code.jump(out).here(wanted);
  }

  private static If condition(Comparison comparison) {
    return switch (comparison) {
      case EQUAL -> If.EQUAL;
      case DIFFERENT -> If.DIFFERENT;
      case LESS -> If.NEGATIVE_OR_LESS;
      case AT_MOST -> If.SIGNED_AT_MOST;
      case GREATER -> If.SIGNED_GREATER;
      case AT_LEAST -> If.SIGNED_AT_LEAST;
    };
  }

  private void commands(WatchScope.Commands wish) {
    Label wanted = new Label();
    Label alike = wish.not() ? out : wanted;
    code.move(R1, R10).add(R1, KEY).move(R2, WatchEvent.COMMAND_BYTES);
    code.call(Helper.GET_CURRENT_COMM);
    for (Command command : wish.alternatives()) {
      command(command, alike);
    }
    if (!wish.not()) {
      leave();
    }
    code.here(wanted);
  }

  /** Compares the sixteen bytes of a name as two numbers, without the bits that don't matter. */
  private void command(Command command, Label alike) {
    byte[] text = command.text().getBytes(StandardCharsets.US_ASCII);
    int compared = text.length + (command.whole() ? 1 : 0);
    if (compared > WatchEvent.COMMAND_BYTES) {
      return; // longer than any thread's name
    }
    byte[] mask = new byte[WatchEvent.COMMAND_BYTES];
    byte[] value = new byte[WatchEvent.COMMAND_BYTES];
    for (int i = 0; i < compared; i++) {
      int letter = i < text.length ? text[i] : 0;
      mask[i] = (byte) (Character.isLetter(letter) ? ANY_CASE : 0xff);
      value[i] = (byte) (letter & mask[i]);
    }
    Label different = new Label();
    for (int half = 0; half < WatchEvent.COMMAND_BYTES; half += Long.BYTES) {
      code.load(Size.LONG, R1, R10, KEY + half)
          .move(R2, number(mask, half))
          .and(R1, R2)
          .move(R2, number(value, half))
          .jump(If.DIFFERENT, R1, R2, different);
    }
    code.jump(alike).here(different);
  }

  private static long number(byte[] bytes, int from) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong(from);
  }

  private void calls() {
    Label wanted = new Label();
    code.load(Size.WORD, Register.R3, R10, WatchEvent.STACK_NUMBER)
        .load(Size.WORD, Register.R4, R10, WatchEvent.STACK_NARROW);
    CallSlots.slot(code, Register.R3, Register.R4, wanted);
    code.store(Size.WORD, R10, KEY, R1);
    key(maps.calls())
        .call(Helper.MAP_LOOKUP_ELEM)
        .jump(If.EQUAL, R0, 0, wanted)
        .load(Size.LONG, R1, R0, 0)
        .jump(If.EQUAL, R1, 0, out)
        .here(wanted);
  }

  /** {@return the trees of a scope that the kernel decides about} */
  static List<Tree> trees(WatchScope scope) {
    return scope.all(Tree.class).stream().limit(MOST_TREES).toList();
  }

  /** {@return the bit that stands for a tree} */
  static int bit(List<Tree> trees, Tree tree) {
    return 1 << trees.indexOf(tree);
  }

  private List<Tree> trees() {
    return trees(scope);
  }

  private void inTrees() {
    if (trees().isEmpty()) {
      return;
    }
    membership();
    for (Tree tree : trees()) {
      if (tree.not()) {
        code.jump(If.COMMON_BIT, R7, bit(tree), out);
      } else {
        inTree(tree, out);
      }
    }
  }

  private void inTree(Tree tree, Label elsewhere) {
    Label in = new Label();
    code.jump(If.COMMON_BIT, R7, bit(tree), in).jump(elsewhere).here(in);
  }

  private int bit(Tree tree) {
    return bit(trees(), tree);
  }

  /** R7: the trees that the current process is in. */
  private void membership() {
    Label apart = new Label();
    process(R0);
    code.store(Size.WORD, R10, KEY, R0);
    key(maps.trees())
        .call(Helper.MAP_LOOKUP_ELEM)
        .move(R7, 0)
        .jump(If.EQUAL, R0, 0, apart)
        .load(Size.LONG, R7, R0, 0)
        .here(apart)
        .load(Size.WORD, R1, R10, KEY);
    for (Tree tree : trees()) {
      Label other = new Label();
      code.jump(If.DIFFERENT, R1, tree.process(), other).move(R2, bit(tree)).or(R7, R2).here(other);
    }
  }

  private void groups() {
    Label first = new Label();
    WatchEvent.group(code);
    code.load(Size.LONG, R3, R1, KernelTypes.ofThisKernel().offset("kernfs_node", "id"))
        .shiftLeft(R3, 1);
    WatchEvent.level(code);
    code.jump(If.EQUAL, R1, 0, first).add(R3, 1).here(first).store(Size.LONG, R10, KEY, R3);
    key(maps.groups()).call(Helper.MAP_LOOKUP_ELEM).jump(If.DIFFERENT, R0, 0, out);
  }

  private EbpfCode key(EbpfMap map) {
    return code.move(R1, map).move(R2, R10).add(R2, KEY);
  }
}
