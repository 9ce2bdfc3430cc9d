package callgate.kernel;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Receives a copy of every record of the audit system as it is made, beside auditd or without it:
 * the multicast group {@code AUDIT_NLGRP_READLOG} (include/uapi/linux/audit.h).
 */
public final class AuditSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_AUDIT = 9;
  private static final int READLOG_GROUP = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int BUFFER_BYTES = 16 << 20;
  private static final int MESSAGE_BYTES = 1 << 14;
  private static final int HEADER_BYTES = 16;
  private static final int ADDRESS_BYTES = 12;

  private final Memory memory = Memory.ofProcess();
  private final Memory.Struct message = memory.struct(MESSAGE_BYTES);
  private final Memory.Struct poll;
  private final int descriptor;
  private long overruns;

  /** Is given a record. */
  public interface Sink {
    /**
     * Is given one record.
     *
     * @param type such as 1326
     * @param text such as {@code audit(1795302896.780:11): auid=0 ...}
     */
    void accept(int type, String text);
  }

  private AuditSocket(int descriptor) {
    this.descriptor = descriptor;
    poll = Listener.pollfd(memory, descriptor);
  }

  /**
   * {@return a socket that receives from now on}
   *
   * @throws NotSupported when the kernel has no audit system, or the user may not read it
   */
  public static AuditSocket open() {
    long descriptor = SystemCall.SOCKET.call(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_AUDIT);
    if (descriptor < 0) {
      throw new NotSupported("the audit system can't be read: it needs CONFIG_AUDIT");
    }
    AuditSocket socket = new AuditSocket((int) descriptor);
    try (Memory memory = Memory.ofThread()) {
      // struct sockaddr_nl { u16 family, pad; u32 pid, groups; }
      Memory.Struct address = memory.struct(ADDRESS_BYTES).putInt(8, READLOG_GROUP);
      address.bytes().putShort(0, (short) AF_NETLINK);
      long bound = SystemCall.BIND.call(descriptor, address.address(), ADDRESS_BYTES);
      if (bound < 0) {
        socket.close();
        throw new NotSupported(
            bound == Errors.EPERM
                ? "the audit system can't be read: it needs CAP_AUDIT_READ"
                : "the audit system can't be read: " + Errors.describe(bound));
      }
      long size = memory.struct(Long.BYTES).putInt(0, BUFFER_BYTES).address();
      if (SystemCall.SETSOCKOPT.call(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, size, 4) < 0) {
        SystemCall.SETSOCKOPT.call(descriptor, SOL_SOCKET, SO_RCVBUF, size, 4);
      }
    }
    return socket;
  }

  /** Takes one record, if there is one; {@return whether there was} */
  public boolean receive(Sink sink) {
    long length =
        SystemCall.RECVFROM.call(descriptor, message.address(), MESSAGE_BYTES, MSG_DONTWAIT, 0, 0);
    if (length == Errors.ENOBUFS) {
      overruns++;
      return true;
    }
    if (length < HEADER_BYTES) {
      return false;
    }
    // struct nlmsghdr { u32 length; u16 type, flags; u32 sequence, pid; }; the length is not to be
    // trusted: the audit system leaves the header out of it.
    int type = message.bytes().order(ByteOrder.nativeOrder()).getShort(4) & 0xffff;
    byte[] text = new byte[(int) length - HEADER_BYTES];
    message.bytes().get(HEADER_BYTES, text);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    sink.accept(type, new String(text, 0, end, StandardCharsets.UTF_8));
    return true;
  }

  /** Waits for a record, or for that long. */
  public void await(long milliseconds) {
    try (Memory call = Memory.ofThread()) {
      long time =
          call.struct(16)
              .putLong(0, milliseconds / 1000)
              .putLong(8, milliseconds % 1000 * 1_000_000)
              .address();
      SystemCall.PPOLL.call(poll.address(), 1, time, 0);
    }
  }

  /** {@return how often records were dropped because they were not taken fast enough} */
  public long overruns() {
    return overruns;
  }

  @Override
  public void close() {
    SystemCall.CLOSE.call(descriptor);
    memory.close();
  }
}
