#!/usr/bin/env python3
"""Writes cli/src/errstr.tsv: library, number and text of every reason that the OpenSSL 3.0 of this machine has a text for.

usage: reasons.py

The numbers and texts are facts of OpenSSL's interface, which `openssl errstr` prints; library 0 holds those that all have.
"""

import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMON = [flags << 18 | number for flags in (2, 3) for number in range(512)]


def texts(numbers):
    given = [f"{number:08X}" for number in numbers]
    printed = subprocess.run(["openssl", "errstr", *given], capture_output=True, text=True, check=True).stdout
    fields = (line.split(":", 4) for line in printed.splitlines())
    return {int(field[1], 16): (field[2], field[4]) for field in fields if not field[4].startswith("reason(")}


rows = []
shared = texts(6 << 23 | reason for reason in COMMON)
rows += [(0, number & 0x7FFFFF, text) for number, (_, text) in shared.items()]
for library in range(3, 64):
    rows += [(library, number & 0x7FFFFF, text) for number, (_, text) in texts(library << 23 | r for r in range(1, 1200)).items()]
(HERE / "../../cli/src/errstr.tsv").write_text("".join(f"{library}\t{reason}\t{text}\n" for library, reason, text in rows))
names = {library: text[0] for library in range(2, 64) for text in [next(iter(texts([library << 23 | r for r in range(1, 1200)]).values()), None)] if text}
print(names)
