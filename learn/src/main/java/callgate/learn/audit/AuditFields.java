package callgate.learn.audit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a record as the kernel writes them: {@code key=value}, values in quotes, plain, or
 * in hexadecimal digits where they have a space, a quote, a control character or none of ASCII
 * (kernel/audit.c, audit_log_untrustedstring).
 */
final class AuditFields {
  /** What divides the kernel's fields from those that an enriching auditd adds. */
  private static final char ENRICHED = '\u001d';

  /** Fields that are written in hexadecimal digits where they are not plain. */
  private static final Set<String> ENCODED =
      Set.of("comm", "exe", "proctitle", "name", "cwd", "path", "key", "cmd", "file", "vm", "dir");

  private AuditFields() {}

  static Map<String, String> parse(String type, String text) {
    int end = text.indexOf(ENRICHED);
    Map<String, String> fields = new LinkedHashMap<>();
    add(type, end < 0 ? text : text.substring(0, end), fields);
    if (end >= 0) {
      enriched(text.substring(end + 1), fields);
    }
    return fields;
  }

  private static void add(String type, String text, Map<String, String> fields) {
    int at = 0;
    while (at < text.length()) {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        return;
      }
      String key = text.substring(Math.max(at, text.lastIndexOf(' ', equals) + 1), equals);
      char first = equals + 1 < text.length() ? text.charAt(equals + 1) : ' ';
      boolean quoted = first == '"' || first == '\'';
      int start = quoted ? equals + 2 : equals + 1;
      int end = text.indexOf(quoted ? first : ' ', start);
      if (end < 0) {
        end = text.length();
      }
      String value = text.substring(start, end);
      fields.putIfAbsent(key, quoted ? value : decoded(type, key, value));
      at = quoted ? end + 1 : end;
    }
  }

  /** Of what auditd adds, names of users are of use; its names of calls are wrong. */
  private static void enriched(String text, Map<String, String> fields) {
    Map<String, String> added = new LinkedHashMap<>();
    add("", text, added);
    for (String key : new String[] {"UID", "AUID"}) {
      String value = added.get(key);
      if (value != null) {
        fields.putIfAbsent(key, value);
      }
    }
  }

  private static String decoded(String type, String key, String value) {
    boolean argument = type.equals("EXECVE") && key.length() > 1 && key.charAt(0) == 'a';
    boolean encoded = ENCODED.contains(key) || (argument && !key.equals("argc"));
    if (!encoded || value.isEmpty() || value.length() % 2 != 0 || !isHex(value)) {
      return value;
    }
    return new String(HexFormat.of().parseHex(value), StandardCharsets.UTF_8);
  }

  private static boolean isHex(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!HexFormat.isHexDigit(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
