#!/usr/bin/env python3
"""Records in printed.txt what the real OpenSSL 3.0 prints for the extension values of refused.txt.

refused.txt has a line `OID HEX` for each value, most of which the strict reader refuses. printed.txt has the same lines,
each followed by what `x509 -text` prints of the value, every line after a `> `.
"""

import pathlib
import subprocess
import tempfile

here = pathlib.Path(__file__).resolve().parent
with tempfile.TemporaryDirectory() as folder, open(here / "printed.txt", "wb") as out:

    def openssl(*args):
        return subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True).stdout

    openssl("genrsa", "-out", "key.pem", "2048")
    for line in (here / "refused.txt").read_text().splitlines():
        oid, value = line.split()
        config = f"[req]\nprompt=no\ndistinguished_name=d\nx509_extensions=e\n[d]\nCN=a\n[e]\n{oid}=DER:{value}\n1.2.3=DER:0500\n"
        pathlib.Path(folder, "c.cnf").write_text(config)
        openssl("req", "-x509", "-new", "-key", "key.pem", "-config", "c.cnf", "-out", "c.pem")
        text = openssl("x509", "-in", "c.pem", "-noout", "-text")
        text = text[text.index(b"X509v3 extensions:\n") :].split(b"\n", 2)[2]
        text = text[: text.index(b"            1.2.3: \n")]
        out.write(f"{line}\n".encode() + b"".join(b"> " + part + b"\n" for part in text[:-1].split(b"\n")))
