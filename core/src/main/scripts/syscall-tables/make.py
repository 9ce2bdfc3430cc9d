#!/usr/bin/env python3
"""Make the tables in core/src/main/resources/callgate/syscall.

usage: make.py HEADERS HEADERS_S390 MANUAL SOURCE OUTPUT

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
import headers as kernel_headers
import versions


def main():
    headers, headers_s390, manual, source, output = (Path(argument) for argument in sys.argv[1:])
    calls = {table: kernel_headers.calls(headers, headers_s390, table) for table in kernel_headers.TABLES}
    common, special = arguments.of_all(source, calls)
    introduced = versions.of_manual(manual)
    for table, found in calls.items():
        with open(output / f"{table}.txt", "w") as file:
            for number, name in found:
                own = special.get((table, name))
                file.write(" ".join([str(number), name, versions.since(introduced, table, name)] + ([own or "-"] if own is not None else [])) + "\n")
    with open(output / "calls.txt", "w") as file:
        for name in sorted(common):
            file.write(" ".join(filter(None, [name, common[name]])) + "\n")


if __name__ == "__main__":
    main()
