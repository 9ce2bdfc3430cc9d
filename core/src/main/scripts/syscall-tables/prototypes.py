"""Read what the kernel's sources say about the arguments of each system call.

The types in SYSCALL_DEFINEn decide how many bits of a register the kernel looks at: the macros cast each
register to the type that stands there (include/linux/syscalls.h, __SYSCALL_DEFINEx).
"""

import re
from pathlib import Path

# ABI: table file, values of its second column, directory under arch/, whether 32-bit, whether the compat column counts.
ABIS = {
    "x86_64": ("arch/x86/entry/syscalls/syscall_64.tbl", {"common", "64"}, "x86", False),
    "x32": ("arch/x86/entry/syscalls/syscall_64.tbl", {"common", "x32"}, "x86", False),
    "x86": ("arch/x86/entry/syscalls/syscall_32.tbl", {"i386"}, "x86", True),
    "aarch64": ("arch/arm64/tools/syscall_64.tbl", {"common", "64", "renameat", "rlimit", "memfd_secret"}, "arm64", False),
    "arm": ("arch/arm64/tools/syscall_32.tbl", {"common"}, "arm64", True),
    "riscv64": ("scripts/syscall.tbl", {"common", "64", "riscv", "rlimit", "memfd_secret"}, "riscv", False),
    "s390x": ("arch/s390/kernel/syscalls/syscall.tbl", {"common", "64"}, "s390", False),
    "ppc64": ("arch/powerpc/kernel/syscalls/syscall.tbl", {"common", "64", "nospu"}, "powerpc", False),
    "ppc": ("arch/powerpc/kernel/syscalls/syscall.tbl", {"common", "32", "nospu"}, "powerpc", True),
    "loongarch64": ("scripts/syscall.tbl", {"common", "64", "memfd_secret"}, "loongarch", False),
    "mips": ("arch/mips/kernel/syscalls/syscall_o32.tbl", {"o32"}, "mips", True),
    "mips64": ("arch/mips/kernel/syscalls/syscall_n64.tbl", {"n64"}, "mips", False),
    "mips64n32": ("arch/mips/kernel/syscalls/syscall_n32.tbl", {"n32"}, "mips", False),
    "parisc": ("arch/parisc/kernel/syscalls/syscall.tbl", {"common", "32"}, "parisc", True),
    "parisc64": ("arch/parisc/kernel/syscalls/syscall.tbl", {"common", "64"}, "parisc", False),
    "m68k": ("arch/m68k/kernel/syscalls/syscall.tbl", {"common"}, "m68k", False),
    "sh": ("arch/sh/kernel/syscalls/syscall.tbl", {"common"}, "sh", False),
}

SKIPPED = {"tools", "samples", "Documentation", "scripts", "sound", "certs"}
MACRO = re.compile(r"^[ \t]*(COMPAT_|PPC32_)?SYSCALL(?:32)?_DEFINE\d\(\s*(\w+)", re.M)
FUNCTION = re.compile(r"^asmlinkage\s+[\w ]+?[\s*](\w+)\s*\(([^)]*)\)\s*\{", re.M)
PAIR = re.compile(r"(?:SC_ARG64|compat_arg_u64_dual|arg_u32p)\((\w+)\)")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)

# Which of the four clone() definitions an architecture has (select CLONE_BACKWARDS* in its Kconfig).
CLONE = {"s390": "BACKWARDS2)", "m68k": "not ", "sh": "not ", "x86_64": "not ", "x32": "not ", "loongarch": "not "}


class Definition:
    """One function behind a system call: the file, the innermost condition, and [(type, name)]."""

    def __init__(self, file, condition, arguments):
        self.file = file
        self.condition = condition
        self.arguments = arguments


def definitions(source):
    """Return {function: [Definition]} of a kernel tree."""
    found = {}
    for path in sorted(source.rglob("*.c")):
        file = path.relative_to(source)
        if file.parts[0] in SKIPPED or file.parts[:2] == ("arch", "um") or "um" in file.parts:
            continue
        text = path.read_text(errors="replace")
        if "_DEFINE" not in text and "asmlinkage" not in text:
            continue
        text = COMMENT.sub("", text)
        for match in MACRO.finditer(text):
            opening = text.index("(", match.start())
            inside = PAIR.sub(r"u32, \1_lo, u32, \1_hi", text[opening + 1 : closing(text, opening)])
            parts = [" ".join(part.split()) for part in inside.split(",")][1:]
            name = ("compat_" if match.group(1) else "") + match.group(2)
            arguments = list(zip(parts[::2], parts[1::2]))
            found.setdefault(name, []).append(Definition(str(file), condition(text, match.start()), arguments))
        if file.parts[0] != "arch":
            continue
        for match in FUNCTION.finditer(text):
            arguments = [split(part) for part in match.group(2).split(",") if part.strip() not in ("void", "")]
            found.setdefault(match.group(1), []).append(Definition(str(file), "", arguments))
    return found


def closing(text, opening):
    depth = 0
    for i in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth == 0:
            return i
    raise ValueError("unbalanced")


def split(parameter):
    match = re.match(r"(.*?)(\w+)$", " ".join(parameter.split()))
    return (match.group(1).strip(), match.group(2)) if match else (parameter, "unnamed")


def condition(text, end):
    """Return the innermost #if around a place, with "not " for each #else passed."""
    stack = []
    for line in text[:end].splitlines():
        line = line.strip()
        if re.match(r"#\s*if", line):
            stack.append(line)
        elif re.match(r"#\s*elif", line) and stack:
            stack[-1] = line
        elif re.match(r"#\s*else", line) and stack:
            stack[-1] = "not " + stack[-1]
        elif re.match(r"#\s*endif", line) and stack:
            stack.pop()
    return stack[-1] if stack else ""


def entries(source, abi):
    """Return {name: function} of an ABI's table."""
    table, values, _, compat = ABIS[abi]
    found = {}
    for line in (source / table).read_text().splitlines():
        fields = line.split("#")[0].split()
        if len(fields) >= 3 and fields[1] in values:
            entry = fields[3] if len(fields) > 3 else "sys_ni_syscall"
            if compat and len(fields) > 4 and fields[4] != "-":
                entry = fields[4]
            found[fields[2]] = entry
    return found


def resolve(found, abi, entry):
    """Return the Definition behind an entry of a table, or None."""
    directory = ABIS[abi][2]
    compat = entry.startswith("compat_")
    plain = re.sub(r"^(compat_)?(__)?sysm?_", "", entry)
    plain = re.sub(r"_wrapper$", "", plain)
    candidates = [entry, f"sys_{plain}"]
    candidates += [f"compat_{plain}"] if compat else []
    candidates += [plain]
    for candidate in candidates:
        usable = [d for d in found.get(candidate, []) if not d.file.startswith("arch/")]
        own = [d for d in found.get(candidate, []) if d.file.startswith(f"arch/{directory}/")]
        chosen = choose(own or usable, abi, directory)
        if chosen:
            return chosen
    return None


def choose(usable, abi, directory):
    if not usable:
        return None
    if any("CLONE_BACKWARDS" in d.condition for d in usable):
        wanted = CLONE.get(abi, CLONE.get(directory, "#ifdef CONFIG_CLONE_BACKWARDS"))
        return next(d for d in usable if wanted in d.condition)
    if any("OLD_SIGSUSPEND" in d.condition for d in usable):
        three = directory in ("x86", "arm64", "s390", "m68k", "arm")
        return next(d for d in usable if d.condition.endswith("SIGSUSPEND3") == three)
    bits = "CONFIG_64BIT" if not ABIS[abi][3] else "COMPAT"
    for d in usable:
        if bits in d.condition and not d.condition.startswith("not "):
            return d
    for d in usable:
        if not d.file.endswith("nommu.c") and "stubs" not in d.file and "ARCH_SPLIT_ARG64) ||" not in d.condition:
            return d
    return usable[0]
