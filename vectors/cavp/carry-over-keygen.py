#!/usr/bin/env python3
"""Carries NIST's FIPS 186-4 key generation vectors over into this directory's format.

usage: carry-over-keygen.py nss_*.orig.tar.gz DIRECTORY

The archive is the source of Mozilla's NSS (3.87.1), as `apt-get source --download-only nss` fetches it. It keeps the
files that CAVS 17.1 made for a validation, with its answers.
"""
import pathlib
import re
import sys
import tarfile

from lines import strip

target = pathlib.Path(sys.argv[2])
BASE = "/nss/tests/fips/cavs_samples/RSA2/fax/"
archive = tarfile.open(sys.argv[1])
members = {name.split(BASE)[1]: name for name in archive.getnames() if BASE in name}


def assignments(name):
    for line in archive.extractfile(members[name]).read().decode().splitlines():
        if m := re.fullmatch(r"\[?\s*([A-Za-z]+)\s*=\s*(.*?)\s*\]?", line):
            yield m[1], m[2]


lines = ["# KeyGen_RandomProbablyPrime3_3: public exponents, primes, moduli, private exponents (FIPS 186-4 B.3.3)"]
pair = {}
for name, value in assignments("KeyGen_RandomProbablyPrime3_3.fax"):
    if name in ("e", "p", "q", "n", "d"):
        pair[name] = strip(value)
    if name == "d":
        lines.append(" ".join(["keypair"] + [f"{k}={v}" for k, v in pair.items()]))
        pair = {}
(target / "keygen-186-4.txt").write_text("\n".join(lines) + "\n")

lines = ["# KeyGen3_3_KAT: candidates for p and q that are what FIPS 186-4 B.3.3 asks for (P) or not (F)"]
case = {}
for name, value in assignments("KeyGen3_3_KAT.fax"):
    if name == "mod":
        bits = value
    elif name in ("e", "prandom", "qrandom"):
        case[name[0]] = strip(value)
    elif name == "Result":
        lines.append(" ".join(["case", f"bits={bits}"] + [f"{k}={v}" for k, v in case.items()] + [f"result={value[0]}"]))
        case = {}
(target / "keygen-kat-186-4.txt").write_text("\n".join(lines) + "\n")
