#!/usr/bin/env python3
"""Makes OCSP responses, good and bad, and has the real OpenSSL judge each.

usage: make.py

Makes everything in this folder but the README and itself anew. Needs Python's cryptography, /usr/bin/openssl (3.0) and faketime,
under which it runs itself, so that responses are produced at one instant. Keys are random and thrown away: two runs differ.
"""

import datetime
import os
import pathlib
import subprocess
import sys
import tempfile

NOW = "2030-01-01 00:00:00"
if os.environ.get("OCSP_VECTORS_MADE_AT") != NOW:
    environment = {**os.environ, "OCSP_VECTORS_MADE_AT": NOW, "TZ": "UTC", "LC_ALL": "C"}
    os.execvpe("faketime", ["faketime", "-f", NOW, sys.executable, *sys.argv], environment)

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

HERE = pathlib.Path(__file__).resolve().parent
NOW = datetime.datetime(2030, 1, 1)
DAY = datetime.timedelta(days=1)
SHA1, SHA256 = hashes.SHA1(), hashes.SHA256()
OCSP_SIGNING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
NO_CHECK = x509.OCSPNoCheck()


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Party:
    """A key and its certificate."""

    def __init__(self, subject, issuer=None, serial=1, ca=False, extensions=(), start=NOW - 30 * DAY, end=NOW + 3650 * DAY):
        self.key = rsa.generate_private_key(65537, 2048)
        signer = issuer.key if issuer else self.key
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(issuer.certificate.subject if issuer else name(subject))
            .public_key(self.key.public_key())
            .serial_number(serial)
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        self.certificate = builder.sign(signer, SHA256)

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)


root = Party("Root", ca=True)
ca = Party("CA", root, serial=2, ca=True)
other_ca = Party("Other CA", root, serial=3, ca=True)
leaf = Party("leaf.example.com", ca, serial=0x1234)
second = Party("second.example.com", ca, serial=0x5678)
responder = Party("Responder", ca, serial=10, extensions=[OCSP_SIGNING, NO_CHECK])
checked = Party("Responder without nocheck", ca, serial=11, extensions=[OCSP_SIGNING])
not_for_ocsp = Party("Responder without purpose", ca, serial=12, extensions=[NO_CHECK])
of_other = Party("Responder of another CA", other_ca, serial=13, extensions=[OCSP_SIGNING, NO_CHECK])
expired = Party("Expired responder", ca, serial=14, extensions=[OCSP_SIGNING, NO_CHECK], end=NOW - DAY)
stranger = Party("CA")

GOOD, REVOKED, UNKNOWN = (getattr(ocsp.OCSPCertStatus, n) for n in ("GOOD", "REVOKED", "UNKNOWN"))


def named_as(by, named):
    """A certificate that is shown to nobody but the builder, which asks for one of the signer's key: with another's name."""
    subject = named.certificate.subject
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(by.key.public_key())
    return builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + DAY).sign(by.key, SHA256)


def respond(
    by=ca,
    certificates=(),
    encoding=ocsp.OCSPResponderEncoding.NAME,
    named=None,
    about=leaf,
    issuer=ca,
    status=GOOD,
    start=NOW - DAY,
    end=NOW + DAY,
    certid_hash=SHA1,
    hash=SHA256,
    reason=None,
    extensions=(),
):
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about.certificate,
        issuer=issuer.certificate,
        algorithm=certid_hash,
        cert_status=status,
        this_update=start,
        next_update=end,
        revocation_time=NOW - 5 * DAY if status == REVOKED else None,
        revocation_reason=reason,
    )
    builder = builder.responder_id(encoding, named_as(by, named) if named else by.certificate)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    if certificates:
        builder = builder.certificates([c.certificate for c in certificates])
    return builder.sign(by.key, hash).public_bytes(serialization.Encoding.DER)


def altered(der, at=-1):
    changed = bytearray(der)
    changed[at] ^= 1
    return bytes(changed)


def of_openssl(*options, index, certificates=(leaf,)):
    """A response by `openssl ocsp` as the responder."""
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        for party, file in [(root, "root"), (ca, "ca"), (responder, "responder"), (leaf, "leaf"), (second, "second")]:
            (at / f"{file}.pem").write_bytes(party.pem())
            private = party.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            (at / f"{file}.key").write_bytes(private)
        (at / "index.txt").write_text(index)
        asked = [word for c in certificates for word in ("-cert", "leaf.pem" if c is leaf else "second.pem")]
        ask = ["ocsp", "-issuer", "ca.pem", *asked, "-no_nonce", "-reqout", "request.der"]
        answer = ["ocsp", "-reqin", "request.der", "-index", "index.txt", "-CA", "ca.pem", "-ndays", "1"]
        for command in (ask, [*answer, *options, "-respout", "response.der"]):
            subprocess.run(["/usr/bin/openssl", *command], cwd=at, check=True, capture_output=True)
        return (at / "response.der").read_bytes(), (at / "request.der").read_bytes()


GOOD_ROW = "V\t390101000000Z\t\t1234\tunknown\t/CN=leaf\n"
REVOKED_ROW = "R\t390101000000Z\t291201000000Z,keyCompromise\t1234\tunknown\t/CN=leaf\n"
SECOND_ROW = "R\t390101000000Z\t291201000000Z\t5678\tunknown\t/CN=second\n"
BY_CA = ["-rsigner", "ca.pem", "-rkey", "ca.key"]
BY_RESPONDER = ["-rsigner", "responder.pem", "-rkey", "responder.key"]
critical = (x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.32473.1"), b"\x05\x00"), True)
harmless = (critical[0], False)
KEY = ocsp.OCSPResponderEncoding.HASH
nonce = lambda value: (x509.OCSPNonce(value), False)

# Name, response, verdict by construction, options of the program: `nonce` is sent as the request's.
two, two_request = of_openssl(*BY_CA, index=GOOD_ROW + SECOND_ROW, certificates=(leaf, second))
cases = {
    "good": (respond(), "good"),
    "good-by-key": (respond(encoding=KEY), "good"),
    "good-sha256-certid": (respond(certid_hash=SHA256), "good"),
    "good-sha384-certid": (respond(certid_hash=hashes.SHA384()), "good"),
    "good-sha512-signature": (respond(hash=hashes.SHA512()), "good"),
    "good-by-openssl": (of_openssl(*BY_CA, index=GOOD_ROW)[0], "good"),
    "good-by-openssl-delegated": (of_openssl(*BY_RESPONDER, "-resp_key_id", index=GOOD_ROW)[0], "good"),
    "good-with-harmless-extension": (respond(extensions=[harmless]), "good"),
    "good-of-two": (two, "good"),
    "revoked": (respond(status=REVOKED, reason=x509.ReasonFlags.key_compromise), "revoked"),
    "revoked-without-reason": (respond(status=REVOKED), "revoked"),
    "revoked-on-hold": (respond(status=REVOKED, reason=x509.ReasonFlags.certificate_hold), "revoked"),
    "revoked-by-openssl": (of_openssl(*BY_RESPONDER, index=REVOKED_ROW)[0], "revoked"),
    "unknown": (respond(status=UNKNOWN), "Unknown"),
    "unknown-by-openssl": (of_openssl(*BY_CA, index=SECOND_ROW)[0], "Unknown"),
    "expired": (respond(start=NOW - 2 * DAY, end=NOW - DAY), "Expired"),
    "expired-yet-revoked": (respond(status=REVOKED, start=NOW - 2 * DAY, end=NOW - DAY), "Expired"),
    "not-yet-valid": (respond(start=NOW + DAY, end=NOW + 2 * DAY), "NotYetValid"),
    "without-next-update": (respond(end=None), "Expired"),
    "of-another-serial": (respond(about=second), "None"),
    "of-another-issuer": (respond(issuer=other_ca), "None"),
    "of-another-issuer-by-it": (respond(by=other_ca, issuer=other_ca), "None"),
    "delegated": (respond(by=responder, certificates=[responder]), "good"),
    "delegated-by-key": (respond(by=responder, certificates=[responder], encoding=KEY), "good"),
    "delegated-revoked": (respond(by=responder, certificates=[responder], status=REVOKED), "revoked"),
    "delegated-without-its-certificate": (respond(by=responder), "ResponderNotFound"),
    "delegated-without-nocheck": (respond(by=checked, certificates=[checked]), "Responder"),
    "delegated-without-purpose": (respond(by=not_for_ocsp, certificates=[not_for_ocsp]), "ResponderNotAuthorized"),
    "delegated-by-another-ca": (respond(by=of_other, certificates=[of_other]), "ResponderOfAnotherIssuer"),
    "delegated-expired": (respond(by=expired, certificates=[expired]), "Responder"),
    "delegated-signed-by-another": (respond(by=leaf, named=responder, certificates=[responder]), "BadSignature"),
    "another-ca-for-this-one": (respond(by=other_ca, certificates=[other_ca]), "ResponderOfAnotherIssuer"),
    "another-key-under-the-name": (respond(by=stranger), "BadSignature"),
    "another-name": (respond(by=ca, named=other_ca), "ResponderNotFound"),
    "itself": (respond(by=leaf, certificates=[leaf]), "ResponderNotFound"),
    "altered-signature": (altered(respond()), "BadSignature"),
    "altered-by-openssl": (of_openssl(*BY_CA, "-badsig", "-resp_no_certs", index=GOOD_ROW)[0], "BadSignature"),
    "sha1-signature": (of_openssl(*BY_CA, "-rmd", "sha1", index=GOOD_ROW)[0], "WeakSignatureHash"),
    "critical-extension": (respond(extensions=[critical]), "UnhandledCriticalExtension"),
    "nonce": (respond(extensions=[nonce(b"12345678")]), "good", b"12345678"),
    "nonce-of-another": (respond(extensions=[nonce(b"12345678")]), "NonceMismatch", b"87654321"),
    "nonce-missing": (respond(), "NonceMismatch", b"12345678"),
    "trailing-data": (respond() + b"\0", "malformed"),
    "truncated": (respond()[:-1], "malformed"),
    "try-later": (bytes.fromhex("30030a0103"), "NotSuccessful"),
    "unauthorized": (bytes.fromhex("30030a0106"), "NotSuccessful"),
    "success-without-bytes": (bytes.fromhex("30030a0100"), "malformed"),
    "unnamed-status": (bytes.fromhex("30030a0104"), "malformed"),
    "empty": (b"", "malformed"),
}


def judged_by_openssl(der, sent, certid_hash):
    """What `openssl ocsp` makes of a response: good, revoked, or refused."""
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        for party, file in [(root, "root"), (ca, "ca"), (leaf, "leaf")]:
            (at / f"{file}.pem").write_bytes(party.pem())
        (at / "response.der").write_bytes(der)
        command = ["/usr/bin/openssl", "ocsp", "-respin", "response.der", "-CAfile", "root.pem", "-issuer", "ca.pem"]
        if sent is None:
            # The hash of the certID that it looks for: it takes no other.
            command += [certid_hash, "-cert", "leaf.pem", "-no_nonce"]
        else:
            # OpenSSL makes up the nonces of its own requests; one that is read is taken as it is. It states no status then.
            request = ocsp.OCSPRequestBuilder().add_certificate(leaf.certificate, ca.certificate, SHA1)
            request = request.add_extension(x509.OCSPNonce(sent), False).build()
            (at / "request.der").write_bytes(request.public_bytes(serialization.Encoding.DER))
            command += ["-reqin", "request.der", "-resp_text"]
        result = subprocess.run(command, cwd=at, capture_output=True, text=True)
        if result.returncode or "WARNING" in result.stdout + result.stderr:
            return "refused"
        for status in ("good", "revoked"):
            if f"leaf.pem: {status}" in result.stdout or f"Cert Status: {status}" in result.stdout:
                return status
        return "refused"


folder = HERE / "responses"
folder.mkdir(exist_ok=True)
for old in folder.iterdir():
    old.unlink()
lines = []
for case, (der, verdict, *sent) in cases.items():
    (folder / f"{case}.der").write_bytes(der)
    certid_hash = next((f"-{word}" for word in case.split("-")[1:2] if case.endswith("certid")), "-sha1")
    openssl = judged_by_openssl(der, *sent or [None], certid_hash)
    ours = verdict if verdict in ("good", "revoked") else "refused"
    lines.append([case, verdict, openssl, sent[0].hex() if sent else "-"])
    if ours != openssl:
        print(f"differs: {case}: {verdict} by construction, {openssl} by OpenSSL")
(HERE / "cases.txt").write_text("".join("\t".join(line) + "\n" for line in lines))
for party, file in [(root, "root"), (ca, "ca"), (leaf, "leaf"), (checked, "checked")]:
    (HERE / f"{file}.pem").write_bytes(party.pem())
(HERE / "two.request.der").write_bytes(two_request)
signed = ocsp.OCSPRequestBuilder().add_certificate(leaf.certificate, ca.certificate, SHA256)
signed = signed.add_extension(x509.OCSPNonce(b"nonce" * 5), False).build()
(HERE / "nonce.request.der").write_bytes(signed.public_bytes(serialization.Encoding.DER))
