package callgate.syscall;

/**
 * One argument of a system call.
 *
 * @param name as the kernel's prototype or the manual page calls it
 * @param kind what its value means
 * @param bits how many low bits of it the kernel reads on a 64-bit ABI: 32 or 64
 */
public record Argument(String name, Kind kind, int bits) {
  /** What the value of an argument means. */
  public enum Kind {
    /** A signed number. */
    INT,
    /** An unsigned number. */
    UNSIGNED,
    /** An address in the caller's memory. */
    POINTER,
    /** The address of a path. */
    PATH,
    /** The address of a text that is not a path. */
    STRING,
    /** A file descriptor. */
    DESCRIPTOR,
    /** Bits that can be combined. */
    FLAGS,
    /** One value of a list, which often decides what the other arguments mean. */
    COMMAND,
    /** A number of bytes or of elements. */
    SIZE,
    /** Permission bits of a file. */
    MODE,
    /** A process, thread or process group. */
    PROCESS,
    /** A user or group. */
    USER,
    /** A signal's number. */
    SIGNAL,
    /** A position in a file. */
    OFFSET
  }
}
