package callgate.learn.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One record of the kernel's audit system (include/uapi/linux/audit.h). Records of one event have
 * the same serial number and time.
 *
 * @param type {@code SECCOMP}, {@code SYSCALL}, ...; the number where it has no known name
 * @param time when, in nanoseconds since 1970; {@link #NO_TIME} when the form doesn't tell
 * @param serial the number of the event; 0 when the form doesn't tell
 * @param node the machine; empty when the form doesn't tell
 * @param interpreted whether values are words and names, as {@code ausearch -i} writes them
 * @param fields the values as text: without quotes, and decoded where the kernel encoded them,
 *     because they hold what an attacker chose; they may then have control characters
 */
public record AuditRecord(
    String type,
    long time,
    long serial,
    String node,
    boolean interpreted,
    Map<String, String> fields) {
  /** The time of a record without one. */
  public static final long NO_TIME = Long.MAX_VALUE;

  public AuditRecord {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** {@return the record on a line of a log; empty when there is none} */
  public static Optional<AuditRecord> parse(String line) {
    return AuditLine.parse(line);
  }

  /**
   * {@return a record as the kernel sends it by netlink}
   *
   * @param type the type of the message, such as 1326
   * @param payload such as {@code audit(1795302896.780:11): auid=0 ...}
   */
  public static Optional<AuditRecord> ofMessage(int type, String payload) {
    return AuditLine.message(AuditTypes.name(type), "", payload);
  }

  /** {@return whether it is of a type} */
  public boolean is(String wanted) {
    return type.equals(wanted);
  }

  /** {@return a value; empty when it is missing or {@code ?} or {@code (null)}} */
  public Optional<String> text(String field) {
    return Optional.ofNullable(fields.get(field))
        .filter(value -> !value.equals("?") && !value.equals("(null)"));
  }

  /** {@return a decimal number; empty when it is missing or none} */
  public OptionalLong decimal(String field) {
    return number(field, 10);
  }

  /** {@return a hexadecimal number, with or without 0x; empty when it is missing or none} */
  public OptionalLong hexadecimal(String field) {
    return number(field, 16);
  }

  private OptionalLong number(String field, int radix) {
    String value = fields.get(field);
    if (value == null) {
      return OptionalLong.empty();
    }
    boolean marked = radix == 16 && value.startsWith("0x");
    try {
      String digits = marked ? value.substring(2) : value;
      return OptionalLong.of(
          radix == 16 ? Long.parseUnsignedLong(digits, 16) : Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** {@return what tells its event from others} */
  public String event() {
    return node + " " + time + " " + serial;
  }
}
