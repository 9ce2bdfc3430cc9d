package callgate.learn.incident;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The core dump of a program that died of SIGSYS (core(5)): which call it made, with which
 * arguments, and the texts that these point to. The notes tell the call; what the program's memory
 * holds follows them, so that a dump can be read as it is decompressed.
 */
final class CoreDump {
  private static final int SIGSYS = 31;

  /** Texts of arguments are cut here. */
  private static final int LONGEST_TEXT = 256;

  private final String name;
  private final CoreHeader header;
  private final CoreNotes notes;

  private CoreDump(String name, CoreHeader header, CoreNotes notes) {
    this.name = name;
    this.header = header;
    this.notes = notes;
  }

  /**
   * {@return what a dump tells}
   *
   * @throws BadInput where it is no core dump, or not that of a program that died of SIGSYS
   */
  static Incident read(String name, InputStream in) throws IOException {
    ForwardBytes bytes = new ForwardBytes(in);
    CoreHeader header = CoreHeader.read(name, bytes);
    CoreNotes notes = CoreNotes.read(name, header, bytes);
    return new CoreDump(name, header, notes).incident(bytes);
  }

  private Incident incident(ForwardBytes bytes) throws IOException {
    CoreNotes.Signal signal =
        notes
            .signal()
            .orElseThrow(() -> problem("this core dump doesn't say why the program died"));
    if (signal.number() != SIGSYS) {
      throw problem(
          "the program did not die of SIGSYS but of signal "
              + signal.number()
              + ": no filter killed it");
    }
    Abi abi = abi(signal);
    List<OptionalLong> arguments = notes.arguments(abi);
    Violation violation =
        Violation.of(signal.arch(), signal.call())
            .with(arguments)
            .from(signal.address())
            .got(Received.signal());
    return new Incident(
        Incident.NO_TIME,
        name,
        notes.caller(),
        Optional.of(violation),
        texts(abi, violation, bytes),
        false);
  }

  private static Abi abi(CoreNotes.Signal signal) {
    return Violation.of(signal.arch(), signal.call()).abi().orElse(Abi.X86_64);
  }

  private BadInput problem(String text) {
    return new BadInput(Position.of(name), text);
  }

  /** {@return the texts that arguments point to, as far as the dump has them} */
  private List<String> texts(Abi abi, Violation violation, ForwardBytes bytes) throws IOException {
    List<Argument> arguments = Syscalls.arguments(abi, violation.name().orElse(""));
    TreeMap<Long, String> wanted = new TreeMap<>();
    for (int i = 0; i < arguments.size() && i < Violation.ARGUMENTS; i++) {
      Argument.Kind kind = arguments.get(i).kind();
      OptionalLong address = violation.arguments().get(i);
      if (address.isPresent() && (kind == Argument.Kind.PATH || kind == Argument.Kind.STRING)) {
        OptionalLong offset = header.offset(address.getAsLong());
        if (offset.isPresent()) {
          wanted.put(offset.getAsLong(), arguments.get(i).name());
        }
      }
    }
    List<String> texts = new ArrayList<>();
    for (var entry : wanted.entrySet()) {
      @Nullable String text = text(bytes, entry.getKey());
      if (text != null) {
        texts.add(entry.getValue() + " \"" + text + "\"");
      }
    }
    return texts;
  }

  private static @Nullable String text(ForwardBytes bytes, long offset) throws IOException {
    if (!bytes.skipTo(offset)) {
      return null;
    }
    ByteBuffer read = bytes.read(LONGEST_TEXT);
    if (read.limit() == 0) {
      return null;
    }
    int length = 0;
    while (length < read.limit() && read.get(length) != 0) {
      length++;
    }
    return StandardCharsets.UTF_8.decode(read.slice(0, length)).toString();
  }
}
