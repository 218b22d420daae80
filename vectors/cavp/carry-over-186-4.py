#!/usr/bin/env python3
"""Carries the RSA vectors of NIST's FIPS 186-4 archive over into this directory's format.

usage: carry-over-186-4.py crypto_condor-*.whl DIRECTORY

The wheel is the Python package `crypto-condor`, as `pip download --no-deps crypto-condor` fetches it. It holds the
archive's SigGen15, SigGenPSS, SigVer15 and SigVerPSS files, the truncated hashes among them, as protocol buffers that its
`_rsa/rsa.proto` describes. The salts of SigGenPSS are left out there; they are recovered from the signatures here.
"""
import hashlib
import pathlib
import re
import sys
import zipfile

from lines import Out, strip

wheel = zipfile.ZipFile(sys.argv[1])
target = pathlib.Path(sys.argv[2])
BASE = "crypto_condor/vectors/_rsa/dat/"


def fields(data):
    """(number, value) of a protocol buffer's message: integers and octet strings, all that occurs here."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            length = varint()
            yield key >> 3, data[at:at + length]
            at += length


def message(data, repeated):
    """A message's fields by number, text for bytes, and the bytes of the repeated field's messages."""
    single, many = {}, []
    for number, value in fields(data):
        if number == repeated:
            many.append(value)
        else:
            single[number] = value.decode() if isinstance(value, bytes) else value
    return single, many


def files(prefix):
    """Names in the order of the archive's files: by size, then group, then hash."""
    pattern = re.compile(re.escape(BASE + prefix) + r"_(\d{4})_(sha\d+(?:_2\d\d)?)(?:_(\d))?\.dat")
    found = [(pattern.fullmatch(name), name) for name in wheel.namelist()]
    order = sorted((int(m[1]), m[3] or "", len(m[2]), m[2], name) for m, name in found if m)
    assert order, prefix
    for _, _, _, hash, name in order:
        yield hash.replace("_", "-"), wheel.read(name)


def salt_of(n, e, hash, signature):
    """EMSA-PSS-VERIFY (RFC 8017 §9.1.2), as far as the salt."""
    new = {"sha512-224": "sha512_224", "sha512-256": "sha512_256"}.get(hash, hash)
    digest = lambda data: hashlib.new(new, data).digest()
    em = pow(int(signature, 16), int(e, 16), int(n, 16)).to_bytes(len(n) // 2, "big")
    h_len = len(digest(b""))
    masked, h = bytearray(em[:-h_len - 1]), em[-h_len - 1:-1]
    assert em[-1] == 0xBC
    mask = b"".join(digest(h + i.to_bytes(4, "big")) for i in range(len(masked) // h_len + 1))
    db = bytes(a ^ b for a, b in zip(masked, mask))
    # The archive's moduli have a multiple of eight bits, so that one bit lies beyond emBits.
    db = bytes([db[0] & 0x7F]) + db[1:]
    separator = db.index(1)
    assert not any(db[:separator])
    return db[separator + 1:]


def generation(prefix, out, comment, pss):
    o = Out(target / out, comment)
    for hash, data in files(prefix):
        group, tests = message(data, 15)
        n, e, d = group[3], group[4], group[5]
        o.put("key", n=strip(n), e=strip(e), d=strip(d))
        for test in tests:
            test, _ = message(test, None)
            signature = test[3].lower()
            salt = salt_of(n, e, hash, signature).hex() if pss else None
            o.put("case", hash=hash, msg=test[2].lower(), sig=signature, salt=salt)
    o.close()


def verification(prefix, out, comment, pss):
    o = Out(target / out, comment)
    for hash, data in files(prefix):
        group, tests = message(data, 8)
        for test in tests:
            test, _ = message(test, None)
            o.put("key", n=strip(group[3]), e=strip(test[1]))
            salt_len = len(test.get(6, "")) // 2 if pss else None
            if pss and hash.startswith("sha512-"):
                # The file of the truncated hashes names no salts: they are as long as the hash.
                salt_len = int(hash[7:]) // 8
            o.put("case", hash=hash, msg=test[4].lower(), sig=test[5].lower(), saltlen=salt_len,
                  result="P" if test.get(9) else "F")
    o.close()


generation("rsa_signature", "siggen15-186-4.txt", "SigGen15_186-3 and its TruncatedSHAs: PKCS #1 v1.5 signatures with the private exponent", False)
generation("rsa_pss", "siggenpss-186-4.txt", "SigGenPSS_186-3 and its TruncatedSHAs: PSS signatures with the private exponent and the salt", True)
verification("rsa_ver_signature", "sigver15-186-4.txt", "SigVer15_186-3 and its TruncatedSHAs: PKCS #1 v1.5 signatures, right (P) and wrong (F)", False)
verification("rsa_ver_pss", "sigverpss-186-4.txt", "SigVerPSS_186-3 and its TruncatedSHAs: PSS signatures, right (P) and wrong (F)", True)
