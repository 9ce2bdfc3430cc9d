"""Say what the arguments of system calls mean, from their C types and names.

The kernel's prototypes are regular enough for rules; what the rules get wrong stands in EXCEPTIONS.
"""

import re

BITS_64 = {
    "unsigned long", "long", "size_t", "loff_t", "off_t", "u64", "__u64", "aio_context_t", "uintptr_t",
    "__sighandler_t", "cap_user_header_t", "cap_user_data_t",
}  # fmt: skip
BITS_32 = {
    "int", "unsigned int", "unsigned", "uint", "u32", "__u32", "__s32", "uint32_t", "pid_t", "uid_t", "gid_t", "key_t",
    "key_serial_t", "clockid_t", "timer_t", "mqd_t", "qid_t", "rwf_t", "umode_t", "enum landlock_rule_type",
    "enum pl_code", "old_uid_t", "old_gid_t", "old_sigset_t",
}  # fmt: skip
SIGNED = {"int", "__s32", "long", "pid_t", "key_serial_t", "clockid_t", "timer_t", "mqd_t", "ssize_t"}

POINTER_TYPES = {"__sighandler_t", "uintptr_t", "cap_user_header_t", "cap_user_data_t", "compat_uptr_t"}
ADDRESSES = {
    "addr", "start", "end", "new_addr", "brk", "newsp", "mmio_addr", "entry", "tls", "tp", "restorer", "handler", "mem",
}  # fmt: skip
DESCRIPTOR = re.compile(
    r"(\w+_)?(fd|dfd|dirfd|fildes|mqdes|fdin|fdout|pidfd|epfd|ufd|olddfd|newdfd|oldfd|newfd|mountdirfd|max_fd|fd_in|fd_out)$"
)
PATH = re.compile(
    r"(u_)?(filename|pathname|path|oldname|newname|specialfile|special|new_root|put_old|library|dir_name|"
    r"(from|to)_pathname|name_path)$"
)
BUFFER = re.compile(r"(u?buf\w*|u_msg_ptr|_?payload|mem|desc)$")
FLAGS = re.compile(r"\w*flg$|(\w+_)?(flags?|oflag|mask|newmask|options|prot|unshare_flags|attr_flags)$")
COMMAND = {
    "cmd", "command", "op", "opcode", "option", "request", "how", "whence", "which", "type", "family", "protocol",
    "advice", "behavior", "policy", "resource", "level", "optname", "personality", "call", "function_code", "rule_type",
    "which_clock", "clockid", "func", "magic1", "magic2", "attr", "ioprio_class",
}  # fmt: skip
SIZE = re.compile(
    r"(\w*_)?(len|length|count|size|sz|nbytes|bytes|bytecount|vlen|addrlen|optlen|plen|usize|sigsetsize|sizemask|backlog|"
    r"maxevents|maxnode|nfds|nr|nsops|nsems|entries|gidsetsize|bufsiz|bufsize|argsz|msgsz|liovcnt|riovcnt|cpusetsize|"
    r"segs|segments|args|events|futexes|pages|ids|min_nr|num|old_len|new_len|len_in|len\d|cmdline_len)$"
)
OFFSET = re.compile(r"(pos|off|offset|pgoff|ofs)(_?(h|l|hi|lo|high|low|a\d)|\d)?$")
HALF = re.compile(r"(\w+?)_?(hi|lo|high|low|1|2)$")
PROCESS = {"pid", "upid", "tgid", "pgid", "pid1", "pid2", "tid"}
USER = {"uid", "gid", "ruid", "euid", "suid", "rgid", "egid", "sgid", "user", "group", "id"}
SIGNAL = {"sig", "signum", "signr"}

# (call, argument): what the rules can't see.
EXCEPTIONS = {
    ("access", "mode"): "flags",
    ("faccessat", "mode"): "flags",
    ("faccessat2", "mode"): "flags",
    ("fallocate", "mode"): "flags",
    ("set_mempolicy", "mode"): "command",
    ("mbind", "mode"): "command",
    ("umask", "mask"): "mode",
    ("semctl", "semnum"): "int",
    ("ioperm", "num"): "size",
    ("rseq", "sig"): "unsigned",
    ("kcmp", "type"): "command",
    ("waitid", "which"): "command",
    ("setpriority", "who"): "process",
    ("getpriority", "who"): "process",
    ("ioprio_get", "who"): "process",
    ("ioprio_set", "who"): "process",
    ("ioprio_set", "ioprio"): "int",
    ("getrusage", "who"): "command",
    ("perf_event_open", "cpu"): "int",
    ("quotactl", "id"): "user",
    ("quotactl_fd", "id"): "user",
    ("timer_create", "which_clock"): "command",
    ("bpf", "size"): "size",
    ("close_range", "fd"): "descriptor",
    ("chroot", "filename"): "path",
    ("mount", "dev_name"): "path",
    ("mount", "type"): "string",
    ("acct", "name"): "path",
    ("umount", "name"): "path",
    ("umount2", "name"): "path",
    ("name_to_handle_at", "name"): "path",
    ("spu_create", "name"): "path",
    ("syslog", "type"): "command",
    ("unshare", "unshare_flags"): "flags",
    ("sigsuspend", "mask"): "unsigned",
    ("ssetmask", "newmask"): "unsigned",
    ("rt_sigprocmask", "how"): "command",
    ("socketcall", "call"): "command",
    ("set_robust_list", "len"): "size",
    ("iopl", "level"): "unsigned",
    ("alarm", "seconds"): "unsigned",
    ("sysmips", "cmd"): "command",
    ("signal", "handler"): "pointer",
    ("pciconfig_iobase", "which"): "command",
    ("lsm_get_self_attr", "attr"): "command",
    ("lsm_set_self_attr", "attr"): "command",
    ("epoll_create", "size"): "size",
    ("landlock_add_rule", "rule_type"): "command",
    ("ipc", "call"): "command",
    ("futex_wake", "mask"): "flags",
    ("futex_wait", "mask"): "flags",
    ("fsconfig", "aux"): "int",
    ("sysfs", "arg1"): "unsigned",
    ("io_uring_enter", "min_complete"): "size",
    ("io_uring_enter", "to_submit"): "size",
    ("exit", "error_code"): "int",
    ("personality", "personality"): "flags",
    ("getrandom", "flags"): "flags",
    ("move_pages", "nr_pages"): "size",
    ("truncate", "length"): "offset",
    ("truncate64", "length"): "offset",
    ("ftruncate", "length"): "offset",
    ("ftruncate64", "length"): "offset",
    ("riscv_flush_icache", "flags"): "flags",
    ("select", "n"): "size",
    ("_newselect", "n"): "size",
    ("pselect6", "n"): "size",
    ("pselect6_time64", "n"): "size",
    ("sethostname", "name"): "string",
    ("setdomainname", "name"): "string",
    ("io_submit", "nr"): "size",
}  # fmt: skip


def kind(call, type_, name):
    """Return the name of the constant of callgate.syscall.Argument.Kind, in lower case."""
    if (call, name) in EXCEPTIONS:
        return EXCEPTIONS[call, name]
    plain = name.strip("_")
    if "*" in type_ or type_.endswith("_user") or type_.replace("const ", "") in POINTER_TYPES:
        if re.match(r"(const )?(unsigned )?char\b[^*]*\*$", type_):
            if PATH.match(plain):
                return "path"
            if type_.startswith("const") and not BUFFER.match(plain):
                return "string"
        return "pointer"
    if type_ in ("umode_t", "compat_mode_t"):
        return "mode"
    if DESCRIPTOR.match(plain) or type_ == "mqd_t":
        return "descriptor"
    if OFFSET.match(plain):
        return "offset"
    if plain in ADDRESSES:
        return "pointer"
    if plain in PROCESS:
        return "process"
    if plain in USER:
        return "user"
    if plain in SIGNAL:
        return "signal"
    if FLAGS.match(plain) or type_ == "rwf_t":
        return "flags"
    if plain in COMMAND:
        return "command"
    if SIZE.match(plain):
        return "size"
    if type_ in ("loff_t", "off_t", "compat_off_t"):
        return "offset"
    half = HALF.match(plain)
    if half:
        return kind(call, type_, half.group(1))
    return "int" if type_.replace("const ", "").replace("compat_", "") in SIGNED else "unsigned"


# Descriptors and processes that a prototype calls long: the kernel looks them up with fdget(unsigned int),
# fget(unsigned int) or find_get_task_by_vpid(pid_t) all the same.
REALLY_32 = {"descriptor", "process"}

# (call, argument) whose prototype says long and whose body assigns it to an int before it looks.
NARROWED = {
    ("personality", "personality"),  # ksys_personality(unsigned int), behind the wrappers of powerpc and parisc
    ("mbind", "mode"),  # kernel_mbind: int lmode = mode
}


def bits(call, type_, name, kind_):
    """Return how many low bits of a register the kernel reads on a 64-bit ABI."""
    if (call, name) in NARROWED or kind_ in REALLY_32:
        return 32
    plain = type_.replace("const ", "")
    if "*" in type_ or type_.endswith("_user") or plain in BITS_64:
        return 64
    if plain in BITS_32 or plain.startswith("compat_"):
        return 32
    raise ValueError(f"how many bits has {type_}?")
