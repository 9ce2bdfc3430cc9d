#!/bin/sh
# assemble.sh x86_64|aarch64|x86_64-compat: prints the machine code of this folder's source in hexadecimal, 48 bytes a line.
# Needs Debian's binutils, for aarch64 binutils-aarch64-linux-gnu.
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"${1%-compat}-linux-gnu-as" -o "$out/code.o" "$1.S"
"${1%-compat}-linux-gnu-objcopy" -O binary --only-section=.text "$out/code.o" "$out/code"
od -An -v -tx1 "$out/code" | tr -d ' \n' | fold -w 96
echo
