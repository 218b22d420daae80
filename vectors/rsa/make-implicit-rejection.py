#!/usr/bin/env python3
"""Asks another implementation what wrong RSAES-PKCS1-v1_5 ciphertexts decrypt to.

usage: make-implicit-rejection.py > implicit-rejection.txt

The Python package `cryptography` brings an OpenSSL of its own; from OpenSSL 3.2 on, that one rejects implicitly.
"""
import random

from cryptography.hazmat.backends.openssl import backend
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

draw = random.Random(20)
print(f"# {backend.openssl_version_text()}")
for bits in (1024, 1536, 2048, 2056, 3072):
    key = rsa.generate_private_key(65537, bits)
    der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    print(f"key der={der.hex()}")
    numbers = key.public_key().public_numbers()
    size = (bits + 7) // 8
    cases = [draw.randrange(numbers.n) for _ in range(24)]
    # Encoded messages that are nearly right, and one that is.
    for em in (
        b"\x00\x02" + b"\x11" * 7 + b"\x00" + b"\x22" * (size - 10),
        b"\x00\x02" + b"\x11" * (size - 2),
        b"\x00\x01" + b"\x11" * (size - 8) + b"\x00hello",
        b"\x01\x02" + b"\x11" * (size - 8) + b"\x00hello" if bits % 8 == 1 else b"\x00\x03" + b"\x11" * (size - 8) + b"\x00hello",
        b"\x00\x02" + b"\x11" * (size - 8) + b"\x00hello",
        b"\x00\x02" + b"\x11" * (size - 3) + b"\x00",
        b"\x00" * size,
    ):
        value = int.from_bytes(em, "big")
        if value < numbers.n:
            cases.append(pow(value, numbers.e, numbers.n))
    for case in cases:
        ciphertext = case.to_bytes(size, "big")
        message = key.decrypt(ciphertext, padding.PKCS1v15())
        print(f"case ct={ciphertext.hex()} msg={message.hex()}")
