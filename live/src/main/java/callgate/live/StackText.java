package callgate.live;

import java.util.ArrayList;
import java.util.List;

/**
 * A stack for people, a line a frame: frames that tell nothing one by one are told together, such
 * as those of a Java VM between and below Java.
 */
final class StackText {
  private StackText() {}

  /** {@return at most so many lines, and how many more there were} */
  static List<String> of(List<Frame> all, int most) {
    List<Frame> frames = all.stream().filter(frame -> !isOfLambda(frame)).toList();
    List<Boolean> java = frames.stream().map(JavaFrame.class::isInstance).toList();
    int first = java.indexOf(true);
    int last = java.lastIndexOf(true);
    List<String> lines = new ArrayList<>();
    String run = "";
    int length = 0;
    NativeFrame.Found before = NativeFrame.Found.REGISTERS;
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      String kind =
          frame instanceof NativeFrame code
              ? kind(code, first >= 0 && i > first, last >= 0 && i > last)
              : "";
      length = kind.equals(run) ? length + 1 : 1;
      run = kind;
      if (kind.isEmpty() || length == 1) {
        lines.add(
            frame instanceof NativeFrame code && code.found() == before
                ? code.place()
                : frame.text());
      } else {
        lines.set(lines.size() - 1, Plural.of(length, "frame") + kind);
      }
      before = frame instanceof NativeFrame code ? code.found() : before;
    }
    return shortened(lines, most);
  }

  /** {@return whether the VM made a method so that a lambda can be called} */
  private static boolean isOfLambda(Frame frame) {
    if (!(frame instanceof JavaFrame(StackTraceElement place))) {
      return false;
    }
    String type = place.getClassName();
    return type.contains("$$Lambda") || type.startsWith("java.lang.invoke.LambdaForm$");
  }

  /** {@return what a frame has in common with those that it is told together with, if any} */
  private static String kind(NativeFrame frame, boolean calledByJava, boolean belowJava) {
    if (belowJava) {
      return " of machine code below";
    }
    if (frame.file().isEmpty()) {
      return " in code made at run time";
    }
    return calledByJava && frame.file().endsWith("/" + JavaVms.LIBRARY)
        ? " in " + Shown.plain(frame.file())
        : "";
  }

  private static List<String> shortened(List<String> lines, int most) {
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most));
    shown.add("... and " + Plural.of(lines.size() - most, "more line") + " (--json has all)");
    return shown;
  }
}
