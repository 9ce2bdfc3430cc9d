"""Read the numbers of system calls from the kernel's headers, as Debian's linux-libc-dev has them."""

import re

# Table: directory under usr/lib/linux/uapi, file, base of the numbers.
TABLES = {
    "x86_64": ("x86", "unistd_64.h", 0),
    "x32": ("x86", "unistd_x32.h", 0x40000000),
    "x86": ("x86", "unistd_32.h", 0),
    "aarch64": ("arm64", "unistd_64.h", 0),
    "arm": ("arm", "unistd-eabi.h", 0),
    "riscv64": ("riscv", "unistd_64.h", 0),
    "s390x": ("s390", "unistd_64.h", 0),
    "s390": ("s390", "unistd_32.h", 0),
    "ppc64": ("powerpc", "unistd_64.h", 0),
    "ppc": ("powerpc", "unistd_32.h", 0),
    "loongarch64": ("loongarch", "unistd_64.h", 0),
    "mips": ("mips", "unistd_o32.h", 4000),
    "mips64": ("mips", "unistd_n64.h", 5000),
    "mips64n32": ("mips", "unistd_n32.h", 6000),
    "parisc": ("parisc", "unistd_32.h", 0),
    "parisc64": ("parisc", "unistd_64.h", 0),
    "m68k": ("m68k", "unistd_32.h", 0),
    "sh": ("sh", "unistd_32.h", 0),
}

DEFINITION = re.compile(r"#define __(?:ARM_)?NR_(\w+)\s+\(?(?:(\w+)\s*\+\s*)?(\w+)\)?$")

# Numbers that MIPS keeps free under these names.
PLACEHOLDER = re.compile(r"(reserved|unused)\d+$")

# What 31-bit s390 got between HEADERS_S390 and its end in Linux 6.19.
LATER_ON_S390 = {
    "setxattrat": 463,
    "getxattrat": 464,
    "listxattrat": 465,
    "removexattrat": 466,
    "open_tree_attr": 467,
    "file_getattr": 468,
    "file_setattr": 469,
}

# arch/arm/include/uapi/asm/unistd.h: private calls, relative to __ARM_NR_BASE.
ARM_NR_BASE = 0x0F0000


def numbers(header, base):
    """Return [(number, name)] of a generated unistd header."""
    found = []
    for line in header.read_text().splitlines():
        match = DEFINITION.match(line.strip())
        if match and match.group(1) != "syscalls" and not PLACEHOLDER.match(match.group(1)):
            found.append((base + int(match.group(3), 0), match.group(1)))
    return found


def arm_additions(header):
    """Return the private calls of ARM and the second name that its unistd.h gives a call."""
    found = []
    for line in header.read_text().splitlines():
        match = DEFINITION.match(line.strip())
        if match and match.group(2) == "__ARM_NR_BASE":
            found.append((ARM_NR_BASE + int(match.group(3), 0), match.group(1)))
    return found


def calls(headers, headers_s390, table):
    """Return [(number, name)] of a table in the order of numbers."""
    directory, file, base = TABLES[table]
    asm = (headers_s390 if table == "s390" else headers) / "usr/lib/linux/uapi" / directory / "asm"
    found = numbers(asm / file, base)
    if not found:
        raise ValueError(f"no calls in {asm / file}")
    if table == "arm":
        found += arm_additions(asm / "unistd.h")
        found.append((dict((name, number) for number, name in found)["arm_sync_file_range"], "sync_file_range2"))
    if table == "s390":
        found += [(number, name) for name, number in LATER_ON_S390.items()]
    return sorted(found, key=lambda call: call[0])
