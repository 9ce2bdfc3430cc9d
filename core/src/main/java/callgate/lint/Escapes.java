package callgate.lint;

import java.util.List;

/**
 * The calls that undo sandboxes, and with which arguments they do. Values are those of
 * include/uapi: asm/termbits.h, linux/ptrace.h, linux/personality.h, linux/userfaultfd.h,
 * linux/bpf.h, linux/mount.h.
 */
final class Escapes {
  private static final int PTRACE_ATTACH = 16;
  private static final int PTRACE_SEIZE = 0x4206;
  private static final int BPF_PROG_LOAD = 5;
  private static final int UFFD_USER_MODE_ONLY = 1;
  private static final int READ_IMPLIES_EXEC = 0x0400000;
  private static final int ADDR_NO_RANDOMIZE = 0x0040000;
  private static final long ASK = 0xffffffffL;

  private static final int OPEN_TREE_CLONE = 1;

  private static final List<Danger> MOUNTS =
      List.of(
          Danger.always("mount"),
          Danger.always("umount"),
          Danger.always("umount2"),
          Danger.always("pivot_root"),
          Danger.always("fsopen"),
          Danger.always("fsconfig"),
          Danger.always("fsmount"),
          Danger.always("fspick"),
          Danger.always("move_mount"),
          Danger.anyBit("open_tree", "flags", OPEN_TREE_CLONE),
          Danger.anyBit("open_tree_attr", "flags", OPEN_TREE_CLONE),
          Danger.always("mount_setattr"));

  private Escapes() {}

  static List<Escape> all() {
    return List.of(
        Escape.open(
            Code.TRACER,
            "A tracer reads and writes memory and registers of other processes of its user, also of"
                + " those outside of the sandbox where it can see them.",
            "deny ptrace; debuggers need it, services don't",
            Danger.equal("ptrace", "request", PTRACE_ATTACH).named("ptrace(PTRACE_ATTACH)"),
            Danger.equal("ptrace", "request", PTRACE_SEIZE).named("ptrace(PTRACE_SEIZE)")),
        Escape.open(
            Code.OTHER_MEMORY,
            "They write to the memory of other processes of the same user, or take their"
                + " descriptors, also of those outside of the sandbox where it can see them.",
            "",
            Danger.always("process_vm_writev"),
            Danger.always("pidfd_getfd")),
        Escape.privileged(
            Code.KERNEL_CODE,
            List.of("CAP_SYS_MODULE", "CAP_SYS_BOOT", "CAP_SYS_RAWIO"),
            "Whoever runs code in the kernel or drives hardware is not held by any filter.",
            "",
            Danger.always("init_module"),
            Danger.always("finit_module"),
            Danger.always("kexec_load"),
            Danger.always("kexec_file_load"),
            Danger.always("iopl"),
            Danger.always("ioperm")),
        Escape.privileged(
            Code.BPF,
            List.of("CAP_BPF", "CAP_SYS_ADMIN"),
            "eBPF programs run in the kernel; the verifier that should hold them has had many"
                + " errors.",
            "",
            Danger.equal("bpf", "cmd", BPF_PROG_LOAD).named("bpf(BPF_PROG_LOAD)")),
        Escape.open(
            Code.USERFAULTFD,
            "A program that answers page faults of the kernel can stop it at any point: races that"
                + " nobody could win become certain.",
            "deny it, or let it through only with UFFD_USER_MODE_ONLY (flags & 1)",
            Danger.withoutBit("userfaultfd", "flags", UFFD_USER_MODE_ONLY)),
        Escape.open(
            Code.KEYRINGS,
            "Keyrings belong to users, not to namespaces or containers.",
            "deny keyctl, add_key and request_key, unless Kerberos or encrypted files need them",
            Danger.always("keyctl"),
            Danger.always("add_key"),
            Danger.always("request_key")),
        Escape.open(
            Code.TERMINAL,
            "Input put into a terminal is executed by the shell outside that shares it"
                + " (dev.tty.legacy_tiocsti turns TIOCSTI off since Linux 6.2).",
            "deny ioctl with TIOCSTI (0x5412 on most ABIs) and TIOCLINUX (0x541c), compared as 32 bits, or give"
                + " the sandbox a terminal of its own",
            Danger.named("ioctl", "cmd", "TIOCSTI"),
            Danger.named("ioctl", "cmd", "TIOCLINUX")),
        Escape.open(
            Code.PERSONALITY,
            "READ_IMPLIES_EXEC makes readable memory executable, ADDR_NO_RANDOMIZE puts it where an"
                + " attacker expects it, also in programs that are executed later.",
            "let personality through only with the values 0, 8, 0x20000, 0x20008 and 0xffffffff",
            Danger.anyBit("personality", "personality", READ_IMPLIES_EXEC | ADDR_NO_RANDOMIZE)
                .butNot(ASK)
                .named("personality(READ_IMPLIES_EXEC or ADDR_NO_RANDOMIZE)")),
        new Escape(
            Code.MOUNTS,
            MOUNTS,
            List.of("CAP_SYS_ADMIN"),
            true,
            "Whoever mounts decides what files are: other programs, other configuration, the files"
                + " of the host.",
            ""),
        Escape.privileged(
            Code.FILE_HANDLES,
            List.of("CAP_DAC_READ_SEARCH"),
            "It opens files of the whole file system, past the directory that a container is shut"
                + " in.",
            "",
            Danger.always("open_by_handle_at")),
        Escape.privileged(
            Code.PERFORMANCE_EVENTS,
            List.of("CAP_PERFMON", "CAP_SYS_ADMIN"),
            "Performance events show what other processes and the kernel do, and the kernel's code"
                + " for them has had many errors.",
            "",
            Danger.always("perf_event_open")),
        Escape.privileged(
            Code.OTHER_NAMESPACES,
            List.of("CAP_SYS_ADMIN"),
            "A descriptor from outside, or of another process in /proc, is enough to leave a"
                + " container.",
            "",
            Danger.always("setns")));
  }
}
