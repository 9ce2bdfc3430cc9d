#!/usr/bin/env python3
"""Make the tables in core/src/main/resources/callgate/syscall.

usage: make.py WHAT HEADERS HEADERS_S390 MANUAL SOURCE OUTPUT

WHAT          calls, constants or all
HEADERS       Debian's linux-libc-dev (7.0 or newer, for all architectures), unpacked
HEADERS_S390  the same of Linux 6.12: later kernels have no 31-bit s390
MANUAL        Debian's manpages-dev, unpacked
SOURCE        the sources of that kernel: Debian's linux-source, unpacked
OUTPUT        where the tables go

The README beside the tables says where to get these, and what the tables look like.
"""

import sys
from pathlib import Path

import arguments
import constants
import headers as kernel_headers
import versions


def main():
    what = sys.argv[1]
    headers, headers_s390, manual, source, output = (Path(argument) for argument in sys.argv[2:])
    if what in ("calls", "all"):
        make_calls(headers, headers_s390, manual, source, output)
    if what in ("constants", "all"):
        make_constants(headers, source, output)


def make_calls(headers, headers_s390, manual, source, output):
    calls = {table: kernel_headers.calls(headers, headers_s390, table) for table in kernel_headers.TABLES}
    common, special = arguments.of_all(source, calls)
    introduced = versions.of_manual(manual)
    for table, found in calls.items():
        with open(output / f"{table}.txt", "w") as file:
            for number, name in found:
                words = [str(number), name, versions.since(introduced, table, name)]
                if (table, name) in special:
                    words.append(special[table, name] or "-")
                file.write(" ".join(words) + "\n")
    write(output / "calls.txt", common)


def make_constants(headers, source, output):
    values = constants.of_all(headers, source)
    base = values["x86_64"]
    masks = {f"@{name}": hex(mask) for name, (mask, _) in constants.SETS.items() if name}
    write(output / "constants.txt", base[0] | masks)
    write(output / "errno.txt", base[1])
    write(output / "ioctl.txt", base[2])
    for table, own in values.items():
        if table != "x86_64":
            write(
                output / f"constants-{table}.txt",
                constants.difference(own[0], base[0]) | constants.difference(own[1], base[1]),
            )
            write(output / f"ioctl-{table}.txt", constants.difference(own[2], base[2]))


def write(path, lines):
    """Write lines in the order of their first words."""
    with open(path, "w") as file:
        for word in sorted(lines):
            file.write(f"{word} {lines[word]}".rstrip() + "\n")


if __name__ == "__main__":
    main()
