#!/usr/bin/env python3
"""What pkilint reports of each rule's failing document and not of its passing one: writes peers.md.

usage: PYTHONPATH=DIRECTORY compare.py

DIRECTORY holds pkilint: pip install --target DIRECTORY pkilint==0.13.3. Certificates go through its RFC 5280 linter, and those for TLS
through its linter for the Baseline Requirements as well; CRLs through its CRL linter. It does not read requests.
"""

import contextlib
import io
import json
import pathlib
import re

from pkilint.bin import lint_cabf_serverauth_cert, lint_crl, lint_pkix_cert

HERE = pathlib.Path(__file__).resolve().parent


def codes(main, *args):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(["lint", *args])
        except BaseException:  # its decoder panics
            return {"(not read)"}
    if err.getvalue():
        return {"(not read)"}
    return {m[1] for m in re.finditer(r"^ +(\S+) \((?:FATAL|ERROR|WARNING|NOTICE)\)", out.getvalue(), re.M)}


def findings(path):
    # Of a bundle, the last document.
    text = path.read_text()
    last = text[text.rindex("-----BEGIN") :]
    file = HERE / "one.tmp"
    file.write_text(last)
    try:
        if "X509 CRL" in last:
            return codes(lint_crl.main, "-t", "CRL", "-p", "BR", str(file))
        if "REQUEST" in last:
            return None
        return codes(lint_pkix_cert.main, str(file)) | codes(lint_cabf_serverauth_cert.main, "-d", str(file))
    finally:
        file.unlink()


rows, silent, requests = [], [], 0
for rule in sorted(json.loads((HERE / "index.json").read_text())):
    fail, good = findings(HERE / f"{rule}.fail.pem"), findings(HERE / f"{rule}.pass.pem")
    if fail is None:
        requests += 1
    elif fail - good:
        rows.append((rule, ", ".join(f"`{code}`" for code in sorted(fail - good))))
    else:
        silent.append(rule)
bases = {name: sorted(findings(HERE / f"{name}.pem")) for name in ("root", "ca", "leaf", "crl")}
text = f"""# What pkilint reports

Made by compare.py. Of {len(rows) + len(silent)} rules on certificates and CRLs pkilint reports something of the failing document that it does not
report of the passing one for {len(rows)}. Rules on requests, {requests} of them, it does not have. Of the documents that break no rule it reports, at
notice or above: {"; ".join(f"{name}.pem: {', '.join(found) or 'nothing'}" for name, found in bases.items())}.

Silent on: {", ".join(f"`{rule}`" for rule in silent)}.

| rule | pkilint |
|---|---|
"""
text += "".join(f"| `{rule}` | {found} |\n" for rule, found in rows)
(HERE / "peers.md").write_text(text)
print(len(rows), len(silent))
