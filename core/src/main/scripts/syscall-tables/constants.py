"""Read the constants that arguments are made of from the kernel's headers, for every ABI.

The compiler is the authority: the headers are preprocessed and each name's value compiled, with the ABI's sizes and the
ABI's asm/ directory. gcc for x86 is enough: -m64 and -m32 have the sizes of all ABIs.
"""

import re
import subprocess
import tempfile
from pathlib import Path

# Headers of the user interface that go together into one translation unit.
HEADERS = """
asm/errno.h asm/prctl.h asm/fcntl.h asm/mman.h asm/resource.h asm/signal.h asm/socket.h asm/ioctls.h asm/ptrace.h linux/fcntl.h
linux/mman.h linux/sched.h linux/prctl.h linux/seccomp.h linux/ptrace.h linux/bpf.h linux/keyctl.h linux/futex.h
linux/eventpoll.h linux/eventfd.h linux/signalfd.h linux/timerfd.h linux/inotify.h linux/fanotify.h linux/memfd.h
linux/mount.h linux/fs.h linux/falloc.h linux/fadvise.h linux/random.h linux/personality.h linux/wait.h linux/resource.h
linux/ioprio.h linux/time.h linux/membarrier.h linux/mempolicy.h linux/perf_event.h linux/pidfd.h linux/close_range.h
linux/kcmp.h linux/io_uring.h linux/landlock.h linux/reboot.h linux/ipc.h linux/shm.h linux/sem.h linux/msg.h
linux/net.h linux/module.h linux/kexec.h linux/xattr.h linux/rseq.h linux/lsm.h linux/capability.h linux/in.h
linux/userfaultfd.h linux/stat.h linux/nsfs.h linux/sched/types.h linux/quota.h linux/udp.h
""".split()  # fmt: skip

# Definitions that programs know from the C library and the kernel keeps in its own headers: file, what to take.
INTERNAL = [
    ("include/linux/socket.h", r"#define\s+(?:AF|PF|MSG)_\w+\s+\w.*"),
    ("include/linux/socket.h", r"#define\s+SOL_\w+\s+\d+"),
    ("include/linux/splice.h", r"#define\s+SPLICE_F_(?!ALL)\w+\s+\S.*"),
    ("include/linux/swap.h", r"#define\s+SWAP_FLAG_\w+\s+0x\w+"),
    ("include/linux/syslog.h", r"#define\s+SYSLOG_ACTION_\w+\s+\d+"),
    ("include/linux/fs.h", r"#define\s+(?:MNT_(?:FORCE|DETACH|EXPIRE)|UMOUNT_NOFOLLOW)\s+\w+"),
]
OWN = """
enum { SHUT_RD, SHUT_WR, SHUT_RDWR };
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
#ifdef SOCKETS_OF_MIPS
enum { SOCK_DGRAM = 1, SOCK_STREAM = 2, SOCK_RAW = 3, SOCK_RDM = 4, SOCK_SEQPACKET = 5, SOCK_DCCP = 6, SOCK_PACKET = 10 };
#else
enum { SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_RDM = 4, SOCK_SEQPACKET = 5, SOCK_DCCP = 6, SOCK_PACKET = 10 };
#endif
#define SOCK_CLOEXEC O_CLOEXEC
#define MAP_ANON MAP_ANONYMOUS
#define O_ASYNC FASYNC
#define ENOTSUP EOPNOTSUPP
#ifndef SOCK_NONBLOCK
#define SOCK_NONBLOCK O_NONBLOCK
#endif
"""

# What some headers want of the C library.
STUBS = {
    "stdint.h": "typedef __u8 uint8_t; typedef __u16 uint16_t; typedef __u32 uint32_t; typedef __u64 uint64_t;"
    "typedef __s8 int8_t; typedef __s16 int16_t; typedef __s32 int32_t; typedef __s64 int64_t;",
    "stdlib.h": "",
    "string.h": "",
    "sys/ioctl.h": "#include <linux/ioctl.h>",
    "sys/socket.h": "struct sockaddr { unsigned short sa_family; char sa_data[14]; };",
    "sys/time.h": "#include <time.h>",
    "sys/types.h": "",
    "time.h": "struct timeval { long tv_sec, tv_usec; }; struct timespec { long tv_sec, tv_nsec; };",
}

# Table: directory of asm/, data model, what the compiler must believe.
BUILDS = {
    "x86_64": ("x86", "-m64", []),
    "x32": ("x86", "-m32", ["-U__i386__", "-D__x86_64__", "-D__ILP32__", "-malign-double"]),
    "x86": ("x86", "-m32", []),
    "aarch64": ("arm64", "-m64", ["-D__aarch64__", "-D__AARCH64EL__"]),
    "arm": ("arm", "-m32", ["-D__arm__", "-D__ARM_EABI__", "-D__ARMEL__", "-malign-double"]),
    "riscv64": ("riscv", "-m64", ["-D__riscv", "-D__riscv_xlen=64"]),
    "s390x": ("s390", "-m64", ["-D__s390x__", "-D__s390__"]),
    "s390": ("s390", "-m32", ["-D__s390__", "-malign-double"]),
    "ppc64": ("powerpc", "-m64", ["-D__powerpc64__", "-D__powerpc__", "-D_CALL_ELF=2", "-D__LITTLE_ENDIAN__"]),
    "ppc": ("powerpc", "-m32", ["-D__powerpc__", "-D__BIG_ENDIAN__", "-malign-double"]),
    "loongarch64": ("loongarch", "-m64", ["-D__loongarch64", "-D__loongarch__", "-D__loongarch_grlen=64"]),
    "mips": ("mips", "-m32", ["-D__mips__", "-D_MIPS_SIM=1", "-D_MIPS_SZLONG=32", "-D__MIPSEB__", "-malign-double"]),
    "mips64": ("mips", "-m64", ["-D__mips__", "-D_MIPS_SIM=3", "-D_MIPS_SZLONG=64", "-D__MIPSEB__"]),
    "mips64n32": ("mips", "-m32", ["-D__mips__", "-D_MIPS_SIM=2", "-D_MIPS_SZLONG=32", "-D__MIPSEB__", "-malign-double"]),
    "parisc": ("parisc", "-m32", ["-D__hppa__", "-malign-double"]),
    "parisc64": ("parisc", "-m64", ["-D__hppa__", "-D__LP64__"]),
    "m68k": ("m68k", "-m32", ["-D__mc68000__"]),
    "sh": ("sh", "-m32", ["-D__sh__", "-D__LITTLE_ENDIAN__"]),
}
FOREIGN = ["-U__x86_64__", "-U__i386__", "-U__amd64__", "-Ux86_64", "-Ui386", "-Ulinux"]

# Set: which bits of a value hold one name of a list (all for a plain list, none for plain flags), and the names.
# Of two names for one value the first in the expression's order is shown, then the shorter one.
ALL = 0xFFFFFFFF
SETS = {
    "access": (0, r"[FRWX]_OK"),
    "arch_prctl": (ALL, r"ARCH_(?!SHSTK_(?:SHSTK|WRSS)|CET_)\w+"),
    "at": (0, r"AT_(?:SYMLINK_NOFOLLOW|SYMLINK_FOLLOW|NO_AUTOMOUNT|EMPTY_PATH|RECURSIVE)"),
    "at_dir": (ALL, r"AT_FDCWD|PIDFD_SELF_\w+|FD_(?:PIDFS|NSFS)_ROOT"),
    "at_exec": (0, r"AT_(?:SYMLINK_NOFOLLOW|EMPTY_PATH|EXECVE_CHECK)"),
    "at_access": (0, r"AT_(?:SYMLINK_NOFOLLOW|EMPTY_PATH|EACCESS)"),
    "at_handle": (0, r"AT_(?:SYMLINK_FOLLOW|EMPTY_PATH|HANDLE_\w+)"),
    "at_statx": (0, r"AT_(?:SYMLINK_NOFOLLOW|NO_AUTOMOUNT|EMPTY_PATH|STATX_(?!SYNC_TYPE|SYNC_AS_STAT)\w+)"),
    "at_unlink": (0, r"AT_REMOVEDIR"),
    "bpf": (ALL, r"BPF_(?:MAP|PROG|OBJ|BTF|LINK|RAW_TRACEPOINT|TASK_FD|ENABLE|ITER|TOKEN)_(?!TYPE|NAME|FLAG)\w*"),
    "capability": (ALL, r"CAP_(?!LAST)[A-Z_]+"),
    "clock": (ALL, r"CLOCK_(?:REALTIME|MONOTONIC|PROCESS|THREAD|BOOTTIME|SGI|TAI)\w*"),
    "clone": (0xFF, r"CLONE_(?!NEWTIME|ARGS|CLEAR_SIGHAND|INTO_CGROUP|AUTOREAP|NNP|PIDFD_AUTOKILL|EMPTY)\w+|SIG(?!STKSZ)[A-Z]+\d?"),
    "close_range": (0, r"CLOSE_RANGE_\w+"),
    "epoll_create": (0, r"EPOLL_CLOEXEC"),
    "epoll_ctl": (ALL, r"EPOLL_CTL_\w+"),
    "eventfd": (0, r"EFD_(?:CLOEXEC|NONBLOCK|SEMAPHORE)"),
    "fadvise": (ALL, r"POSIX_FADV_\w+"),
    "falloc": (0, r"FALLOC_FL_\w+"),
    "family": (ALL, r"AF_(?!MAX)\w+|PF_(?!MAX)\w+"),
    "fanotify": (0, r"FAN_(?!ALL_|EVENT_METADATA|MARK|CLASS|UNLIMITED|CLOEXEC|NONBLOCK|REPORT|EVENT_INFO|ALLOW|DENY|AUDIT|INFO|NO|ENABLE|RESPONSE|ERRNO|EPIDFD|CLOSE$|MOVE$)\w+"),
    "fanotify_init": (0, r"FAN_(?:CLASS|UNLIMITED|CLOEXEC|NONBLOCK|REPORT|ENABLE_AUDIT)\w*"),
    "fanotify_mark": (0, r"FAN_MARK_\w+"),
    "fcntl": (ALL, r"F_(?!RDLCK|WRLCK|UNLCK|EXLCK|SHLCK|LINUX|OWNER|OK|SEAL_|UNLOCK|LOCK|TLOCK|TEST|CREATED)\w+"),
    "file_mode": (0o170000, r"S_IF(?!MT)\w+"),
    "flock": (0, r"LOCK_(?:SH|EX|NB|UN|MAND|READ|WRITE|RW)"),
    "fsconfig": (ALL, r"FSCONFIG_\w+"),
    "fsmount": (0, r"FSMOUNT_\w+"),
    "fsopen": (0, r"FSOPEN_\w+"),
    "fspick": (0, r"FSPICK_\w+"),
    "futex": (0x7F, r"FUTEX_(?:WAIT|WAKE|FD|REQUEUE|CMP_REQUEUE|WAKE_OP|LOCK_PI|UNLOCK_PI|TRYLOCK_PI|WAIT_BITSET|WAKE_BITSET|WAIT_REQUEUE_PI|CMP_REQUEUE_PI|LOCK_PI2|PRIVATE_FLAG|CLOCK_REALTIME)"),
    "futex2": (3, r"FUTEX2_(?!SIZE_MASK)\w+"),
    "get_mempolicy": (0, r"MPOL_F_(?:NODE|ADDR|MEMS_ALLOWED)"),
    "getrandom": (0, r"GRND_\w+"),
    "inotify": (0, r"IN_(?:ACCESS|MODIFY|ATTRIB|CLOSE_WRITE|CLOSE_NOWRITE|OPEN|MOVED_FROM|MOVED_TO|CREATE|DELETE|DELETE_SELF|MOVE_SELF|ONLYDIR|DONT_FOLLOW|EXCL_UNLINK|MASK_CREATE|MASK_ADD|ONESHOT)"),
    "inotify_init": (0, r"IN_(?:CLOEXEC|NONBLOCK)"),
    "io_uring_enter": (0, r"IORING_ENTER_\w+"),
    "io_uring_register": (ALL, r"IORING_(?:UN)?REGISTER_(?!LAST|USE|SRC|DST|FILES_SKIP)\w+"),
    "ioprio_who": (ALL, r"IOPRIO_WHO_\w+"),
    "ipc_call": (ALL, r"SEMOP|SEMGET|SEMCTL|SEMTIMEDOP|MSGSND|MSGRCV|MSGGET|MSGCTL|SHMAT|SHMDT|SHMGET|SHMCTL"),
    "ipc_flags": (0, r"IPC_(?:CREAT|EXCL|NOWAIT)|SHM_(?:HUGETLB|NORESERVE)"),
    "ipproto": (ALL, r"IPPROTO_(?!MAX|RAW_)\w+"),
    "itimer": (ALL, r"ITIMER_\w+"),
    "kcmp": (ALL, r"KCMP_(?!TYPES)\w+"),
    "kexec": (0, r"KEXEC_(?:ON_CRASH|PRESERVE_CONTEXT|UPDATE_ELFCOREHDR|CRASH_HOTPLUG_SUPPORT)"),
    "kexec_file": (0, r"KEXEC_FILE_\w+"),
    "keyctl": (ALL, r"KEYCTL_(?!SUPPORTS|CAPS|MOVE_EXCL)\w+"),
    "landlock_create": (0, r"LANDLOCK_CREATE_RULESET_\w+"),
    "landlock_restrict": (0, r"LANDLOCK_RESTRICT_SELF_\w+"),
    "landlock_rule": (ALL, r"LANDLOCK_RULE_\w+"),
    "lsm_attr": (ALL, r"LSM_ATTR_\w+"),
    "madvise": (ALL, r"MADV_\w+"),
    "map": (0xF, r"MAP_(?!TYPE|HUGE_|FILE)\w+"),
    "membarrier": (ALL, r"MEMBARRIER_CMD_(?!FLAG)\w+"),
    "membarrier_flags": (0, r"MEMBARRIER_CMD_FLAG_\w+"),
    "memfd": (0, r"MFD_(?!HUGE_|HUGE\d)\w+"),
    "mempolicy": (0xFF, r"MPOL_(?:DEFAULT|PREFERRED|BIND|INTERLEAVE|LOCAL|PREFERRED_MANY|WEIGHTED_INTERLEAVE|F_STATIC_NODES|F_RELATIVE_NODES|F_NUMA_BALANCING)"),
    "mempolicy_move": (0, r"MPOL_MF_(?:STRICT|MOVE|MOVE_ALL)"),
    "mlock": (0, r"MLOCK_ONFAULT"),
    "mlockall": (0, r"MCL_\w+"),
    "module_init": (0, r"MODULE_INIT_\w+"),
    "mount": (0, r"MS_(?!RMT_MASK|MGC|SUBMOUNT|NOREMOTELOCK|NOSEC|BORN|ACTIVE|NOUSER|ASYNC|INVALIDATE|SYNC)\w+|MS_SYNCHRONOUS"),
    "mount_attr": (0, r"MOUNT_ATTR_(?!_ATIME|SIZE)\w+"),
    "move_mount": (0, r"MOVE_MOUNT_(?!_MASK)\w+"),
    "mremap": (0, r"MREMAP_\w+"),
    "msg": (0, r"MSG_(?!NOERROR|EXCEPT|COPY|STAT|INFO|INTERNAL|EOF|CMSG_COMPAT|SENDPAGE|NO_SHARED|SPLICE)\w+"),
    "msgctl": (ALL, r"IPC_(?:RMID|SET|STAT|INFO)|MSG_(?:STAT|INFO|STAT_ANY)"),
    "msgop": (0, r"IPC_NOWAIT|MSG_(?:NOERROR|EXCEPT|COPY)"),
    "msync": (0, r"MS_(?:ASYNC|INVALIDATE|SYNC)"),
    "open": (3, r"O_(?!ACCMODE|NDELAY|FSYNC)[A-Z_0-9]+|FASYNC"),
    "open_tree": (0, r"OPEN_TREE_\w+|AT_(?:SYMLINK_NOFOLLOW|NO_AUTOMOUNT|EMPTY_PATH|RECURSIVE)"),
    "perf_event": (0, r"PERF_FLAG_\w+"),
    "personality": (0xFF, r"PER_(?!MASK)\w+|UNAME26|ADDR_NO_RANDOMIZE|FDPIC_FUNCPTRS|MMAP_PAGE_ZERO|ADDR_COMPAT_LAYOUT|READ_IMPLIES_EXEC|ADDR_LIMIT_32BIT|SHORT_INODE|WHOLE_SECONDS|STICKY_TIMEOUTS|ADDR_LIMIT_3GB"),
    "pidfd_open": (0, r"PIDFD_(?:NONBLOCK|THREAD)"),
    "pidfd_signal": (0, r"PIDFD_SIGNAL_\w+"),
    "pkey": (0, r"PKEY_(?!ACCESS_MASK|UNRESTRICTED)\w+"),
    "prctl": (ALL, r"PR_(?:[GS]ET_(?!MM_|VMA_|PTRACER_)\w+|CAP_AMBIENT|CAPBSET_\w+|MCE_KILL(?:_GET)?|SET|GET|PAC_RESET_KEYS|PAC_[GS]ET_ENABLED_KEYS|SVE_[GS]ET_VL|SME_[GS]ET_VL|SCHED_CORE|TASK_PERF\w+|MPX_\w+|RISCV_V_[GS]ET_CONTROL|RISCV_SET_ICACHE_FLUSH_CTX|PPC_[GS]ET_DEXCR|TIMER_CREATE_RESTORE_IDS|FUTEX_HASH|RSEQ_SLICE_EXTENSION|LOCK_SHADOW_STACK_STATUS|CFI|[GS]ET_SHADOW_STACK_STATUS)"),
    "priority": (ALL, r"PRIO_(?:PROCESS|PGRP|USER)"),
    "prot": (0, r"PROT_\w+"),
    "ptrace": (ALL, r"PTRACE_(?!O_|EVENT|EVENTMSG|PEEKSIGINFO_|SYSCALL_INFO|RSEQ|SETOPTIONS_|GETSET)\w+|PTRACE_GETEVENTMSG"),
    "reboot": (ALL, r"LINUX_REBOOT_CMD_\w+"),
    "reboot_magic": (ALL, r"LINUX_REBOOT_MAGIC\w+"),
    "rename": (0, r"RENAME_\w+"),
    "rlimit": (ALL, r"RLIMIT_\w+"),
    "rseq": (0, r"RSEQ_FLAG_\w+"),
    "rusage": (ALL, r"RUSAGE_(?!BOTH)\w+"),
    "rwf": (0, r"RWF_(?!SUPPORTED)\w+"),
    "sched": (0xFF, r"SCHED_(?:NORMAL|FIFO|RR|BATCH|IDLE|DEADLINE|EXT|RESET_ON_FORK)"),
    "seccomp": (ALL, r"SECCOMP_(?:SET_MODE|GET)_\w+"),
    "seccomp_flags": (0, r"SECCOMP_FILTER_FLAG_\w+"),
    "seek": (ALL, r"SEEK_(?!MAX)\w+"),
    "semctl": (ALL, r"IPC_(?:RMID|SET|STAT|INFO)|SEM_(?:STAT|INFO|STAT_ANY)|GETPID|GETVAL|GETALL|GETNCNT|GETZCNT|SETVAL|SETALL"),
    "shmat": (0, r"SHM_(?:RDONLY|RND|REMAP|EXEC)"),
    "shmctl": (ALL, r"IPC_(?:RMID|SET|STAT|INFO)|SHM_(?:LOCK|UNLOCK|STAT|INFO|STAT_ANY)"),
    "shut": (ALL, r"SHUT_\w+"),
    "signal": (ALL, r"SIG(?!STKSZ)[A-Z]+\d?"),
    "signalfd": (0, r"SFD_(?:CLOEXEC|NONBLOCK)"),
    "sigprocmask": (ALL, r"SIG_(?:BLOCK|UNBLOCK|SETMASK)"),
    "socket_type": (0xF, r"SOCK_(?:STREAM|DGRAM|RAW|RDM|SEQPACKET|DCCP|PACKET|CLOEXEC|NONBLOCK)"),
    "socketcall": (ALL, r"SYS_(?:SOCKET|BIND|CONNECT|LISTEN|ACCEPT|GETSOCKNAME|GETPEERNAME|SOCKETPAIR|SEND|RECV|SENDTO|RECVFROM|SHUTDOWN|[GS]ETSOCKOPT|SENDMSG|RECVMSG|ACCEPT4|RECVMMSG|SENDMMSG)"),
    "socket_level": (ALL, r"SOL_\w+"),
    "socket_option": (ALL, r"SO_(?!BUSY_POLL_BUDGET_)[A-Z_0-9]+"),
    "splice": (0, r"SPLICE_F_\w+"),
    "statx": (0, r"STATX_(?:TYPE|MODE|NLINK|UID|GID|ATIME|MTIME|CTIME|INO|SIZE|BLOCKS|BASIC_STATS|BTIME|MNT_ID|DIOALIGN|MNT_ID_UNIQUE|SUBVOL|WRITE_ATOMIC|DIO_READ_ALIGN)"),
    "swap": (0, r"SWAP_FLAG_(?!PRIO)\w+|SWAP_FLAG_PREFER"),
    "sync_file_range": (0, r"SYNC_FILE_RANGE_\w+"),
    "syslog": (ALL, r"SYSLOG_ACTION_\w+"),
    "timer": (0, r"TIMER_ABSTIME"),
    "timerfd": (0, r"TFD_(?:CLOEXEC|NONBLOCK)"),
    "timerfd_set": (0, r"TFD_TIMER_(?!FLAGS)\w+"),
    "umount": (0, r"MNT_(?:FORCE|DETACH|EXPIRE)|UMOUNT_NOFOLLOW"),
    "unshare": (0, r"CLONE_(?:NEW\w+|FILES|FS|SIGHAND|SYSVSEM|THREAD|VM)"),
    "userfaultfd": (0, r"UFFD_USER_MODE_ONLY|O_CLOEXEC|O_NONBLOCK"),
    "wait": (0, r"W(?:NOHANG|UNTRACED|STOPPED|EXITED|CONTINUED|NOWAIT)|__W(?:NOTHREAD|ALL|CLONE)"),
    "wait_id": (ALL, r"P_(?:ALL|PID|PGID|PIDFD)"),
    "xattr": (0, r"XATTR_(?:CREATE|REPLACE)"),
    # For conditions that people write; no argument is decoded with these.
    "": (0, r"F_SEAL_\w+|SECCOMP_(?:MODE|RET|USER_NOTIF)_\w+|PTRACE_O_\w+|LANDLOCK_ACCESS_\w+|CLONE_(?:CLEAR_SIGHAND|INTO_CGROUP)|RESOLVE_\w+|PR_(?:SPEC|CAP_AMBIENT|MDWE)_\w+|SUID_DUMP_\w+|EPOLL(?!_)[A-Z]+|ADDR_LIMIT_\w+|S_I[RWXS]\w+|PR_SET_(?:MM|VMA|PTRACER)_\w+|BPF_PROG_TYPE_\w+"),
}  # fmt: skip

# Second names: understood, but not shown.
HIDDEN = re.compile(
    r"PF_\w+|AF_(?:LOCAL|ROUTE)|SIG(?:IOT|POLL|UNUSED|CLD)|MAP_ANON|FASYNC|SO_GET_FILTER|SO_(?:ATTACH|DETACH)_BPF|WSTOPPED|"
    r"PER_(?:LINUX_FDPIC|LINUX_32BIT|CLEAR_ON_SETID)|\w+_OLD|E(?:WOULDBLOCK|DEADLOCK)"
)

ERRORS = re.compile(r"E(?!POLL|PIOC)[A-Z0-9]+")

REQUEST = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(?:\(?_IO[RWC]*(?:_BAD)?\()", re.M)
PLAIN_REQUEST = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(?:\(?_IO[RWC]*(?:_BAD)?\(|0x\w{3,4}\b)", re.M)
# Headers whose requests are plain numbers; and the order in which names are shown where several have one value.
PLAIN = {"asm-generic/ioctls.h", "asm/ioctls.h", "linux/sockios.h", "asm/sockios.h", "linux/kd.h", "linux/vt.h", "linux/loop.h", "linux/cdrom.h"}
FIRST = ["asm/ioctls.h", "asm-generic/ioctls.h", "linux/sockios.h", "asm/sockios.h", "linux/fs.h", "linux/kd.h", "linux/vt.h", "linux/loop.h"]
NO_REQUEST = re.compile(r"_|TIOCPKT_|TIOCSER_TEMT|TIOCM_|\w*_IOC(?:_|$)\w*MAX|N_|SNDRV_\w*VERSION")

class Compiler:
    """Values of constants on one ABI."""

    def __init__(self, headers, source, table, stubs):
        directory, model, options = BUILDS[table]
        self.directories = [headers / "usr/lib/linux/uapi" / directory, headers / "usr/include"]
        self.command = [
            "gcc", model, "-w", "-nostdinc", "-ftrack-macro-expansion=0", "-std=gnu11",
            *(["-Ulinux"] if directory == "x86" else FOREIGN), *options,
            *(["-DSOCKETS_OF_MIPS"] if directory == "mips" else []),
            *(["-DSOCK_NONBLOCK=0x40000000"] if directory == "parisc" else []),
            *(f"-I{directory}" for directory in [*self.directories, stubs]),
            "-include", "linux/types.h",
        ]  # fmt: skip
        self.internal = OWN
        for file, pattern in INTERNAL:
            text = re.sub(r"/\*.*?\*/", "", (source / file).read_text(), flags=re.S)
            self.internal += "\n".join(re.findall(f"^{pattern}", text, re.M)) + "\n"

    def unit(self, headers):
        return "".join(f"#include <{header}>\n" for header in headers if self.has(header))

    def has(self, header):
        return any((directory / header).exists() for directory in self.directories)

    def run(self, text, *options):
        with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
            file.write(text)
            file.flush()
            return subprocess.run([*self.command, *options, file.name], capture_output=True, text=True)

    def names(self, text):
        """Return the names of constants that some text defines: macros without parameters, and enumerators."""
        macros = self.run(text, "-E", "-dM")
        if macros.returncode != 0:
            return None
        found = re.findall(r"^#define (\w+) (.+)$", macros.stdout, re.M)
        names = [name for name, value in found if not value.startswith('"')]
        for block in re.findall(r"\benum\b[^{;()]*\{(.*?)\}", self.run(text, "-E", "-P").stdout, re.S):
            names += re.findall(r"(?:^|,)\s*(\w+)", block)
        return sorted(set(names))

    def values(self, text, names):
        """Return {name: value}; what is no constant is left out."""
        names = list(names)
        while names:
            first = text.count("\n") + 2
            halves = '"i"((long long)({0}) >> 31), "i"((long long)({0}) & 0x7fffffff)'
            body = "".join(f'__asm__ volatile("=>{name} %c0 %c1" :: {halves.format(name)});\n' for name in names)
            result = self.run(f"{text}void f(void) {{\n{body}}}\n", "-S", "-O1", "-o", "-")
            if result.returncode == 0:
                found = re.findall(r"=>(\w+) (-?\d+) (\d+)", result.stdout)
                return {name: (int(high) << 31) + int(low) for name, high, low in found}
            wrong = {int(line) - first for line in re.findall(r"\.c:(\d+):\d+: error", result.stderr)}
            wrong = {line for line in wrong if 0 <= line < len(names)}
            if not wrong:
                raise ValueError(result.stderr[:2000])
            names = [name for line, name in enumerate(names) if line not in wrong]
        return {}

    def constants(self):
        """Return ({name: value} of all sets, {name: value} of errors)."""
        text = self.unit(HEADERS) + self.internal
        names = self.names(text)
        in_sets = [name for name in names if sets_of(name)]
        errors = [name for name in names if ERRORS.fullmatch(name)]
        values = self.values(text, set(in_sets + errors))
        return {name: values[name] for name in in_sets if name in values}, {
            name: values[name] for name in errors if name in values and 0 < values[name] < 4096
        }

    def requests(self):
        """Return {name: value} of the requests of ioctl(), in the order in which they are preferred."""
        found = {}
        for header in FIRST + [header for header in self.all_headers() if header not in FIRST]:
            text = self.read(header)
            names = (PLAIN_REQUEST if header in PLAIN else REQUEST).findall(text)
            names = [name for name in dict.fromkeys(names) if not NO_REQUEST.match(name) and name not in found]
            if not names:
                continue
            try:
                values = self.values(self.unit(["linux/ioctl.h", "asm/termios.h", header]), names)
            except ValueError:
                continue  # a header that needs the C library's
            found |= {name: values[name] & ALL for name in names if name in values}
        return found

    def all_headers(self):
        headers = set()
        for directory in self.directories:
            for room in ("linux", "asm", "sound", "drm", "mtd", "rdma", "misc", "scsi"):
                headers |= {str(path.relative_to(directory)) for path in (directory / room).rglob("*.h")}
        return sorted(headers)

    def read(self, header):
        path = next((d / header for d in self.directories if (d / header).exists()), None)
        return path.read_text(errors="replace") if path else ""


def sets_of(name):
    """Return the names of the sets that a constant belongs to; "" is the one that nothing is decoded with."""
    return [set_ for set_, (_, pattern) in SETS.items() if re.fullmatch(pattern, name)]


def shown(values, mask):
    """Return the names that stand for their values in a set: for each value one."""
    names = {}
    for name, value in values.items():
        mixed = value & mask and value & ~mask & ALL
        if not HIDDEN.fullmatch(name) and not mixed:
            names.setdefault(value, []).append(name)
    return {min(same, key=lambda name: (len(name), name)) for same in names.values()}


def lines(values):
    """Return {name: what follows it on its line} for the constants of the sets."""
    marks = {name: [] for name in values}
    for set_, (mask, _) in SETS.items():
        if not set_:
            continue
        members = {name: value for name, value in values.items() if set_ in sets_of(name)}
        chosen = shown(members, mask)
        for name in members:
            marks[name].append(set_ if name in chosen else set_ + "~")
    return {name: " ".join([number(values[name])] + marks[name]) for name in values}


def request_lines(values):
    """Return {name: what follows it on its line} for the requests of ioctl()."""
    seen = set()
    found = {}
    for name, value in values.items():
        found[name] = f"{number(value)} ioctl{'~' if value in seen else ''}"
        seen.add(value)
    return found


def number(value):
    return str(value) if value < 10 else hex(value)


def of_all(headers, source):
    """Return {table: (constants, errors, requests)}, each {name: line}."""
    found = {}
    with tempfile.TemporaryDirectory() as stubs:
        for name, text in STUBS.items():
            path = Path(stubs) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#pragma once\n{text}\n")
        for table in BUILDS:
            compiler = Compiler(headers, source, table, stubs)
            constants, errors = compiler.constants()
            requests = compiler.requests()
            found[table] = (
                lines(constants),
                {name: str(value) for name, value in errors.items()},
                {name: line for name, line in request_lines(requests).items() if name not in constants},
            )
    return found


def difference(own, base):
    """Return what an ABI has otherwise than the base; "-" is for a name that it lacks."""
    changed = {name: line for name, line in own.items() if base.get(name) != line}
    return changed | {name: "-" for name in base if name not in own}
