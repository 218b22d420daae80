#!/usr/bin/env python3
"""Writes pkits.bin: the certificates and CRLs that tests.txt names, from the PyPI package cryptography-vectors.

    pip install cryptography-vectors && python3 vectors/pkits/collect.py

Each object is one line, "certs/NAME LENGTH" or "crls/NAME LENGTH", followed by its DER and a line feed.
"""
import pathlib

import cryptography_vectors

here = pathlib.Path(__file__).parent
data = pathlib.Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
names = {"certs/TrustAnchorRootCertificate"}
for line in (here / "tests.txt").read_text().splitlines():
    if line and not line.startswith("#"):
        fields = [field.strip() for field in line.split("|")]
        names |= {"certs/" + name for name in [fields[1], *fields[2].split()]}
        names |= {"crls/" + name for name in fields[3].split()}
with open(here / "pkits.bin", "wb") as out:
    for name in sorted(names):
        suffix = ".crt" if name.startswith("certs/") else ".crl"
        der = (data / (name + suffix)).read_bytes()
        out.write(f"{name} {len(der)}\n".encode() + der + b"\n")
