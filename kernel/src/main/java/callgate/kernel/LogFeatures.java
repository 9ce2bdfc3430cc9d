package callgate.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where violations can be read. */
final class LogFeatures {
  private static final String AREA = "violations";
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_AUDIT = 9;
  private static final Path KERNEL_LOG = Path.of("/dev/kmsg");

  private LogFeatures() {}

  static List<Feature> probe(ThreadStatus status) {
    List<Feature> features = new ArrayList<>();
    long socket = SystemCall.SOCKET.call(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_AUDIT);
    if (socket >= 0) {
      SystemCall.CLOSE.call(socket);
    }
    features.add(Feature.of(AREA, "audit", socket >= 0, "", "needs CONFIG_AUDIT"));
    features.add(
        Feature.of(
            AREA,
            "audit records",
            socket >= 0 && Capability.CAP_AUDIT_READ.isEffective(status),
            "readable as they come: watch sees what filters only log",
            "needs CAP_AUDIT_READ: run as root"));
    features.add(
        Feature.of(
            AREA,
            "kernel log",
            Files.isReadable(KERNEL_LOG),
            KERNEL_LOG + " is readable",
            KERNEL_LOG + " is for root (sysctl kernel.dmesg_restrict)"));
    return features;
  }
}
