#!/usr/bin/env python3
"""Carries the RSA vectors of NIST and RSA Laboratories over into this directory's format.

usage: carry-over.py cryptography_vectors-*.whl DIRECTORY

The wheel is the Python package `cryptography-vectors`, as `pip download --no-deps cryptography-vectors` fetches it.
"""
import pathlib
import re
import sys
import zipfile

from lines import Out, strip

wheel = zipfile.ZipFile(sys.argv[1])
target = pathlib.Path(sys.argv[2])
BASE = "cryptography_vectors/asymmetric/RSA/"


def text(name):
    return wheel.read(BASE + name).decode("ascii", "replace")


def rsp(name):
    """Assignments of a CAVS file in order."""
    for line in text(name).splitlines():
        if m := re.match(r"#\s*Salt len:\s*(\d+)", line):
            yield "Salt len", m[1]
        elif m := re.match(r"\s*([A-Za-z0-9 ]+?)\s*=\s*(.*?)\s*$", line.strip("[]")):
            yield m[1], m[2]


def signatures(source, out, comment):
    """SigGen and SigVer: a key, then a hash, a message, a signature, and perhaps a result."""
    o = Out(target / out, f"{source}: {comment}")
    state = {}
    salt_len = None
    case = None

    def flush():
        if case:
            o.put("key", n=strip(state["n"]), e=strip(state["e"]), d=strip(state["d"]) if "SigGen" in source and "d" in state else None)
            o.put("case", hash=case["SHAAlg"].lower(), msg=case["Msg"] or None, sig=case["S"].lower(),
                  salt=case.get("SaltVal"), saltlen=salt_len, result=case.get("Result", "P")[0])

    pending = {}
    for name, value in rsp(source):
        if name == "mod":
            flush()
            case, pending = None, {}
        elif name == "Salt len":
            salt_len = value
        elif name in ("n", "e", "d"):
            # In the SigVer files e and d stand inside the case, after its hash.
            if name == "n":
                flush()
                case = None
                state.pop("d", None)
            if name in ("e", "d") and case:
                flush()
                case = None
            state[name] = value
        elif name == "SHAAlg":
            flush()
            case, pending = None, {"SHAAlg": value}
        elif name in ("Msg", "SaltVal", "Result") or name == "S":
            (case if case is not None else pending)[name] = value
            if name == "S":
                case = pending
    flush()
    o.close()


def keygen():
    o = Out(target / "keygen.txt", "FIPS_186-2/KeyGenRSA.rsp: public exponents, primes, moduli, private exponents")
    state = {}
    for name, value in rsp("FIPS_186-2/KeyGenRSA.rsp"):
        if name in ("e", "p", "q", "n", "d"):
            state[name] = strip(value)
            if name == "d":
                o.put("keypair", **state)
                state = {}
    o.close()


def sections(name):
    """(heading, hexadecimal) pairs of RSA Laboratories' files."""
    heading, bytes = None, []
    for line in text(name).splitlines() + ["# end"]:
        if line.startswith("#"):
            if heading and bytes:
                yield heading, "".join(bytes)
            heading, bytes = line.strip("# :\t").rstrip(":"), []
        elif re.fullmatch(r"\s*[0-9a-fA-F][0-9a-fA-F\s]*", line):
            bytes.append(re.sub(r"\s", "", line).lower())


KEY_FIELDS = {
    "Modulus": "n", "Exponent": "d", "Public exponent": "e", "Prime 1": "p", "Prime 2": "q",
    "Prime exponent 1": "dp", "Prime exponent 2": "dq", "Coefficient": "qinv",
}


def laboratories(source, o, per_key=None, **more):
    key, case, count = {}, {}, 0
    for heading, value in sections(source):
        if heading == "Modulus":
            key, count = {}, 0
        if heading in KEY_FIELDS:
            # The public key stands first and again within the private one; there `Exponent` is the private exponent.
            key[KEY_FIELDS[heading]] = strip(value)
        elif heading.startswith("Message"):
            case = {"msg": value}
        elif heading in ("Salt", "Seed"):
            case["salt" if heading == "Salt" else "seed"] = value
        elif heading in ("Signature", "Encryption"):
            count += 1
            if per_key is None or count <= per_key:
                o.put("key", **key)
                o.put("case", **more, **case, **{("sig" if heading == "Signature" else "ct"): value})


signatures("FIPS_186-2/SigGen15_186-2.txt", "siggen15-186-2.txt", "PKCS #1 v1.5 signatures with the private exponent")
signatures("FIPS_186-2/SigGen15_186-3.rsp", "siggen15-186-3.txt", "PKCS #1 v1.5 signatures")
signatures("FIPS_186-2/SigGenPSS_186-2.txt", "siggenpss-186-2.txt", "PSS signatures with the private exponent and the salt")
signatures("FIPS_186-2/SigGenPSS_186-3.rsp", "siggenpss-186-3.txt", "PSS signatures")
signatures("FIPS_186-2/SigVer15_186-3.rsp", "sigver15-186-3.txt", "PKCS #1 v1.5 signatures, right (P) and wrong (F)")
signatures("FIPS_186-2/SigVerPSS_186-3.rsp", "sigverpss-186-3.txt", "PSS signatures, right (P) and wrong (F)")
signatures("SigVer15EMTest.txt", "sigver15-em.txt", "PKCS #1 v1.5 signatures, right (P) and wrong in their encoded message (F)")
keygen()

o = Out(target / "oaep.txt", "pkcs-1v2-1d2-vec/oaep-vect.txt, then two messages a key of oaep-custom/*: RSAES-OAEP")
laboratories("pkcs-1v2-1d2-vec/oaep-vect.txt", o, hash="sha1", mgf1="sha1")
names = ["sha1", "sha224", "sha256", "sha384", "sha512"]
for mgf1 in names:
    for oaep in names:
        if (mgf1, oaep) != ("sha1", "sha1"):
            laboratories(f"oaep-custom/oaep-{mgf1}-{oaep}.txt", o, 2, hash=oaep, mgf1=mgf1)
o.close()
o = Out(target / "pss.txt", "pkcs-1v2-1d2-vec/pss-vect.txt: RSASSA-PSS with SHA-1")
laboratories("pkcs-1v2-1d2-vec/pss-vect.txt", o)
o.close()
o = Out(target / "pkcs1v15-encryption.txt", "pkcs1v15crypt-vectors.txt, five messages a key: RSAES-PKCS1-v1_5")
laboratories("pkcs1v15crypt-vectors.txt", o, 5)
o.close()
o = Out(target / "pkcs1v15-signature.txt", "pkcs1v15sign-vectors.txt, five messages a key: RSASSA-PKCS1-v1_5 with SHA-1")
laboratories("pkcs1v15sign-vectors.txt", o, 5)
o.close()
