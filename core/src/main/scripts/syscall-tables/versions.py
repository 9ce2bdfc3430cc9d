"""Say which kernel introduced a call on an ABI: which was the first whose table has the number.

The manual page syscalls(2) says it for most calls; what it lacks, what it has wrong and where ABIs differ stands here,
from the history of the kernel's tables. Of 2.6.x only 2.6 is kept.
"""

import gzip
import re

# The first kernel that ran programs of an ABI, where that is not long ago.
FIRST = {
    "x86_64": "2.4",
    "x32": "3.4",
    "aarch64": "3.7",
    "arm": "2.6",  # EABI
    "riscv64": "4.15",
    "s390x": "2.4",
    "s390": "2.2",
    "ppc64": "2.4",
    "loongarch64": "5.19",
    "mips64": "2.4",
    "mips64n32": "2.6",
    "parisc": "2.4",
    "parisc64": "2.4",
    "sh": "2.2",
}

# What the manual page lacks or has wrong.
CALLS = {
    "afs_syscall": "2.0",
    "arm_fadvise64_64": "2.6",
    "arm_sync_file_range": "2.6",
    "break": "1.0",
    "cachectl": "1.2",
    "cachestat": "6.5",
    "clock_adjtime64": "5.1",
    "clock_getres_time64": "5.1",
    "clock_gettime64": "5.1",
    "clock_nanosleep_time64": "5.1",
    "clock_settime64": "5.1",
    "epoll_ctl_old": "2.6",
    "epoll_wait_old": "2.6",
    "fchmodat2": "6.6",
    "file_getattr": "6.17",
    "file_setattr": "6.17",
    "ftime": "1.0",
    "futex_requeue": "6.7",
    "futex_time64": "5.1",
    "futex_wait": "6.7",
    "futex_waitv": "5.16",
    "futex_wake": "6.7",
    "getpmsg": "2.2",
    "getxattrat": "6.13",
    "gtty": "1.0",
    "idle": "1.0",
    "io_pgetevents_time64": "5.1",
    "listmount": "6.8",
    "listns": "6.19",
    "listxattrat": "6.13",
    "lock": "1.0",
    "lsm_get_self_attr": "6.8",
    "lsm_list_modules": "6.8",
    "lsm_set_self_attr": "6.8",
    "map_shadow_stack": "6.7",
    "membarrier": "4.3",
    "mount_setattr": "5.12",
    "mpx": "1.0",
    "mq_timedreceive_time64": "5.1",
    "mq_timedsend_time64": "5.1",
    "mseal": "6.10",
    "multiplexer": "2.4",
    "open_tree_attr": "6.15",
    "pkey_alloc": "4.9",
    "pkey_free": "4.9",
    "pkey_mprotect": "4.9",
    "ppoll_time64": "5.1",
    "pread64": "2.2",
    "process_mrelease": "5.15",
    "prof": "1.0",
    "profil": "1.0",
    "pselect6_time64": "5.1",
    "putpmsg": "2.2",
    "pwrite64": "2.2",
    "recvmmsg_time64": "5.1",
    "removexattrat": "6.13",
    "riscv_hwprobe": "6.4",
    "rseq_slice_yield": "7.0",
    "rt_sigtimedwait_time64": "5.1",
    "sched_rr_get_interval_time64": "5.1",
    "security": "2.4",
    "semtimedop_time64": "5.1",
    "set_mempolicy_home_node": "5.17",
    "setxattrat": "6.13",
    "statmount": "6.8",
    "stty": "1.0",
    "timer_gettime64": "5.1",
    "timer_settime64": "5.1",
    "timerfd": "2.6",
    "timerfd_gettime64": "5.1",
    "timerfd_settime64": "5.1",
    "tuxcall": "2.4",
    "ulimit": "1.0",
    "uprobe": "6.18",
    "uretprobe": "6.11",
    "utimensat_time64": "5.1",
    "vm86": "2.0",
    "vserver": "2.6",
}

SOCKETS = (
    "accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmsg sendmsg sendto setsockopt shutdown "
    "socket socketpair"
).split()
IPC = "msgctl msgget msgrcv msgsnd semctl semget shmat shmctl shmdt shmget".split()
PKEYS = "pkey_alloc pkey_free pkey_mprotect".split()
MEMPOLICY = "get_mempolicy mbind migrate_pages move_pages set_mempolicy".split()

# ABIs that got a call after the others did.
LATER = {
    "x86_64": {"map_shadow_stack": "6.6"},
    "x32": {"map_shadow_stack": "6.10", "preadv2": "4.8", "pwritev2": "4.8"},
    "x86": {"arch_prctl": "4.12"} | dict.fromkeys(SOCKETS, "4.3") | dict.fromkeys(IPC, "5.1"),
    "aarch64": {"kexec_file_load": "5.0", "rseq": "4.19"},
    "arm": {"io_pgetevents": "4.19", "kexec_file_load": "5.1", "migrate_pages": "5.1"},
    "riscv64": {"kexec_file_load": "5.0", "rseq": "4.19"},
    "s390x": {"kexec_file_load": "4.17", "memfd_secret": "6.4", "recvmmsg": "4.3", "sendmmsg": "4.3", "semtimedop": "5.1"}
    | dict.fromkeys(SOCKETS, "4.3")
    | dict.fromkeys(MEMPOLICY, "4.5")
    | dict.fromkeys(IPC + PKEYS, "5.1"),
    "ppc64": {"kexec_file_load": "4.10", "semtimedop": "5.1"}
    | dict.fromkeys(PKEYS, "4.16")
    | dict.fromkeys(IPC, "5.1"),
    "loongarch64": {"fstat": "6.11", "newfstatat": "6.11", "memfd_secret": "7.0"},
    "mips": {"clone3": "5.4", "statx": "4.12"} | dict.fromkeys(IPC, "5.1"),
    "mips64": {"clone3": "5.4", "statx": "4.12"},
    "parisc": {"cacheflush": "6.5", "kexec_file_load": "5.4", "rseq": "5.1"} | dict.fromkeys(PKEYS, "5.1"),
    "m68k": {"clone3": "5.6", "rseq": "5.1", "seccomp": "5.1"} | dict.fromkeys(IPC + PKEYS, "5.1"),
    "sh": {"rseq": "5.1", "statx": "5.1", "sync_file_range2": "6.10"} | dict.fromkeys(IPC + PKEYS, "5.1"),
}
LATER["s390"] = LATER["s390x"]
LATER["ppc"] = LATER["ppc64"]
LATER["mips64n32"] = LATER["mips64"]
LATER["parisc64"] = LATER["parisc"]


def of_manual(manual):
    """Return {name: version} of the page syscalls(2) in Debian's manpages-dev, unpacked."""
    text = gzip.open(manual / "usr/share/man/man2/syscalls.2.gz", "rt").read()
    text = text[text.index(".TS") : text.index(".TE")]
    text = "\n".join(line for line in text.splitlines() if not line.startswith('.\\"'))
    text = re.sub(r"T\{\n(.*?)\nT\}", lambda cell: cell.group(1).replace("\n", " "), text, flags=re.S)
    found = {}
    for line in text.splitlines():
        row = re.match(r"(?:\.BR |\\f\[B\])?(\w+)(?:\\f\[\])? ?\(2(?:type)?\)\t([\d.]+)", line)
        if row:
            found[row.group(1)] = ".".join(row.group(2).split(".")[:2])
    return found


def since(manual, table, name):
    """Return the version, such as 4.3, that introduced a call on an ABI."""
    known = LATER.get(table, {}).get(name) or CALLS.get(name) or manual.get(name)
    if known is None:
        raise ValueError(f"which kernel introduced {name} on {table}?")
    return max(known, FIRST.get(table, "1.0"), key=key)


def key(version):
    return [int(part) for part in version.split(".")]
