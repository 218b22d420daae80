#!/usr/bin/env python3
"""OpenSSL's command line under certwright's test vectors: certwright vectors run FILE -exec examples/oracle/openssl.py

Speaks the protocol of docs/oracle-protocol.md. The program is `openssl`, or whatever the variable OPENSSL names.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

OPENSSL = os.environ.get("OPENSSL", "openssl")
# A command's own time; certwright gives an answer ten seconds unless -timeout gives another.
SECONDS = 8




def run(folder, *arguments):
    done = subprocess.run(
        [OPENSSL, *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS
    )
    message = done.stderr.decode(errors="replace").strip().splitlines()
    return done.returncode, done.stdout, "; ".join(message[-2:])[:300]


def write(folder, name, hexadecimal):
    (folder / name).write_bytes(bytes.fromhex(hexadecimal))
    return name


def options(scheme, decrypts=False):
    """The request's scheme as -pkeyopt options."""
    padding = scheme.get("padding")
    given = []
    if padding:
        given.append(f"rsa_padding_mode:{padding}")
    if scheme.get("hash"):
        given.append(f"rsa_oaep_md:{scheme['hash']}" if decrypts and padding == "oaep" else f"digest:{scheme['hash']}")
    if scheme.get("mgf1"):
        given.append(f"rsa_mgf1_md:{scheme['mgf1']}")
    if "salt" in scheme:
        salt = scheme["salt"]
        given.append(f"rsa_pss_saltlen:{salt['bytes'] if isinstance(salt, dict) else salt}")
    if scheme.get("label"):
        given.append(f"rsa_oaep_label:{scheme['label']}")
    return [word for option in given for word in ("-pkeyopt", option)]


def text(folder, request, arguments):
    """Writes what is signed. A message is hashed by pkeyutl."""
    if "digest" in request:
        return write(folder, "text", request["digest"]), arguments
    name = write(folder, "text", request["message"])
    rest = []
    hash_name = "sha256"
    words = iter(arguments)
    for word in words:
        if word == "-pkeyopt":
            option = next(words)
            if option.startswith("digest:"):
                hash_name = option.removeprefix("digest:")
            else:
                rest += [word, option]
        else:
            rest.append(word)
    return name, [*rest, "-rawin", "-digest", hash_name]


def verify(folder, request):
    key = write(folder, "key.der", request["public_key"])
    name, arguments = text(folder, request, options(request["scheme"]))
    signature = write(folder, "signature", request["signature"])
    code, _, message = run(
        folder, "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", key, "-in", name, "-sigfile", signature, *arguments
    )
    return accepted(code, message)


def recover(folder, request):
    key = write(folder, "key.der", request["public_key"])
    name = write(folder, "signature", request["signature"])
    code, out, message = run(
        folder, "pkeyutl", "-verifyrecover", "-pubin", "-keyform", "DER", "-inkey", key, "-in", name, *options(request["scheme"])
    )
    return value(code, out, message)


def sign(folder, request):
    key = write(folder, "key.der", request["private_key"])
    name, arguments = text(folder, request, options(request["scheme"]))
    code, out, message = run(folder, "pkeyutl", "-sign", "-keyform", "DER", "-inkey", key, "-in", name, *arguments)
    return value(code, out, message)


def decrypt(folder, request):
    key = write(folder, "key.der", request["private_key"])
    name = write(folder, "ciphertext", request["ciphertext"])
    arguments = options(request["scheme"], decrypts=True)
    code, out, message = run(folder, "pkeyutl", "-decrypt", "-keyform", "DER", "-inkey", key, "-in", name, *arguments)
    return value(code, out, message)


def check_key(folder, request):
    if "private_key" in request:
        key = write(folder, "key.der", request["private_key"])
        code, _, message = run(folder, "pkey", "-inform", "DER", "-in", key, "-check", "-noout")
    else:
        key = write(folder, "key.der", request["public_key"])
        code, _, message = run(folder, "pkey", "-inform", "DER", "-pubin", "-in", key, "-pubcheck", "-noout")
    return accepted(code, message)


def check_pair(folder, request):
    """Modulus and exponent in the text of both; a restriction to PSS is no part of the pair."""
    numbers = []
    for name, arguments in (("private_key", []), ("public_key", ["-pubin"])):
        key = write(folder, name, request[name])
        code, out, message = run(folder, "pkey", "-inform", "DER", *arguments, "-in", key, "-noout", "-text_pub")
        if code:
            return accepted(code, message)
        numbers.append(re.findall(r"^ {4}[0-9a-f:]+$|^Exponent.*", out.decode(), re.M))
    return {"verdict": "accepted"} if numbers[0] == numbers[1] else {"verdict": "refused", "reason": "another key"}


def check_prime(folder, request):
    code, out, message = run(folder, "prime", "-hex", request["number"] or "0")
    if code:
        return {"verdict": "failed", "reason": message}
    return {"verdict": "accepted"} if b"is prime" in out else {"verdict": "refused", "reason": "not prime"}


def parse(folder, request):
    name = write(folder, "document", request["document"])
    kind = request["kind"]
    command = {
        "certificate": ["x509", "-inform", "DER"],
        "request": ["req", "-inform", "DER"],
        "crl": ["crl", "-inform", "DER"],
        "private-key": ["pkey", "-passin", f"pass:{request.get('password', '')}"],
        "public-key": ["pkey", "-pubin"],
    }[kind]
    code, _, message = run(folder, *command, "-in", name, "-noout")
    return accepted(code, message)


def pem(folder, name, documents, label):
    """DER documents as one PEM file."""
    begin, end = f"-----BEGIN {label}-----\n", f"-----END {label}-----\n"
    text = [begin + base64.encodebytes(bytes.fromhex(document)).decode() + end for document in documents]
    (folder / name).write_text("".join(text))


def path(folder, request):
    if request.get("key_usage") or request.get("signature_algorithms"):
        return {"verdict": "unsupported", "reason": "the command line does not check key usages or signature algorithms by name"}
    emails = request.get("emails", [])
    if len(emails) > 1:
        return {"verdict": "unsupported", "reason": "the command line checks one mailbox"}
    pem(folder, "target.pem", [request["target"]], "CERTIFICATE")
    pem(folder, "anchors.pem", request["anchors"], "CERTIFICATE")
    pem(folder, "others.pem", request.get("intermediates", []), "CERTIFICATE")
    pem(folder, "crls.pem", request.get("crls", []), "X509 CRL")
    arguments = ["-attime", str(request["time"]), "-CAfile", "anchors.pem", "-no-CApath", "-no-CAstore", "-x509_strict", "-policy_check"]
    if request.get("intermediates"):
        arguments += ["-untrusted", "others.pem"]
    flags = request.get("flags", [])
    if request.get("crls") or "crl-check" in flags:
        arguments += ["-crl_check_all", "-extended_crl", "-use_deltas"]
        if request.get("crls"):
            arguments += ["-CRLfile", "crls.pem"]
    for flag, option in (
        ("explicit-policy", "-explicit_policy"),
        ("inhibit-policy-mapping", "-inhibit_map"),
        ("inhibit-any-policy", "-inhibit_any"),
    ):
        if flag in flags:
            arguments.append(option)
    # Without a policy OpenSSL looks at none, and takes no set of the user's for the empty one instead of anyPolicy.
    for policy in request.get("policies") or ["2.5.29.32.0"]:
        arguments += ["-policy", policy]
    if purpose := request.get("purpose"):
        known = {"server": "sslserver", "client": "sslclient", "1.3.6.1.5.5.7.3.1": "sslserver", "1.3.6.1.5.5.7.3.2": "sslclient"}
        if purpose not in known:
            return {"verdict": "unsupported", "reason": f"the purpose {purpose}"}
        arguments += ["-purpose", known[purpose]]
    if emails:
        arguments += ["-verify_email", emails[0]]
    if "112-bits" in flags:
        arguments += ["-auth_level", "2"]
    if request.get("host"):
        host = request["host"]
        address = host.replace(".", "").isdigit() or ":" in host
        arguments += ["-verify_ip" if address else "-verify_hostname", host]
    if "max_intermediates" in request:
        arguments += ["-verify_depth", str(request["max_intermediates"])]
    code, _, message = run(folder, "verify", *arguments, "target.pem")
    return accepted(code, message)


def accepted(code, message):
    return {"verdict": "accepted"} if code == 0 else {"verdict": "refused", "reason": message}


def value(code, out, message):
    return {"verdict": "value", "value": out.hex()} if code == 0 else {"verdict": "refused", "reason": message}


OPERATIONS = {
    "verify": verify,
    "recover": recover,
    "sign": sign,
    "decrypt": decrypt,
    "check-key": check_key,
    "check-pair": check_pair,
    "check-prime": check_prime,
    "parse": parse,
    "path": path,
}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        operation = OPERATIONS.get(request["operation"])
        if operation is None:
            answer = {"verdict": "unsupported", "reason": "the command line does not offer it"}
        else:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    answer = operation(Path(folder), request)
                except subprocess.TimeoutExpired:
                    answer = {"verdict": "failed", "reason": f"{OPENSSL} took more than {SECONDS} seconds"}
        print(json.dumps({"id": request["id"], **answer}), flush=True)


if __name__ == "__main__":
    main()
