#!/usr/bin/env python3
"""An RSA of one's own under test: certwright vectors run FILE -exec examples/oracle/own_rsa.py

Verifies PKCS #1 v1.5 with SHA-256, and offers nothing else. The protocol is docs/oracle-protocol.md's.
"""

import hashlib
import json
import sys

DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def fields(der):
    """The contents of the values in a SEQUENCE."""
    out, at = [], 0
    while at < len(der):
        length, at = der[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(der[at : at + count], "big"), at + count
        out.append(der[at : at + length])
        at += length
    return out


def verify(request):
    scheme = request["scheme"]
    if (scheme.get("padding"), scheme.get("hash")) != ("pkcs1", "sha256") or "message" not in request:
        return "unsupported", "only PKCS #1 v1.5 with SHA-256"
    _, bit_string = fields(fields(bytes.fromhex(request["public_key"]))[0])
    n, e = (int.from_bytes(number, "big") for number in fields(fields(bit_string[1:])[0]))
    # With the exponent 1 whoever can write an encoded message has signed it.
    if e < 3 or e % 2 == 0:
        return "refused", "the public exponent is below 3 or even"
    signature, size = bytes.fromhex(request["signature"]), (n.bit_length() + 7) // 8
    # Without these two lines `vectors run` reports five failures.
    if len(signature) != size or int.from_bytes(signature, "big") >= n:
        return "refused", "the signature is not a number below n in n's length"
    t = DIGEST_INFO + hashlib.sha256(bytes.fromhex(request["message"])).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(t) - 3) + b"\x00" + t
    if pow(int.from_bytes(signature, "big"), e, n) == int.from_bytes(expected, "big"):
        return "accepted", ""
    return "refused", "another encoded message"


for line in sys.stdin:
    request = json.loads(line)
    what = request["operation"]
    verdict, reason = verify(request) if what == "verify" else ("unsupported", what)
    print(json.dumps({"id": request["id"], "verdict": verdict, "reason": reason}), flush=True)
