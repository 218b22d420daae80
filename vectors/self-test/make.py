#!/usr/bin/env python3
"""Writes src/rsa/self_test/known.rs: the answers that OpenSSL 3.0 gives with the test key vectors/keys/rsa-2048.pem.

The OAEP ciphertext is new in each run. Needs openssl and rustfmt.
"""

import base64
import hashlib
import json
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KEY = ROOT / "vectors/keys/rsa-2048.pem"
MESSAGE = b"certwright self-test"


def openssl(*arguments, data):
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return subprocess.run(
            ["openssl", "pkeyutl", "-inkey", KEY, "-in", file.name, *arguments], check=True, capture_output=True
        ).stdout


digest = hashlib.sha256(MESSAGE).digest()
numbers = json.loads((ROOT / "vectors/keys/rsa-2048.json").read_text())
known = {name: base64.urlsafe_b64decode(numbers[name] + "==") for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")}
known |= {
    "message": MESSAGE,
    "sha1": hashlib.sha1(MESSAGE).digest(),
    "sha256": digest,
    "sha512": hashlib.sha512(MESSAGE).digest(),
    "pkcs1v15": openssl("-sign", "-pkeyopt", "digest:sha256", data=digest),
    "pss": openssl(
        "-sign", "-pkeyopt", "digest:sha256", "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:0", data=digest
    ),
    "oaep": openssl("-encrypt", "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256", data=MESSAGE),
}
fields = "\n".join(f"    {name}: &[{', '.join(map(str, value))}]," for name, value in known.items())
out = ROOT / "src/rsa/self_test/known.rs"
out.write_text(
    "//! What OpenSSL 3.0 gives: written by vectors/self-test/make.py. The key is a test key, public like every other byte here.\n\n"
    "use super::Known;\n\n#[rustfmt::skip]\npub(super) const KNOWN: Known = Known {\n" + fields + "\n};\n"
)
