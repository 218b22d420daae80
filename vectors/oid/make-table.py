#!/usr/bin/env python3
"""Writes cli/src/text/oid/table.rs from the names and numbers that `openssl list -objects` prints.

usage: openssl list -objects | vectors/oid/make-table.py > cli/src/text/oid/table.rs
"""
import sys


def der(dotted):
    arcs = [int(arc) for arc in dotted.split(".")]
    out = bytearray()
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(arc & 0x7F | 0x80)
        out += bytes(reversed(septets))
    return bytes(out)


rows = {}
for line in sys.stdin:
    if line.startswith("#") or " = " not in line:
        continue
    short, rest = line.rstrip("\n").split(" = ", 1)
    *long, dotted = rest.rsplit(", ", 1)
    # A number cut off by the lister, or of one arc, is not a number.
    if "." not in dotted or dotted.endswith("."):
        continue
    # The first of two names for one number wins, as it does in OpenSSL's own search.
    rows.setdefault(der(dotted), (dotted, short, long[0] if long else short))

print("//! Object identifiers with OpenSSL's short and long names, in the order of their DER bytes.")
print("//! Written by `vectors/oid/make-table.py`; `vectors/oid/README.md` states from what.")
print()
print("use super::Entry;")
print()
print("/// Sorted by `der`, for the binary search.")
print("#[rustfmt::skip]")
print("pub(super) static TABLE: &[Entry] = &[")
for bytes in sorted(rows):
    dotted, short, long = rows[bytes]
    text = "".join(f"\\x{b:02x}" for b in bytes)
    print(f'    Entry {{ der: b"{text}", sn: "{short}", ln: "{long}" }}, // {dotted}')
print("];")
