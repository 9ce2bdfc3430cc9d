package callgate.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule of the audit system, as the kernel has it (include/uapi/linux/audit.h):
 *
 * <pre>
 * struct audit_rule_data {      offset
 *   u32 flags, action, fields;     0, 4, 8
 *   u32 mask[64];                 12        a bit for each number of a call
 *   u32 field[64];               268
 *   u32 value[64];               524
 *   u32 operator[64];            780
 *   u32 length; char text[];    1036, 1040  of all fields that are texts
 * };
 * </pre>
 */
final class AuditRule {
  private static final int TASK_LIST = 1;
  private static final int EXIT_LIST = 4;
  private static final int PREPEND = 0x10;
  private static final int NEVER = 0;
  private static final int ALWAYS = 2;
  private static final int ARCH = 11;
  private static final int FIRST_ARGUMENT = 200;
  private static final int KEY = 210;
  private static final int EQUAL = 0x40000000;
  private static final int MASK_AT = 12;
  private static final int FIELD_AT = 268;
  private static final int VALUE_AT = 524;
  private static final int OPERATOR_AT = 780;
  private static final int LENGTH_AT = 1036;
  private static final int TEXT_AT = 1040;

  private final ByteBuffer data;

  private AuditRule(ByteBuffer data) {
    this.data = data;
  }

  /**
   * {@return a rule that records a call when it returns}
   *
   * @param first its first argument, of which the kernel compares 32 bits; empty for any
   */
  static AuditRule recording(int arch, int call, OptionalInt first, String key) {
    byte[] text = key.getBytes(StandardCharsets.US_ASCII);
    AuditRule rule =
        new AuditRule(ByteBuffer.allocate(TEXT_AT + text.length).order(ByteOrder.nativeOrder()));
    rule.data.putInt(0, EXIT_LIST).putInt(4, ALWAYS);
    rule.data.putInt(MASK_AT + call / Integer.SIZE * Integer.BYTES, 1 << call % Integer.SIZE);
    rule.field(ARCH, arch);
    first.ifPresent(value -> rule.field(FIRST_ARGUMENT, value));
    rule.field(KEY, text.length);
    rule.data.putInt(LENGTH_AT, text.length).put(TEXT_AT, text);
    return rule;
  }

  /** {@return a rule that the kernel told of} */
  static AuditRule listed(ByteBuffer answer) {
    ByteBuffer copy = ByteBuffer.allocate(answer.remaining()).order(ByteOrder.nativeOrder());
    copy.put(answer.duplicate()).flip();
    return new AuditRule(copy);
  }

  /** {@return whether it keeps the kernel from recording any call of new processes} */
  boolean keepsCallsOut() {
    return data.getInt(0) == TASK_LIST && data.getInt(4) == NEVER && data.getInt(8) == 0;
  }

  /** {@return its key, if that is all the text that it has} */
  Optional<String> key() {
    int length = data.getInt(LENGTH_AT);
    for (int i = 0; i < data.getInt(8); i++) {
      boolean all =
          data.getInt(FIELD_AT + i * Integer.BYTES) == KEY
              && data.getInt(VALUE_AT + i * Integer.BYTES) == length;
      if (all) {
        byte[] text = new byte[length];
        data.get(TEXT_AT, text);
        return Optional.of(new String(text, StandardCharsets.US_ASCII));
      }
    }
    return Optional.empty();
  }

  byte[] bytes() {
    byte[] bytes = new byte[data.capacity()];
    data.get(0, bytes);
    return bytes;
  }

  /** {@return it as it is added: before others, which could say never} */
  byte[] toAdd() {
    byte[] bytes = bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(0, data.getInt(0) | PREPEND);
    return bytes;
  }

  private void field(int field, int value) {
    int at = data.getInt(8);
    data.putInt(8, at + 1);
    data.putInt(FIELD_AT + at * Integer.BYTES, field);
    data.putInt(VALUE_AT + at * Integer.BYTES, value);
    data.putInt(OPERATOR_AT + at * Integer.BYTES, EQUAL);
  }
}
