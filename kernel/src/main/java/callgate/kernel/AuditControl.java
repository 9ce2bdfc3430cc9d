package callgate.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks the kernel's audit system, and changes its rules (kernel/audit.c, audit_receive_msg). */
final class AuditControl implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_AUDIT = 9;
  private static final int HEADER_BYTES = 16;
  private static final int MESSAGE_BYTES = 1 << 14;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int REQUEST = 1;
  private static final int ACKNOWLEDGE = 4;
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int GET = 1000;
  private static final int SET = 1001;
  private static final int ADD_RULE = 1011;
  private static final int DELETE_RULE = 1012;
  private static final int LIST_RULES = 1013;
  private static final int STATUS_BYTES = 44;
  private static final int STATUS_ENABLED = 1;
  private static final long PATIENCE_MILLIS = 2000;

  private final Memory memory = Memory.ofProcess();
  private final Memory.Struct message = memory.struct(MESSAGE_BYTES);
  private final Memory.Struct poll;
  private final long descriptor;
  private int sequence;

  /**
   * What the audit system does.
   *
   * @param enabled 0 nothing but violations; 1 all of it; 2 the same, until the machine starts anew
   * @param daemon the process that takes the records; 0 for none
   * @param lost how many records were lost since the machine started
   */
  record Status(int enabled, int daemon, int lost) {}

  private AuditControl(long descriptor) {
    this.descriptor = descriptor;
    poll = Listener.pollfd(memory, (int) descriptor);
  }

  /**
   * {@return a connection}
   *
   * @throws NotSupported when the kernel has no audit system
   */
  static AuditControl open() {
    long descriptor = SystemCall.SOCKET.call(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_AUDIT);
    if (descriptor < 0) {
      throw new NotSupported("it needs CONFIG_AUDIT");
    }
    return new AuditControl(descriptor);
  }

  /** {@return what the audit system does now} */
  Status status() {
    List<Status> answers = new ArrayList<>();
    ask(
        GET,
        answer ->
            // struct audit_status { u32 mask, enabled, failure, pid, rate, backlog limit, lost; ...
            // }
            answers.add(new Status(answer.getInt(4), answer.getInt(12), answer.getInt(24))));
    return answers.getFirst();
  }

  /** Switches it on or off. */
  void enable(boolean on) {
    change(SET, words().putInt(0, STATUS_ENABLED).putInt(4, on ? 1 : 0).array());
  }

  /** {@return the rules that there are} */
  List<AuditRule> rules() {
    List<AuditRule> rules = new ArrayList<>();
    ask(LIST_RULES, answer -> rules.add(AuditRule.listed(answer)));
    return rules;
  }

  void add(AuditRule rule) {
    change(ADD_RULE, rule.toAdd());
  }

  /** Takes a rule away; it may be gone already. */
  void remove(AuditRule rule) {
    long result = request(DELETE_RULE, ACKNOWLEDGE, rule.bytes(), _ -> {});
    if (result != 0 && result != Errors.ENOENT) {
      throw refused(result);
    }
  }

  @Override
  public void close() {
    SystemCall.CLOSE.call(descriptor);
    memory.close();
  }

  private static ByteBuffer words() {
    return ByteBuffer.allocate(STATUS_BYTES).order(ByteOrder.nativeOrder());
  }

  private void change(int type, byte[] payload) {
    long result = request(type, ACKNOWLEDGE, payload, _ -> {});
    if (result != 0) {
      throw refused(result);
    }
  }

  private void ask(int type, Consumer<ByteBuffer> sink) {
    long result = request(type, 0, words().array(), sink);
    if (result != 0) {
      throw refused(result);
    }
  }

  private static NotSupported refused(long error) {
    boolean mayControl =
        Capability.CAP_AUDIT_CONTROL.isEffective(ThreadStatus.ofThread(SystemCall.GETTID.call()));
    if (!mayControl) {
      return new NotSupported("it needs CAP_AUDIT_CONTROL");
    }
    return new NotSupported(
        error == Errors.EPERM || error == Errors.ECONNREFUSED
            ? "it needs the machine's own process ids and users, not those of a container"
            : "the audit system refuses: " + Errors.describe(error));
  }

  /**
   * {@return 0, or an errno, negated}
   *
   * @param sink is given each answer of the same type
   */
  private long request(int type, int flags, byte[] payload, Consumer<ByteBuffer> sink) {
    sequence++;
    int length = HEADER_BYTES + payload.length;
    // struct nlmsghdr { u32 length; u16 type, flags; u32 sequence, pid; }
    ByteBuffer bytes = message.bytes().clear();
    bytes.putInt(0, length).putShort(4, (short) type).putShort(6, (short) (REQUEST | flags));
    bytes.putInt(8, sequence).putInt(12, 0).put(HEADER_BYTES, payload);
    long sent = SystemCall.SENDTO.call(descriptor, message.address(), length, 0, 0, 0);
    if (sent < 0) {
      return sent;
    }
    while (true) {
      int received = receive();
      if (received < HEADER_BYTES) {
        return received < 0 ? received : Errors.EINVAL;
      }
      if (bytes.getInt(8) != sequence) {
        continue;
      }
      int answer = bytes.getShort(4) & 0xffff;
      if (answer == ERROR && (flags == ACKNOWLEDGE || bytes.getInt(HEADER_BYTES) != 0)) {
        return bytes.getInt(HEADER_BYTES);
      }
      if (answer == DONE) {
        return 0;
      }
      if (answer == type) {
        sink.accept(
            bytes.slice(HEADER_BYTES, received - HEADER_BYTES).order(ByteOrder.nativeOrder()));
        if (type == GET) {
          return 0;
        }
      }
    }
  }

  /** {@return the bytes of the next message, or an errno, negated} */
  private int receive() {
    try (Memory call = Memory.ofThread()) {
      long time = call.struct(16).putLong(0, PATIENCE_MILLIS / 1000).address();
      long ready;
      do {
        ready = SystemCall.PPOLL.call(poll.address(), 1, time, 0);
      } while (ready == Errors.EINTR);
      return (int)
          SystemCall.RECVFROM.call(
              descriptor, message.address(), MESSAGE_BYTES, MSG_DONTWAIT, 0, 0);
    }
  }
}
