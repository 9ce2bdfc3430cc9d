package callgate.learn.incident;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.learn.audit.AuditRecord;
import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What a record of the type SECCOMP tells (kernel/auditsc.c, audit_seccomp). */
public final class SeccompRecord {
  private SeccompRecord() {}

  /** {@return the call of a record; empty when it has none that can be told} */
  public static Optional<Violation> violation(AuditRecord record) {
    Optional<Violation> call = record.interpreted() ? named(record) : numbered(record);
    OptionalLong from = record.hexadecimal("ip");
    Optional<Violation> placed =
        call.map(violation -> from.isPresent() ? violation.from(from.getAsLong()) : violation);
    Optional<Received> received = received(record);
    return placed.map(violation -> received.map(violation::got).orElse(violation));
  }

  /** {@return who made the call} */
  public static Caller caller(AuditRecord record) {
    String user = record.text("UID").orElseGet(() -> record.text("uid").orElse(""));
    return new Caller(
        (int) record.decimal("pid").orElse(0),
        record.text("comm").orElse(""),
        record.text("exe").orElse(""),
        user,
        record.text("unit").orElse(""),
        "");
  }

  private static Optional<Violation> numbered(AuditRecord record) {
    OptionalLong arch = record.hexadecimal("arch");
    OptionalLong number = record.decimal("syscall");
    return arch.isEmpty() || number.isEmpty()
        ? Optional.empty()
        : Optional.of(Violation.of((int) arch.getAsLong(), (int) number.getAsLong()));
  }

  private static Optional<Violation> named(AuditRecord record) {
    Optional<Abi> abi = record.text("arch").flatMap(Abi::of);
    String name = record.text("syscall").orElse("");
    if (abi.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt number = Syscalls.number(abi.get(), name);
    if (number.isEmpty() && name.startsWith("unknown-syscall(")) {
      number = integer(name.substring("unknown-syscall(".length()).replace(")", ""));
    } else if (number.isEmpty()) {
      number = integer(name);
    }
    return number.isEmpty() || number.getAsInt() < 0
        ? Optional.empty()
        : Optional.of(Violation.of(abi.get().auditArch(), number.getAsInt()));
  }

  private static OptionalInt integer(String text) {
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  private static Optional<Received> received(AuditRecord record) {
    if (!record.interpreted()) {
      OptionalLong code = record.hexadecimal("code");
      return code.isEmpty()
          ? Optional.empty()
          : Optional.of(Received.of(Action.of((int) code.getAsLong()).kind()));
    }
    Set<Kind> kinds =
        switch (record.text("code").orElse("")) {
          case "kill" -> EnumSet.of(Kind.KILL_PROCESS, Kind.KILL_THREAD);
          case "kill-process" -> EnumSet.of(Kind.KILL_PROCESS);
          case "kill-thread" -> EnumSet.of(Kind.KILL_THREAD);
          case "trap" -> EnumSet.of(Kind.TRAP);
          case "errno" -> EnumSet.of(Kind.ERRNO);
          case "user-notify" -> EnumSet.of(Kind.USER_NOTIF);
          case "trace" -> EnumSet.of(Kind.TRACE);
          case "log" -> EnumSet.of(Kind.LOG);
          default -> Set.of();
        };
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of(new Received(kinds, OptionalInt.empty()));
  }
}
