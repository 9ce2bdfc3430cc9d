#!/usr/bin/env python3
"""Make the tables in core/src/main/resources/callgate/syscall from kernel headers.

usage: make-syscall-tables.py HEADERS HEADERS_S390 OUTPUT

HEADERS       Debian's linux-libc-dev (7.0 or newer, architecture "all"), unpacked: dpkg-deb -x
HEADERS_S390  the same of Linux 6.12: later kernels have no 31-bit s390
OUTPUT        where the tables go

The README beside the tables says where to get these.
"""

import re
import sys
from pathlib import Path

# Table, directory under usr/lib/linux/uapi, file, base of the numbers.
TABLES = [
    ("x86_64", "x86", "unistd_64.h", 0),
    ("x32", "x86", "unistd_x32.h", 0x40000000),
    ("x86", "x86", "unistd_32.h", 0),
    ("aarch64", "arm64", "unistd_64.h", 0),
    ("arm", "arm", "unistd-eabi.h", 0),
    ("riscv64", "riscv", "unistd_64.h", 0),
    ("s390x", "s390", "unistd_64.h", 0),
    ("s390", "s390", "unistd_32.h", 0),
    ("ppc64", "powerpc", "unistd_64.h", 0),
    ("ppc", "powerpc", "unistd_32.h", 0),
    ("loongarch64", "loongarch", "unistd_64.h", 0),
    ("mips", "mips", "unistd_o32.h", 4000),
    ("mips64", "mips", "unistd_n64.h", 5000),
    ("mips64n32", "mips", "unistd_n32.h", 6000),
    ("parisc", "parisc", "unistd_32.h", 0),
    ("parisc64", "parisc", "unistd_64.h", 0),
    ("m68k", "m68k", "unistd_32.h", 0),
    ("sh", "sh", "unistd_32.h", 0),
]

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


def main():
    headers, headers_s390, output = (Path(argument) for argument in sys.argv[1:])
    names = set()
    for table, directory, file, base in TABLES:
        root = headers_s390 if table == "s390" else headers
        asm = root / "usr/lib/linux/uapi" / directory / "asm"
        calls = numbers(asm / file, base)
        if table == "arm":
            calls += arm_additions(asm / "unistd.h")
            calls.append((dict((n, i) for i, n in calls)["arm_sync_file_range"], "sync_file_range2"))
        if table == "s390":
            calls += [(number, name) for name, number in LATER_ON_S390.items()]
        if not calls:
            sys.exit(f"no calls in {asm / file}")
        calls.sort(key=lambda call: call[0])
        names.update(name for _, name in calls)
        lines = [f"{number} {name}\n" for number, name in calls]
        (output / f"{table}.txt").write_text("".join(lines))
    (output / "calls.txt").write_text("".join(f"{name}\n" for name in sorted(names)))


if __name__ == "__main__":
    main()
