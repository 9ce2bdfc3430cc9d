package callgate.learn.audit;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a record out of a line, which is one of
 *
 * <pre>
 * type=SECCOMP msg=audit(1795302896.780:11): auid=0 ...           auditd, ausearch, netlink readers
 * node=web type=SECCOMP msg=audit(1795302896.780:11): auid=0 ...
 * type=SECCOMP msg=audit(11/21/26 12:34:56.780:11) : auid=root .. ausearch -i
 * [   12.345678] audit: type=1326 audit(1795302896.780:11): ...   dmesg
 * 2026-11-21T12:34:56,345678+00:00 audit: type=1326 audit(...): . dmesg --time-format iso
 * Nov 21 12:34:56 web kernel: audit: type=1326 audit(...): ...    syslog, journalctl
 * Nov 21 12:34:56 web audit[8892]: SECCOMP auid=0 ...             journalctl, from journald
 * </pre>
 *
 * Text that a program wrote to a log must not pass for a record: what stands before a record has to
 * look like what auditd, ausearch or a logger of kernel messages puts there.
 */
final class AuditLine {
  private static final String TYPE = "type=";
  private static final String EVENT = "audit(";
  private static final String KERNEL = "kernel: ";
  private static final String KERNEL_AUDIT = "audit: ";

  /** What dmesg puts before a message: nothing, a level, {@code -x}, {@code --time-format iso}. */
  private static final Pattern PREFIXES =
      Pattern.compile(
          "|<\\d+>|kern *:\\w+ *: |(kern *:\\w+ *: )?\\d{4}-\\d\\d-\\d\\dT[-+0-9:.,]+ ");

  /**
   * Longer lines are no records: the kernel's have at most 8970 bytes (MAX_AUDIT_MESSAGE_LENGTH).
   */
  private static final int LONGEST = 1 << 16;

  private AuditLine() {}

  static Optional<AuditRecord> parse(String line) {
    if (line.length() > LONGEST) {
      return Optional.empty();
    }
    int type = line.indexOf(TYPE);
    if (type >= 0 && isBefore(line.substring(0, type))) {
      int end = line.indexOf(' ', type);
      String name = end < 0 ? "" : AuditTypes.name(line.substring(type + TYPE.length(), end));
      int start = end < 0 ? -1 : line.startsWith("msg=", end + 1) ? end + 5 : end + 1;
      return start < 0
          ? Optional.empty()
          : message(name, node(line.substring(0, type)), line.substring(start));
    }
    return journal(line);
  }

  /** {@return whether a text is what stands before a record: nothing, a node, or a kernel's log} */
  private static boolean isBefore(String text) {
    if (text.isEmpty() || (text.startsWith("node=") && text.indexOf(' ') == text.length() - 1)) {
      return true;
    }
    for (String logger : new String[] {"audispd: ", "audisp-syslog: "}) {
      if (text.endsWith(logger)) {
        return isHost(text.substring(0, text.length() - logger.length()));
      }
    }
    return text.endsWith(KERNEL_AUDIT)
        && isKernel(text.substring(0, text.length() - KERNEL_AUDIT.length()));
  }

  /** {@return whether a text is a time and a host, with no tag of a program behind} */
  private static boolean isHost(String text) {
    return !text.contains(": ");
  }

  /** {@return whether a text is what loggers of kernel messages put before one} */
  private static boolean isKernel(String text) {
    int bracket = text.endsWith("] ") ? text.lastIndexOf('[') : -1;
    String rest = bracket < 0 ? text : text.substring(0, bracket);
    return (rest.endsWith(KERNEL) && isHost(rest.substring(0, rest.length() - KERNEL.length())))
        || PREFIXES.matcher(rest).matches();
  }

  private static String node(String before) {
    return before.startsWith("node=") ? before.substring(5).strip() : "";
  }

  /** A line that journald made of a record: the number of the event is not in it. */
  private static Optional<AuditRecord> journal(String line) {
    int tag = line.indexOf(" audit[");
    int close = tag < 0 ? -1 : line.indexOf("]: ", tag);
    if (close < 0 || !isDigits(line, tag + 7, close) || !isHost(line.substring(0, tag))) {
      return Optional.empty();
    }
    return untimed(line.substring(close + 3), AuditRecord.NO_TIME, 0);
  }

  /** {@return a record of a name and fields, as journald writes it} */
  static Optional<AuditRecord> untimed(String text, long time, long serial) {
    int space = text.indexOf(' ');
    if (space <= 0 || !isName(text, space)) {
      return Optional.empty();
    }
    String name = text.substring(0, space);
    Map<String, String> fields = AuditFields.parse(name, text.substring(space + 1));
    return Optional.of(new AuditRecord(name, time, serial, "", false, fields));
  }

  private static boolean isName(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!(c >= 'A' && c <= 'Z') && c != '_' && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from;
  }

  /** {@return the record whose text is {@code audit(TIME:SERIAL): FIELDS}} */
  static Optional<AuditRecord> message(String type, String node, String payload) {
    int close = payload.startsWith(EVENT) ? payload.indexOf(')') : -1;
    int colon = close < 0 ? -1 : payload.lastIndexOf(':', close);
    if (colon < 0) {
      return Optional.empty();
    }
    int start = close + 1;
    while (start < payload.length()
        && (payload.charAt(start) == ' ' || payload.charAt(start) == ':')) {
      start++;
    }
    String when = payload.substring(EVENT.length(), colon);
    boolean interpreted = when.indexOf(' ') >= 0;
    try {
      long serial = Long.parseLong(payload, colon + 1, close, 10);
      long time = interpreted ? AuditTime.ofDate(when) : AuditTime.ofSeconds(when);
      String text = payload.substring(start);
      Map<String, String> fields =
          interpreted ? InterpretedFields.parse(text) : AuditFields.parse(type, text);
      return Optional.of(new AuditRecord(type, time, serial, node, interpreted, fields));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
