#!/usr/bin/env python3
"""Python's cryptography under certwright's test vectors (pip install cryptography):

certwright vectors run FILE -exec examples/oracle/cryptography_adapter.py

Speaks the protocol of docs/oracle-protocol.md.
"""

import functools
import json
import sys

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils


class Unsupported(Exception):
    pass


HASHES = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha512-224": hashes.SHA512_224,
    "sha512-256": hashes.SHA512_256,
    "sha3-224": hashes.SHA3_224,
    "sha3-256": hashes.SHA3_256,
    "sha3-384": hashes.SHA3_384,
    "sha3-512": hashes.SHA3_512,
}


def hash_named(name):
    if name not in HASHES:
        raise Unsupported(f"cryptography does not have the hash {name}")
    return HASHES[name]()


def text(request):
    """What is signed, and the hash for it."""
    name = request["scheme"].get("hash")
    if name is None:
        raise Unsupported("a signature without a hash is not offered")
    algorithm = hash_named(name)
    if "digest" in request:
        return bytes.fromhex(request["digest"]), utils.Prehashed(algorithm), algorithm
    return bytes.fromhex(request["message"]), algorithm, algorithm


def signature_padding(scheme, algorithm, verifies):
    if scheme.get("padding", "pkcs1") == "pkcs1":
        return padding.PKCS1v15()
    if scheme["padding"] != "pss":
        raise Unsupported(f"the padding {scheme['padding']} is not offered")
    salt = scheme.get("salt", "auto")
    length = {
        "digest": padding.PSS.DIGEST_LENGTH,
        "max": padding.PSS.MAX_LENGTH,
        "auto": padding.PSS.AUTO if verifies else padding.PSS.MAX_LENGTH,
    }.get(salt) if isinstance(salt, str) else salt["bytes"]
    mask = hash_named(scheme.get("mgf1", scheme["hash"]))
    return padding.PSS(padding.MGF1(mask), length)


# Cases in succession have one key, and a measurement has one throughout.
@functools.lru_cache(maxsize=4)
def public(hexadecimal):
    return serialization.load_der_public_key(bytes.fromhex(hexadecimal))


@functools.lru_cache(maxsize=4)
def private(hexadecimal):
    return serialization.load_der_private_key(bytes.fromhex(hexadecimal), None)


def public_key(request):
    key = public(request["public_key"])
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unsupported("not an RSA key")
    return key


def private_key(request):
    return private(request["private_key"])


def verify(request):
    data, algorithm, plain = text(request)
    public_key(request).verify(
        bytes.fromhex(request["signature"]), data, signature_padding(request["scheme"], plain, True), algorithm
    )
    return {"verdict": "accepted"}


def sign(request):
    data, algorithm, plain = text(request)
    signature = private_key(request).sign(data, signature_padding(request["scheme"], plain, False), algorithm)
    return {"verdict": "value", "value": signature.hex()}


def decrypt(request):
    scheme = request["scheme"]
    kind = scheme.get("padding", "pkcs1")
    if kind == "oaep":
        algorithm = hash_named(scheme.get("hash", "sha1"))
        mask = hash_named(scheme.get("mgf1", scheme.get("hash", "sha1")))
        label = bytes.fromhex(scheme.get("label", "")) or None
        how = padding.OAEP(padding.MGF1(mask), algorithm, label)
    elif kind == "pkcs1":
        how = padding.PKCS1v15()
    else:
        raise Unsupported(f"the padding {kind} is not offered")
    return {"verdict": "value", "value": private_key(request).decrypt(bytes.fromhex(request["ciphertext"]), how).hex()}


def check_key(request):
    if "private_key" in request:
        private_key(request)
    else:
        # Reading a key checks little; making one of its numbers checks them.
        public_key(request).public_numbers().public_key()
    return {"verdict": "accepted"}


def check_pair(request):
    same = private_key(request).public_key().public_numbers() == public_key(request).public_numbers()
    return {"verdict": "accepted"} if same else {"verdict": "refused", "reason": "another key"}


def parse(request):
    readers = {
        "certificate": x509.load_der_x509_certificate,
        "request": x509.load_der_x509_csr,
        "crl": x509.load_der_x509_crl,
    }
    if request["kind"] not in readers:
        raise Unsupported(f"documents of kind {request['kind']} are not offered")
    readers[request["kind"]](bytes.fromhex(request["document"]))
    return {"verdict": "accepted"}


OPERATIONS = {
    "verify": verify,
    "sign": sign,
    "decrypt": decrypt,
    "check-key": check_key,
    "check-pair": check_pair,
    "parse": parse,
}


def answer(request):
    operation = OPERATIONS.get(request["operation"])
    if operation is None:
        return {"verdict": "unsupported", "reason": "cryptography does not offer it"}
    try:
        return operation(request)
    except (Unsupported, UnsupportedAlgorithm) as e:
        return {"verdict": "unsupported", "reason": str(e)}
    except (InvalidSignature, ValueError, TypeError) as e:
        return {"verdict": "refused", "reason": f"{type(e).__name__}: {e}"}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"id": request["id"], **answer(request)}), flush=True)


if __name__ == "__main__":
    main()
