package callgate.learn.audit;

import java.util.Map;

/** The types of records that tell about calls (include/uapi/linux/audit.h). */
final class AuditTypes {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1130, "SERVICE_START"),
          Map.entry(1131, "SERVICE_STOP"),
          Map.entry(1300, "SYSCALL"),
          Map.entry(1302, "PATH"),
          Map.entry(1303, "IPC"),
          Map.entry(1304, "SOCKETCALL"),
          Map.entry(1305, "CONFIG_CHANGE"),
          Map.entry(1306, "SOCKADDR"),
          Map.entry(1307, "CWD"),
          Map.entry(1309, "EXECVE"),
          Map.entry(1318, "OBJ_PID"),
          Map.entry(1320, "EOE"),
          Map.entry(1323, "MMAP"),
          Map.entry(1326, "SECCOMP"),
          Map.entry(1327, "PROCTITLE"),
          Map.entry(1701, "ANOM_ABEND"));

  private AuditTypes() {}

  /** {@return the name of a type, or its number} */
  static String name(int type) {
    String name = NAMES.get(type);
    return name == null ? Integer.toString(type) : name;
  }

  /** {@return the name of a type that is written as a name or a number} */
  static String name(String written) {
    String digits =
        written.startsWith("UNKNOWN[") && written.endsWith("]")
            ? written.substring(8, written.length() - 1)
            : written;
    try {
      return name(Integer.parseInt(digits));
    } catch (NumberFormatException e) {
      return written;
    }
  }
}
