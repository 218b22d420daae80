#!/usr/bin/env python3
"""Makes the key files beside it, with OpenSSL and ssh-keygen, and the JWKs from what OpenSSL's asn1parse prints.

Run in an empty directory; the keys are random, so the results differ from those committed. jwk-rfc7517.json is RFC 7517
appendix A.2's RSA key as the RFC has it.
"""

import base64
import json
import re
import subprocess


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def uint(number):
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(pem):
    """RSAPrivateKey's INTEGERs in order, as RFC 7518 section 6.3 names them."""
    der = run("openssl", "rsa", "-in", pem, "-traditional")
    text = subprocess.run(
        ["openssl", "asn1parse"], input=der, check=True, capture_output=True, text=True
    ).stdout
    numbers = [int(n, 16) for n in re.findall(r"INTEGER +:([0-9A-F]+)", text)][1:]
    names = ["n", "e", "d", "p", "q", "dp", "dq", "qi"]
    key = {"kty": "RSA"} | {name: uint(n) for name, n in zip(names, numbers)}
    others = numbers[len(names) :]
    if others:
        key["oth"] = [
            {"r": uint(r), "d": uint(d), "t": uint(t)}
            for r, d, t in zip(others[0::3], others[1::3], others[2::3])
        ]
    return key


for name, options in {"rsa-2048": [], "multi-prime": ["-primes", "3"]}.items():
    run("openssl", "genrsa", "-out", f"{name}.pem", *options, "2048")
    with open(f"{name}.json", "w", encoding="ascii") as file:
        json.dump(jwk(f"{name}.pem"), file, separators=(",", ":"))
for name, password, options in [
    ("openssh", "", []),
    ("openssh-ctr", "secret", ["-Z", "aes256-ctr"]),
    ("openssh-cbc", "secret", ["-Z", "aes256-cbc"]),
]:
    run("cp", "rsa-2048.pem", f"{name}.pem")
    run("chmod", "600", f"{name}.pem")
    run("ssh-keygen", "-q", "-p", "-N", password, "-C", "who@where", "-f", f"{name}.pem", *options)
secret = ["-passout", "pass:secret"]
run("openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", "rsa-2048.pem", "-out", "pbes2.pem", *secret)
run("openssl", "rsa", "-traditional", "-aes128", "-in", "rsa-2048.pem", "-out", "rfc1421.pem", *secret)
with open("openssh.pub", "w", encoding="ascii") as file:
    file.write(run("ssh-keygen", "-y", "-f", "openssh.pem"))
