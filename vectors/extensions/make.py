#!/usr/bin/env python3
"""Has OpenSSL encode each extension below and writes what it made to values.txt, beside this script."""

import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# name in values.txt, the extension's value in openssl.cnf, further sections.
EXTENSIONS = [
    ("basicConstraints ca", "basicConstraints = CA:TRUE, pathlen:3", ""),
    ("basicConstraints big", "basicConstraints = CA:TRUE, pathlen:200", ""),
    ("basicConstraints end", "basicConstraints = CA:FALSE", ""),
    ("keyUsage ca", "keyUsage = keyCertSign, cRLSign", ""),
    ("keyUsage nine", "keyUsage = keyAgreement, decipherOnly", ""),
    ("extendedKeyUsage", "extendedKeyUsage = serverAuth, clientAuth, 1.2.3.4.5", ""),
    (
        "subjectAltName",
        "subjectAltName = DNS:example.org, IP:192.0.2.7, IP:2001:db8::1, email:a@example.org, URI:https://example.org/,"
        " RID:1.2.3.4, dirName:dir, otherName:1.2.3.4;UTF8:hello",
        "[dir]\nCN = Somebody",
    ),
    ("issuerAltName", "issuerAltName = DNS:ca.example.org", ""),
    ("nsCertType", "nsCertType = client, server, objCA", ""),
    ("nsComment", "nsComment = A comment", ""),
    ("nsBaseUrl", "nsBaseUrl = https://example.org/", ""),
    (
        "nameConstraints",
        "nameConstraints = permitted;DNS:.example.org, permitted;IP:192.0.2.0/255.255.255.0, excluded;email:example.com",
        "",
    ),
    (
        "certificatePolicies",
        "certificatePolicies = 1.2.3.4, @pol",
        "[pol]\npolicyIdentifier = 1.3.5.8\nCPS.1 = https://example.org/cps\nuserNotice.1 = @notice\n"
        "[notice]\nexplicitText = UTF8:Explicit\norganization = Organisation\nnoticeNumbers = 1, 200",
    ),
    ("policyMappings", "policyMappings = 1.2.3.4:1.2.3.5, 1.2.3.6:1.2.3.7", ""),
    ("policyConstraints", "policyConstraints = requireExplicitPolicy:3, inhibitPolicyMapping:200", ""),
    ("inhibitAnyPolicy", "inhibitAnyPolicy = 2", ""),
    (
        "crlDistributionPoints",
        "crlDistributionPoints = one, two",
        "[one]\nfullname = URI:http://example.org/a.crl\nreasons = keyCompromise, CACompromise\nCRLissuer = dirName:dir\n"
        "[two]\nrelativename = rel\n[dir]\nCN = Somebody\n[rel]\nCN = list",
    ),
    ("freshestCRL", "freshestCRL = URI:http://example.org/delta.crl", ""),
    (
        "issuingDistributionPoint",
        "issuingDistributionPoint = @idp",
        "[idp]\nfullname = URI:http://example.org/a.crl\nonlyCA = TRUE\nindirectCRL = TRUE\nonlysomereasons = superseded",
    ),
    (
        "authorityInfoAccess",
        "authorityInfoAccess = OCSP;URI:http://ocsp.example.org/, caIssuers;URI:http://example.org/ca.crt",
        "",
    ),
    ("subjectInfoAccess", "subjectInfoAccess = caRepository;URI:http://example.org/repo/", ""),
    ("tlsfeature", "tlsfeature = status_request, status_request_v2", ""),
    ("noCheck", "noCheck = ignored", ""),
    ("subjectKeyIdentifier", "subjectKeyIdentifier = 00112233445566778899aabbccddeeff00112233", ""),
]


def openssl(directory, *args):
    done = subprocess.run(["openssl", *args], cwd=directory, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"openssl {args}: {done.stderr}")


def element(der, at):
    """Tag, start and end of the contents of the element that starts at `at`."""
    length, start = der[at + 1], at + 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[at + 2 : start], "big")
    return der[at], start, start + length


def elements(der, start, end):
    while start < end:
        tag, inside, after = element(der, start)
        yield tag, inside, after
        start = after


def extensions(der, start, end):
    """The extnValues of an Extensions that fills der[start:end]."""
    (_, start, end), = elements(der, start, end)
    for _, inside, after in elements(der, start, end):
        *_, (_, value, value_end) = elements(der, inside, after)
        yield der[value:value_end]


def main():
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory)
        openssl(path, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem")
        base = "[req]\ndistinguished_name = dn\nprompt = no\nx509_extensions = ext\n[dn]\nCN = x\n"
        for name, line, sections in EXTENSIONS:
            # `req -x509` adds key identifiers of its own to what it is asked for, unless asked not to.
            none = "" if name == "subjectKeyIdentifier" else "subjectKeyIdentifier = none\n"
            (path / "c.cnf").write_text(f"{base}[ext]\n{line}\n{none}authorityKeyIdentifier = none\n{sections}\n")
            openssl(path, "req", "-x509", "-config", "c.cnf", "-key", "key.pem", "-outform", "DER", "-out", "c.der")
            der = (path / "c.der").read_bytes()
            _, start, end = element(der, 0)
            _, start, end = element(der, start)
            (_, start, end), = [e for e in elements(der, start, end) if e[0] == 0xA3]
            value, = extensions(der, start, end)
            rows.append((name, value))
        rows += of_list(path, base)
    text = "".join(f"{name} | {value.hex()}\n" for name, value in rows)
    (HERE / "values.txt").write_text(text)


def of_list(path, base):
    """The extensions of a CRL with one entry, and the authority's key identifier."""
    (path / "ca.cnf").write_text(
        f"{base}[ext]\nbasicConstraints = CA:TRUE\nsubjectKeyIdentifier = 0102030405\n"
        "[ca]\ndefault_ca = d\n[d]\ndatabase = index\ncrlnumber = number\ndefault_md = sha256\ncrl_extensions = list\n"
        "[list]\nauthorityKeyIdentifier = keyid:always, issuer:always\n"
    )
    openssl(path, "req", "-x509", "-config", "ca.cnf", "-key", "key.pem", "-set_serial", "0x80", "-out", "ca.pem")
    (path / "index").write_text("")
    (path / "number").write_text("0100\n")
    ca = ["ca", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "key.pem"]
    openssl(path, *ca, "-revoke", "ca.pem", "-crl_compromise", "20260102030405Z")
    openssl(path, *ca, "-gencrl", "-crldays", "30", "-out", "crl.pem")
    openssl(path, "crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der")
    der = (path / "crl.der").read_bytes()
    _, start, end = element(der, 0)
    _, start, end = element(der, start)
    *_, (_, entries, entries_end), (_, of_crl, of_crl_end) = elements(der, start, end)
    (_, entry, entry_end), = elements(der, entries, entries_end)
    *_, (_, inside, after) = elements(der, entry, entry_end)
    # What `extensions` is given holds one element, so it gets the element's own header as well.
    header = inside - 2
    reason, date = extensions(der, header, after)
    key_identifier, number = extensions(der, of_crl, of_crl_end)
    return [
        ("CRLReason", reason),
        ("invalidityDate", date),
        ("authorityKeyIdentifier", key_identifier),
        ("crlNumber", number),
    ]


main()
