package callgate.learn.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a record as {@code ausearch -i} writes them: without quotes, though values may have
 * spaces. So a value ends where the next field starts that the kernel is known to write.
 */
final class InterpretedFields {
  private static final Set<String> KNOWN =
      Set.of(
          "auid",
          "uid",
          "gid",
          "ses",
          "subj",
          "pid",
          "ppid",
          "comm",
          "exe",
          "sig",
          "arch",
          "syscall",
          "compat",
          "ip",
          "code",
          "res",
          "success",
          "exit",
          "a0",
          "a1",
          "a2",
          "a3",
          "items",
          "euid",
          "suid",
          "fsuid",
          "egid",
          "sgid",
          "fsgid",
          "tty",
          "key",
          "proctitle",
          "cwd",
          "name",
          "item",
          "argc",
          "nametype",
          "inode",
          "unit");

  private InterpretedFields() {}

  static Map<String, String> parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    String key = "";
    int start = 0;
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      int before = text.lastIndexOf(' ', equals);
      String candidate = text.substring(before + 1, equals);
      if (KNOWN.contains(candidate) && !fields.containsKey(candidate) && before + 1 >= at) {
        if (!key.isEmpty()) {
          fields.putIfAbsent(key, text.substring(start, Math.max(start, before)).strip());
        }
        key = candidate;
        start = equals + 1;
      }
      at = equals + 1;
    }
    if (!key.isEmpty()) {
      fields.putIfAbsent(key, text.substring(start).strip());
    }
    return fields;
  }
}
