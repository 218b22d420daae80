#!/usr/bin/env python3
"""Adds a PBMAC1 (RFC 9579) to a PKCS #12 file that has no MAC, by Python's own HMAC and PBKDF2: pbmac1-PRF-HASH.p12, with the
password "secret"."""

import hashlib
import hmac
import sys

HMAC = {"sha1": 7, "sha224": 8, "sha256": 9, "sha384": 10, "sha512": 11}


def tlv(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def read(der):
    """(contents, rest) of the first element."""
    length, at = der[1], 2
    if length & 0x80:
        at += length & 0x7F
        length = int.from_bytes(der[2:at], "big")
    return der[at : at + length], der[at + length :]


def algorithm(oid, *parameters):
    return tlv(0x30, tlv(0x06, bytes.fromhex(oid)), *parameters)


pfx, _ = read(open(sys.argv[1], "rb").read())
auth_safe, _ = read(pfx[3:])
_, explicit = read(auth_safe)
content, _ = read(read(explicit)[0])
for prf, hash_, key_len in [("sha256", "sha256", 32), ("sha512", "sha256", 32), ("sha512", "sha512", 64), ("sha256", "sha256", 19), ("sha256", "sha256", None)]:
    salt = hashlib.sha256(f"{prf} {hash_}".encode()).digest()[:16]
    key = hashlib.pbkdf2_hmac(prf, b"secret", salt, 2048, key_len or 32)
    mac = hmac.new(key, content, hash_).digest()
    null = b"\5\0"
    identifier = lambda name: algorithm("2a864886f70d02%02x" % HMAC[name], null)
    length = tlv(0x02, bytes([key_len])) if key_len else b""
    kdf = algorithm("2a864886f70d01050c", tlv(0x30, tlv(0x04, salt), tlv(0x02, b"\x08\0"), length, identifier(prf)))
    pbmac1 = algorithm("2a864886f70d01050e", tlv(0x30, kdf, identifier(hash_)))
    data = tlv(0x30, tlv(0x30, pbmac1, tlv(0x04, mac)), tlv(0x04, b"NOT USED"), tlv(0x02, b"\1"))
    name = f"pbmac1-{prf}-{hash_}" + {19: "-short-key", None: "-no-key-length"}.get(key_len, "")
    open(f"{name}.p12", "wb").write(tlv(0x30, pfx, data))
