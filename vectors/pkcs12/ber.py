#!/usr/bin/env python3
"""Writes a PKCS #12 file without a MAC again as BER: every constructed element with an indefinite length, every OCTET STRING and
encryptedContent in segments of 100 bytes, two deep. The contents of OCTET STRINGs stay as they are, but for the AuthenticatedSafe."""

import sys


def elements(der):
    while der:
        length, at = der[1], 2
        if length & 0x80:
            at += length & 0x7F
            length = int.from_bytes(der[2:at], "big")
        yield der[0], der[at : at + length]
        der = der[at + length :]


def segments(data):
    # A length in more bytes than it needs, which is BER as well.
    parts = [b"\x04\x82" + len(data[i : i + 100]).to_bytes(2, "big") + data[i : i + 100] for i in range(0, len(data), 100)]
    return b"\x24\x80" + b"".join(parts[:-1]) + b"\0\0" + parts[-1] if len(parts) > 1 else b"".join(parts)


def ber(tag, body):
    if tag == 0x04:
        return b"\x24\x80" + segments(body) + b"\0\0"
    if tag == 0x80:
        return b"\xa0\x80" + segments(body) + b"\0\0"
    if tag & 0x20:
        return bytes([tag, 0x80]) + b"".join(ber(*e) for e in elements(body)) + b"\0\0"
    return bytes([tag]) + (bytes([len(body)]) if len(body) < 128 else b"\x84" + len(body).to_bytes(4, "big")) + body


def again(der):
    """As BER, with the contents of the AuthenticatedSafe's OCTET STRING as BER too."""
    out = b""
    for tag, body in elements(der):
        parts = list(elements(body)) if tag & 0x20 else []
        if tag == 0x04:
            body = b"".join(ber(*e) for e in elements(body))
            out += ber(0x04, body)
        elif parts:
            out += bytes([tag, 0x80]) + again(body) + b"\0\0"
        else:
            out += ber(tag, body)
    return out


open(sys.argv[2], "wb").write(again(open(sys.argv[1], "rb").read()))
