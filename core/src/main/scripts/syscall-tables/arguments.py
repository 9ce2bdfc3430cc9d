"""Put together what the arguments of each call are, on all ABIs and where an ABI has its own."""

import re

import kinds
import prototypes
import uses

# Where the common description of a call comes from: the first of these that has it.
ORDER = [
    "x86_64", "aarch64", "riscv64", "s390x", "ppc64", "loongarch64", "mips64", "parisc64", "x86", "arm", "ppc", "mips",
    "parisc", "m68k", "sh",
]  # fmt: skip
ABIS_64 = {"x86_64", "aarch64", "riscv64", "s390x", "ppc64", "loongarch64", "mips64", "parisc64"}
BIG_ENDIAN = {"s390", "ppc", "parisc", "m68k"}
WIDE = {"loff_t", "u64", "__u64"}

# Calls that no kernel executes any more, or that no C prototype describes: [(type, name)], from manual pages.
OTHERS = {
    "_sysctl": [("struct __sysctl_args *", "args")],
    "bdflush": [("int", "func"), ("long", "data")],
    "breakpoint": [],
    "create_module": [("const char *", "name"), ("size_t", "size")],
    "get_kernel_syms": [("struct kernel_sym *", "table")],
    "get_tls": [],
    "lookup_dcookie": [("u64", "cookie"), ("char *", "buffer"), ("size_t", "len")],
    "nfsservctl": [("int", "cmd"), ("struct nfsctl_arg *", "argp"), ("union nfsctl_res *", "resp")],
    "query_module": [
        ("const char *", "name"), ("int", "which"), ("void *", "buf"), ("size_t", "bufsize"), ("size_t *", "ret"),
    ],
    "rt_sigreturn": [],
    "set_tls": [("unsigned long", "addr")],
    "sgetmask": [],
    "ssetmask": [("int", "newmask")],
    "sigreturn": [],
    "syscall": [("unsigned int", "number")],
    "uselib": [("const char *", "library")],
    "usr26": [],
    "usr32": [],
    "vm86": [("unsigned long", "cmd"), ("struct vm86plus_struct *", "v86")],
    "vm86old": [("struct vm86_struct *", "v86")],
}  # fmt: skip

# One name for one thing: what some definitions call an argument, and what the others call it.
RENAMED = {
    ("mmap", "off"): "offset",
    ("mmap2", "off_4k"): "pgoff",
    ("clone", "tls_val"): "tls",
    ("_llseek", "origin"): "whence",
    ("pread64", "ubuf"): "buf",
    ("pwrite64", "ubuf"): "buf",
}

# As OTHERS, where one ABI differs from the rest.
OTHERS_OF = {
    ("s390", "fadvise64"): [("int", "fd"), ("u32", "offset_hi"), ("u32", "offset_lo"), ("size_t", "len"), ("int", "advice")],
    ("s390", "fadvise64_64"): [("struct fadvise64_64_args *", "args")],
    ("arm", "cacheflush"): [("unsigned long", "start"), ("unsigned long", "end"), ("unsigned long", "flags")],
}


def of_all(source, calls):
    """Return ({name: common description}, {(table, name): description that differs})."""
    found = prototypes.definitions(source)
    described = {}
    for table in calls:
        # Sources that have no 31-bit s390 any more: it took what s390x takes, and what x86 takes in older calls.
        models = ["s390x", "x86"] if table == "s390" else [table]
        entries = {model: prototypes.entries(source, model) for model in models}
        for _, name in calls[table]:
            model = next((model for model in models if name in entries[model]), models[0])
            arguments = OTHERS_OF.get((table, name)) or prototype(found, entries[model], model, name)
            if arguments is not None:
                described[table, name] = describe(name, arguments, table)
    common = {}
    for table in calls:
        for _, name in calls[table]:
            if name not in common:
                common[name] = next((described[t, name] for t in ORDER if (t, name) in described), [])
    special = {}
    for (table, name), arguments in described.items():
        if differs(table, name, arguments, common[name]):
            special[table, name] = text(name, arguments if table in ABIS_64 else [(a, k, 32) for a, k, _ in arguments])
    return {name: text(name, arguments) for name, arguments in common.items()}, special


def prototype(found, entries, table, name):
    """Return [(type, name)], or None when nothing says what a call takes."""
    if name in OTHERS:
        return OTHERS[name]
    entry = entries.get(name)
    if entry is None or entry == "sys_ni_syscall":
        return None
    definition = prototypes.resolve(found, table, entry)
    return definition.arguments if definition else None


def describe(call, arguments, table):
    """Return [(name, kind, bits)]; a 64-bit value takes two registers of a 32-bit ABI."""
    described = []
    for type_, name in split(call, arguments, table):
        plain = name.strip("_")
        plain = RENAMED.get((call, plain), plain)
        kind = kinds.kind(call, type_, plain)
        described.append((plain, kind, kinds.bits(call, type_, plain, kind)))
    return described


def split(call, arguments, table):
    """Return arguments as registers hold them, the halves of 64-bit values in the ABI's order."""
    if table in ABIS_64 or table in ("x32", "mips64n32"):
        return arguments
    # One table serves both byte orders of MIPS.
    first, second = ("_1", "_2") if table == "mips" else ("_hi", "_lo") if table in BIG_ENDIAN else ("_lo", "_hi")
    registers = []
    for type_, name in arguments:
        half = re.fullmatch(r"(.*?)_?(?:lo|hi|low|high)", name)
        if type_ in WIDE and not re.fullmatch(r"a\d", name):
            registers += [("u32", name + first), ("u32", name + second)]
        elif half and half.group(1) and call != "_llseek":
            earlier = any(known == half.group(1) + first for _, known in registers)
            registers.append(("u32", half.group(1) + (second if earlier else first)))
        else:
            registers.append((type_, name))
    return registers


def differs(table, name, arguments, common):
    """Say whether an ABI needs its own description; on 32-bit ABIs widths don't matter, nor do signs."""
    if table in ABIS_64 or name == "clone":
        return arguments != common
    return [essential(kind) for _, kind, _ in arguments] != [essential(kind) for _, kind, _ in common]


def essential(kind):
    return "int" if kind == "unsigned" else kind


def text(call, arguments):
    described = []
    for name, kind, bits in arguments:
        set_ = uses.constants(call, name, kind)
        described.append(f"{name}:{kind}:{bits}" + (f":{set_}" if set_ else ""))
    return " ".join(described)
