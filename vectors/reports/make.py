#!/usr/bin/env python3
"""Makes the cases of this folder: `make.py` writes NAME.pem for each and index.json. Needs Python's cryptography, for RSA alone.

The keys are those of keys.pem and PKCS #1 v1.5 signatures are deterministic: a second run writes the same files.
"""
import base64, hashlib, json, re
from pathlib import Path

from encode import *

HERE = Path(__file__).parent
load_keys(HERE / "keys.pem", {name: 2048 for name in ["root", "ca", "leaf", "other"]})


def root(*extensions, **fields):
    return cert("Root", "Root", "root", "root", basic(), key_usage(CERT_SIGN | CRL_SIGN), *extensions, **fields)


def ca(*extensions, **fields):
    given = {seq_oid(e) for e in extensions}
    standard = [e for e in (basic(), key_usage(CERT_SIGN | CRL_SIGN)) if seq_oid(e) not in given]
    return cert("CA", "Root", "ca", "root", *standard, *extensions, **fields)


def leaf(*extensions, **fields):
    return cert("leaf", "CA", "leaf", "ca", *extensions, **fields)


INDEX, NAMES = [], set()


def case(label, verdict, source, what, target, untrusted=(), anchors=None, crls=(), responses=(), args=()):
    """`verdict` is 0, the number of OpenSSL's error that `verify` must print first, or "unreadable" for what is not a certificate."""
    assert label not in NAMES, label
    NAMES.add(label)
    text = f"{what}\n\n"
    groups = [("target", [target]), ("trusted", [root()] if anchors is None else anchors), ("untrusted", untrusted), ("crl", crls), ("ocsp", responses)]
    for kind, items in groups:
        for item in items:
            block, der = item if isinstance(item, tuple) else ({"crl": "X509 CRL", "ocsp": "OCSP RESPONSE"}.get(kind, "CERTIFICATE"), item)
            body = der if isinstance(der, str) else "\n".join(re.findall(".{1,64}", base64.b64encode(der).decode()))
            text += f"{kind}\n-----BEGIN {block}-----\n{body}\n-----END {block}-----\n"
    (HERE / f"{label}.pem").write_text(text)
    INDEX.append({"case": label, "verdict": verdict, "source": source, "what": what, "args": list(args)})


def host(text):
    return ["-verify_hostname", text]


def email(text):
    return ["-verify_email", text]


def leaf_tbs(serial):
    """What is signed of a leaf of this serial number."""
    made = []
    leaf(serial=integer(serial)[2:], signature=lambda tbs: made.append(tbs) or bytes(256))
    return made[0]


COMMANDS = []


def command(label, source, what, args, file="", contents=b"", status=0, prints=(), hides=()):
    """A command line other than `verify`. `{file}` is the input, which `contents` go to, `{out}` a file to write, `{key}` the leaf's key; `prints` must
    be in what it writes to both streams, `hides` must not."""
    if file:
        (HERE / "commands" / file).write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    COMMANDS.append({"case": label, "file": file, "args": list(args), "status": status, "prints": list(prints), "hides": list(hides), "source": source, "what": what})


def pem_text(label, der):
    lines = "\n".join(re.findall(".{1,64}", base64.b64encode(der).decode()))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


def encrypted(identifier, cipher_key, iv, salt, der):
    """EncryptedPrivateKeyInfo by a scheme of PKCS #5 v1.5 or PKCS #12, with 2048 iterations. DES is 3DES of one key three times."""
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher, modes

    pad = 8 - len(der) % 8
    encryptor = Cipher(TripleDES(cipher_key), modes.CBC(iv)).encryptor()
    parameters = seq(octets(salt), integer(2048))
    return seq(seq(oid(identifier), parameters), octets(encryptor.update(der + bytes([pad]) * pad) + encryptor.finalize()))


def pkcs12_kdf(password, salt, id, length):
    """RFC 7292 appendix B.2 with SHA-1, for less than a block of output at a time."""
    fill = lambda data: (data * 64)[: 64 * -(-len(data) // 64)]
    block = fill(salt) + fill(password.encode("utf-16-be") + b"\0\0")
    out = b""
    while len(out) < length:
        a = bytes([id]) * 64 + block
        for _ in range(2048):
            a = hashlib.sha1(a).digest()
        out += a
        b = int.from_bytes((a * 4)[:64], "big") + 1
        block = b"".join(((int.from_bytes(block[i : i + 64], "big") + b) % (1 << 512)).to_bytes(64, "big") for i in range(0, len(block), 64))
    return out[:length]


def commands():
    key = KEY["leaf"].private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    text = pem_text("PRIVATE KEY", key)
    # Some of its base64: no message may hold it.
    secret = text.splitlines()[5][:16]
    one_line, carriage = " ".join(text.split("\n")), text.replace("\n", "\r")
    for kind, contents in [("on-one-line", one_line), ("with-cr-alone", carriage)]:
        for program in ["rsa", "pkey", "pkcs8"]:
            command(f"key-{kind}-{program}", "RFC 7468 2, 3", "a private key is read, and no message holds any of it", [program, "-in", "{file}", *(["-topk8", "-nocrypt", "-out", "{out}"] if program == "pkcs8" else ["-noout"])], f"key-{kind}.pem", contents, hides=[secret])
        command(f"key-{kind}-req", "RFC 7468 2, 3", "and signs a request", ["req", "-new", "-key", "{file}", "-subj", "/CN=x", "-out", "{out}"], f"key-{kind}.pem", contents, hides=[secret])
        command(f"key-{kind}-as-certificate", "RFC 7468 3", "a key where a certificate is asked for", ["x509", "-in", "{file}", "-noout"], f"key-{kind}.pem", contents, 1, hides=[secret])
        command(f"key-{kind}-verify", "RFC 7468 3", "the same", ["verify", "{file}"], f"key-{kind}.pem", contents, 2, hides=[secret])
        command(f"key-{kind}-dgst", "RFC 7468 3", "signs a file, here its own", ["dgst", "-sign", "{file}", "-out", "{out}", "{file}"], f"key-{kind}.pem", contents, hides=[secret])
    cut = one_line[: len(one_line) // 2]
    command("key-cut", "RFC 7468 3", "half a key on one line is refused in words of ours", ["pkey", "-in", "{file}", "-noout"], "key-cut.pem", cut, 1, hides=[secret])
    certificate = pem_text("CERTIFICATE", leaf())
    for kind, contents in [("on-one-line", " ".join(certificate.split("\n"))), ("with-cr-alone", certificate.replace("\n", "\r"))]:
        command(f"certificate-{kind}", "RFC 7468 2", "environment variables and Kubernetes secrets hold such", ["x509", "-in", "{file}", "-noout", "-subject"], f"certificate-{kind}.pem", contents, prints=["subject=CN = leaf\n"])
    command("certificate-utf16", "RFC 7468 2", "the encoding is named", ["x509", "-in", "{file}", "-noout"], "certificate-utf16.pem", certificate.encode("utf-16"), 1, ["UTF-16"])
    strange = cert(name(("2.5.4.3", 0x1C, "Tést 😀".encode("utf-32-be"))), "CA", "leaf", "ca")
    command("universal-string", "RFC 5280 4.1.2.4", "a subject in UniversalString is printed as OpenSSL prints it", ["x509", "-in", "{file}", "-noout", "-subject"], "universal-string.pem", pem_text("CERTIFICATE", strange), prints=["subject=CN = T\\C3\\A9st \\F0\\9F\\98\\80\n"])
    command("u-label-printed", "RFC 5280 7.2", "a dNSName in UTF-8 is printed", ["x509", "-in", "{file}", "-noout", "-ext", "subjectAltName"], "u-label.pem", pem_text("CERTIFICATE", leaf(alt(("dns", "bücher.example")))), prints=["DNS:bücher.example"])
    (HERE / "commands" / "key.pem").write_text(text)
    command("u-label-made", "RFC 5280 7.2", "a dNSName in UTF-8 is not made", ["req", "-x509", "-new", "-key", "{key}", "-subj", "/CN=x", "-addext", "subjectAltName=DNS:bücher.example", "-out", "{out}"], status=1, prints=["xn--"])
    command("ip-mask-with-holes-made", "RFC 5280 4.2.1.10, RFC 4632 3.1", "an address constraint with holes in its mask is not made", ["req", "-x509", "-new", "-key", "{key}", "-subj", "/CN=x", "-addext", "nameConstraints=permitted;IP:10.0.2.0/255.0.255.0", "-out", "{out}"], status=1, prints=["mask"])
    for label, value in [("section", "@pol"), ("critical-section", "critical,@pol"), ("two-sections", "@pol,@two"), ("section-and-identifier", "@pol,1.2.3"), ("ia5org", "ia5org,@pol")]:
        lines = f"[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=v3\n[dn]\nCN=a\n[v3]\ncertificatePolicies={value}\n[pol]\npolicyIdentifier=1.3.5.8\nuserNotice.1=@n\n[two]\npolicyIdentifier=1.3.5.9\n[n]\nexplicitText=\"Text ü\"\n"
        command(f"policies-{label}", "OpenSSL x509v3_config; RFC 5280 4.2.1.4", "certificatePolicies by sections, their text a UTF8String", ["req", "-x509", "-new", "-key", "{key}", "-config", "{file}", "-text"], f"policies-{label}.cnf", lines, prints=["Policy: 1.3.5.8", "Explicit Text: Text ü"])
    body = seq(integer(0), name("x"), spki("leaf"), tlv(0xA0))
    for label, tag, status in [("right", 6, 0), ("wrong", 0x0C, 1)]:
        request = seq(body, pss(salt=0, inner_tag=tag), bits(pss_sign(body, "leaf")))
        command(f"request-mgf1-hash-under-the-{label}-tag", "RFC 4055 2.1", "the tag of the identifier of MGF1's hash, outside what is signed", ["req", "-in", "{file}", "-noout", "-verify"], f"request-mgf1-{label}.pem", pem_text("CERTIFICATE REQUEST", request), status)
    blamed = leaf(outer=seq(oid("1.2.840.113549.1.1.11"), tlv(9)))
    chain = pem_text("CERTIFICATE", blamed) + pem_text("CERTIFICATE", ca()) + pem_text("CERTIFICATE", root())
    command("signature-parameters-blame", "RFC 5280 4.1.1.2", "the leaf's parameters are blamed and not the CA's key", ["verify", "-attime", "1795683600", "-explain", "-trusted", "{file}", "{file}"], "signature-parameters.pem", chain, 2, ["the parameters of its signature algorithm are malformed"], ["public key"])
    authority = ext("2.5.29.35", seq(tlv(0xA1, general("dir", name("Root"))), tlv(0x82, b"\xdc")))
    command("crl-authority-serial-negative", "X.690 8.3", "a negative serial number is printed with its sign", ["crl", "-in", "{file}", "-noout", "-text"], "crl-authority-serial.pem", pem_text("X509 CRL", crl("CA", "ca", extensions=[authority])), prints=["serial:-24\n"])
    notice = ext("2.5.29.32", seq(seq(oid("1.3.5.8"), seq(seq(oid("1.3.6.1.5.5.7.2.2"), seq(tlv(0x1E, "Texté".encode("utf-16-be"))))))))
    command("notice-bmp-string", "RFC 5280 4.2.1.4", "a notice in BMPString is printed as text", ["x509", "-in", "{file}", "-noout", "-text"], "notice.pem", pem_text("CERTIFICATE", leaf(notice)), prints=["Explicit Text: Texté\n"], hides=["\0"])
    salt = b"\x1d\x52\x3d\xec\x39\x8b\x21\x68"
    made = hashlib.md5(b"secret" + salt).digest()
    for _ in range(2047):
        made = hashlib.md5(made).digest()
    schemes = {
        "sha1-3des": encrypted("1.2.840.113549.1.12.1.3", pkcs12_kdf("secret", salt, 1, 24), pkcs12_kdf("secret", salt, 2, 8), salt, key),
        "md5-des": encrypted("1.2.840.113549.1.5.3", made[:8] * 3, made[8:], salt, key),
    }
    for label, der in schemes.items():
        command(f"encrypted-{label}", "RFC 7292 B, C; RFC 8018 6.1", "read, with a hint to convert", ["pkey", "-in", "{file}", "-passin", "pass:secret", "-noout"], f"encrypted-{label}.pem", pem_text("ENCRYPTED PRIVATE KEY", der), prints=["which is weak"], hides=[secret])
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in COMMANDS)
    (HERE / "commands" / "index.json").write_text(f"[\n{lines}\n]\n")


def main():
    for old in [*HERE.glob("*.pem"), *(HERE / "commands").glob("*")]:
        if old.name != "keys.pem":
            old.unlink()
    dns = lambda n: alt(("dns", n))
    mail = lambda n: alt(("email", n))

    # Trust settings.
    server = ["-purpose", "sslserver"]
    case("trust-reject-server", 28, "OpenSSL X509_check_trust", "a root rejected for serverAuth", leaf(), [ca()], [trusted(root(), reject=[SERVER])], args=server)
    case("trust-reject-client-only", 0, "OpenSSL X509_check_trust", "a root rejected for another purpose", leaf(), [ca()], [trusted(root(), reject=[CLIENT])], args=server)
    case("trust-reject-any", 28, "OpenSSL X509_check_trust", "a root rejected for anyExtendedKeyUsage, no purpose asked", leaf(), [ca()], [trusted(root(), reject=[ANY])])
    case("trust-other-purpose", 28, "OpenSSL X509_check_trust", "a root trusted for clientAuth alone", leaf(), [ca()], [trusted(root(), trust=[CLIENT])], args=server)
    case("trust-empty-list", 28, "OpenSSL X509_check_trust", "a root with an empty list of trusted purposes", leaf(), [ca()], [trusted(root(), trust=[])], args=server)
    case("trust-wins-over-own-purposes", 0, "OpenSSL X509_check_trust", "a root whose certificate is for clientAuth, trusted for serverAuth", leaf(), [ca()], [trusted(root(purposes(CLIENT)), trust=[SERVER])], args=server)
    case("trust-reject-wins-over-trust", 28, "OpenSSL X509_check_trust", "a root both trusted and rejected", leaf(), [ca()], [trusted(root(), trust=[SERVER], reject=[SERVER])], args=server)
    case("trust-intermediate-is-an-end", 0, "OpenSSL X509_check_trust", "a CA that is no root, trusted for serverAuth, ends the path", leaf(), [], [trusted(ca(), trust=[SERVER])], args=server)
    case("trust-intermediate-no-settings", 2, "OpenSSL check_trust", "the same without settings is not an end", leaf(), [], [ca()], args=server)
    case("trust-reject-intermediate", 28, "OpenSSL X509_check_trust", "a trusted copy of the CA is rejected, an untrusted one stands beside it", leaf(), [ca()], [root(), trusted(ca(), reject=[SERVER])], args=server)
    case("trust-reject-reissued", 28, "RFC 5280 6.2", "the rejected CA's name and key under a certificate by another root", leaf(), [cert("CA", "Other", "ca", "other", basic(), key_usage(CERT_SIGN))],
         [cert("Other", "Other", "other", "other", basic(), key_usage(CERT_SIGN)), trusted(ca(), reject=[SERVER])], args=server)
    case("trust-settings-in-untrusted-file", 20, "OpenSSL X509_check_trust", "trust settings of an untrusted file are nobody's word", leaf(), [trusted(ca(), trust=[SERVER])], [cert("Other", "Other", "other", "other", basic(), key_usage(CERT_SIGN))], args=server)
    case("trust-unreadable-settings", 20, "fail closed", "settings that cannot be read: the certificate is not used", leaf(), [ca()], [("TRUSTED CERTIFICATE", root() + b"\x30\x03\x0c\x01\xff"), cert("Other", "Other", "other", "other", basic(), key_usage(CERT_SIGN))], args=server)
    case("bundle-with-unreadable", 0, "OpenSSL by_file", "one certificate of the bundle has a broken tag, the next is the root", leaf(), [ca()], [root()[:100] + b"\xff" + root()[101:], root()])
    case("bundle-with-bad-base64", 0, "OpenSSL by_file", "one block of the bundle is not base64, the next is the root", leaf(), [ca()], [("CERTIFICATE", "MII*not base64*"), root()])

    # Mailboxes.
    permits = ca(constraints([("email", "example.com")]))
    excludes = ca(constraints(excluded=[("email", "example.com")]))
    case("mail-two-hosts", 53, "RFC 5321 4.1.2; github.com/aws/aws-lc/pull/3266", "ceo@evil.example@example.com under permitted example.com", leaf(mail("ceo@evil.example@example.com")), [permits])
    case("mail-quoted-at", 0, "RFC 5321 4.1.2", 'the at sign is quoted: one host', leaf(mail('"ceo@evil.example"@example.com')), [permits])
    case("mail-quoted-at-elsewhere", 47, "RFC 5321 4.1.2; github.com/aws/aws-lc/pull/3266", 'a quoted "a@example.com" at evil.example', leaf(mail('"a@example.com"@evil.example')), [permits])
    case("mail-quoted-excluded", 48, "RFC 5321 4.1.2", "a quoted local part does not hide an excluded mailbox", leaf(mail('"root"@example.com')), [ca(constraints(excluded=[("email", "root@example.com")]))])
    case("mail-host-is-not-a-domain", 47, "RFC 5280 4.2.1.10; github.com/golang/go/issues/81280", "a host constraint does not reach the hosts below", leaf(mail("a@sub.example.com")), [permits])
    case("mail-domain-is-not-the-host", 47, "RFC 5280 4.2.1.10; github.com/golang/go/issues/81280", "a domain constraint does not reach the host itself", leaf(mail("a@example.com")), [ca(constraints([("email", ".example.com")]))])
    case("mail-domain-below", 0, "RFC 5280 4.2.1.10", "a domain constraint reaches the hosts below", leaf(mail("a@sub.example.com")), [ca(constraints([("email", ".example.com")]))])
    case("mail-local-case", 47, "RFC 5280 7.5", "the local part is compared exactly", leaf(mail("Root@example.com")), [ca(constraints([("email", "root@example.com")]))])
    case("mail-host-case", 0, "RFC 5280 7.5", "the host is compared in any case", leaf(mail("root@EXAMPLE.com")), [ca(constraints([("email", "root@example.com")]))])
    case("mail-at-host-constraint", 51, "RFC 5280 4.2.1.10; github.com/aws/aws-lc/pull/3156", "@example.com is neither mailbox, host nor domain", leaf(mail("a@example.com")), [ca(constraints([("email", "@example.com")]))])
    case("mail-excluded-trailing-dots", 53, "RFC 5321 4.1.2; github.com/bcgit/bc-java/pull/2436", "dots after the host do not escape an exclusion", leaf(mail("ceo@example.com..")), [excludes])
    case("mail-in-subject", 47, "RFC 5280 4.2.1.10", "a mailbox in the subject, no subjectAltName", cert(name("leaf", (EMAIL, 0x16, "a@evil.example")), "CA", "leaf", "ca"), [permits])
    case("mail-in-subject-beside-san", 47, "RFC 9598 6", "a mailbox in the subject beside a permitted one in subjectAltName", cert(name("leaf", (EMAIL, 0x16, "a@evil.example")), "CA", "leaf", "ca", mail("a@example.com")), [permits])
    case("mail-verify-quoted", 0, "RFC 5321 4.1.2", "a quoted mailbox is the same as the bare one", leaf(mail('"bob"@example.com')), [ca()], args=email("bob@EXAMPLE.com"))
    case("mail-verify-two-hosts", 63, "RFC 5321 4.1.2", "what is no mailbox is nobody's", leaf(mail("a@b@example.com")), [ca()], args=email("a@b@example.com"))

    case("mail-verify-address-literal", 0, "RFC 5280 4.2.1.6; RFC 5321 4.1.2, 4.1.3", "a mailbox at an address", leaf(mail("a@[192.0.2.1]")), [ca()], args=email("a@[192.0.2.1]"))
    case("mail-verify-other-address-literal", 63, "RFC 5321 4.1.3", "and at another", leaf(mail("a@[192.0.2.1]")), [ca()], args=email("a@[192.0.2.2]"))
    case("mail-address-literal-excluded", 53, "RFC 5280 4.2.1.10", "a mailbox at an address, under an exclusion of a host", leaf(mail("a@[192.0.2.1]")), [excludes])

    # SmtpUTF8Mailbox.
    case("smtputf8-not-permitted", 47, "RFC 9598 6", "SmtpUTF8Mailbox obeys a permitted rfc822Name", leaf(alt(("utf8", "ü@evil.test"))), [permits])
    case("smtputf8-permitted", 0, "RFC 9598 6", "the same within it", leaf(alt(("utf8", "ü@example.com"))), [permits])
    case("smtputf8-excluded-host", 48, "RFC 9598 6", "SmtpUTF8Mailbox obeys an excluded host", leaf(alt(("utf8", "ü@example.com"))), [excludes])
    case("smtputf8-excluded-domain", 48, "RFC 9598 6; github.com/openssl/openssl/issues/31680", "SmtpUTF8Mailbox under an excluded .test", leaf(alt(("utf8", "u@evil.test"))), [ca(constraints(excluded=[("email", ".test")]))])
    case("smtputf8-excluded-mailbox", 48, "RFC 9598 6; github.com/openssl/openssl/issues/32373", "an excluded mailbox written as SmtpUTF8Mailbox", leaf(alt(("utf8", "user@example.com"))), [ca(constraints(excluded=[("email", "user@example.com")]))])
    case("smtputf8-u-label", 0, "RFC 8398 3, RFC 5890 2.3.2.1", "a domain of U-labels under the constraint on its A-label", leaf(alt(("utf8", "ü@bücher.example"))), [ca(constraints([("email", "xn--bcher-kva.example")]))])
    case("smtputf8-u-label-excluded", 48, "RFC 8398 3, RFC 5890 2.3.2.1", "U-labels do not escape an exclusion", leaf(alt(("utf8", "ü@bücher.example"))), [ca(constraints(excluded=[("email", "xn--bcher-kva.example")]))])
    case("smtputf8-wrong-type", 53, "RFC 9598 3", "SmtpUTF8Mailbox that is an IA5String", leaf(alt(("other", ("1.3.6.1.5.5.7.8.9", tlv(0x16, b"u@example.com"))))), [permits])
    case("smtputf8-verify", 0, "RFC 9598 5", "-verify_email finds a SmtpUTF8Mailbox", leaf(alt(("utf8", "ü@example.com"))), [ca()], args=email("ü@example.com"))
    case("smtputf8-verify-other", 63, "RFC 9598 5", "and not another's", leaf(alt(("utf8", "ü@example.com"))), [ca()], args=email("u@example.com"))
    case("smtputf8-other-name-constraint", 51, "RFC 9598 6; github.com/openssl/openssl/pull/30329", "a constraint on SmtpUTF8Mailbox itself is not processed", leaf(alt(("utf8", "ü@example.com"))), [ca(constraints([("utf8", "example.com")]))])

    # DNS names.
    excluded_host = ca(constraints(excluded=[("dns", "test.example.com")]))
    case("dns-wildcard-over-excluded", 48, "github.com/golang/go/issues/76442", "*.example.com stands for the excluded test.example.com", leaf(dns("*.example.com")), [excluded_host])
    case("dns-wildcard-over-permitted", 47, "GHSA-xgp8-3hg3-c2mh", "*.example.com is more than the permitted accept.example.com", leaf(dns("*.example.com")), [ca(constraints([("dns", "accept.example.com")]))])
    case("dns-wildcard-beside-excluded-label", 0, "github.com/golang/go/issues/76935", "an excluded single label does not exclude every wildcard", leaf(dns("*.cloud.example.com")), [ca(constraints(excluded=[("dns", "corp")]))])
    case("dns-wildcard-within-permitted", 0, "RFC 5280 4.2.1.10", "*.example.com under example.com", leaf(dns("*.example.com")), [ca(constraints([("dns", "example.com")]))])
    case("dns-suffix-is-not-a-subtree", 47, "RFC 5280 4.2.1.10", "badexample.com is not below example.com", leaf(dns("badexample.com")), [ca(constraints([("dns", "example.com")]))])
    case("dns-leading-dot-constraint", 0, "github.com/golang/go/issues/16347", ".example.com permits a name below", leaf(dns("test.example.com")), [ca(constraints([("dns", ".example.com")]))])
    case("dns-leading-dot-itself", 47, "github.com/golang/go/issues/37535", ".example.com does not permit the name itself", leaf(dns("example.com")), [ca(constraints([("dns", ".example.com")]))])
    case("dns-trailing-dot-excluded", 53, "RFC 5280 4.2.1.6; github.com/bcgit/bc-java/pull/2436", "a dot after the name does not escape an exclusion", leaf(dns("example.com.")), [ca(constraints(excluded=[("dns", "example.com")]))])
    case("dns-trailing-dot-presented", 62, "RFC 5280 4.2.1.6; github.com/openssl/openssl/issues/11560", "a certificate's name with a dot at its end is no host's", leaf(dns("example.com.")), [ca()], args=host("example.com"))
    case("dns-trailing-dot-asked", 0, "RFC 1034 3.1; github.com/openssl/openssl/issues/12090", "a host that is asked for with a dot at its end is the same host", leaf(dns("example.com")), [ca()], args=host("example.com."))
    case("dns-nul", 62, "CVE-2009-2408", "a NUL within the name", leaf(dns(b"example.com\0.evil.org")), [ca()], args=host("example.com"))
    case("dns-common-name", 62, "RFC 9525 2", "the host stands in the CN alone", cert("example.com", "CA", "leaf", "ca"), [ca()], args=host("example.com"))
    case("dns-common-name-wildcard", 62, "RFC 9525 2; github.com/openssl/openssl/issues/30346", "a wildcard stands in the CN alone, beyond the constraint", cert("*.evil.example", "CA", "leaf", "ca"), [ca(constraints([("dns", "example.com")]))], args=host("www.evil.example"))
    case("dns-partial-wildcard", 62, "RFC 9525 6.3", "w*.example.com", leaf(dns("w*.example.com")), [ca()], args=host("www.example.com"))
    case("dns-wildcard-two-labels", 62, "RFC 9525 6.3", "a wildcard stands for one label", leaf(dns("*.example.com")), [ca()], args=host("a.b.example.com"))
    case("dns-empty-permitted", 47, "RFC 5280 4.2.1.10", "a constraint on another form does not constrain; one on this form does", leaf(dns("a.example.org")), [ca(constraints([("dns", "example.com"), ("email", "example.org")]))])
    case("dns-second-ca-narrows", 47, "RFC 5280 6.1.4 (g)", "permitted subtrees intersect", cert("leaf", "Sub", "leaf", "other", dns("b.example.com")),
         [ca(constraints([("dns", "example.com")])), cert("Sub", "CA", "other", "ca", basic(), key_usage(CERT_SIGN), constraints([("dns", "a.example.com")]))])

    # Addresses and URIs.
    case("ip-mask-with-holes", 41, "RFC 5280 4.2.1.10, RFC 4632 3.1", "mask 255.0.255.0", leaf(alt(("ip", bytes([10, 1, 2, 3])))), [ca(constraints([("ip", bytes([10, 0, 2, 0, 255, 0, 255, 0]))]))])
    case("ip-mask-length", 41, "RFC 5280 4.2.1.10", "an address constraint of 4 bytes", leaf(alt(("ip", bytes([10, 1, 2, 3])))), [ca(constraints([("ip", bytes([10, 0, 0, 0]))]))])
    case("ip-excluded-all", 48, "RFC 5280 4.2.1.10; github.com/golang/go/issues/15196", "0.0.0.0/0 excluded", leaf(alt(("ip", bytes([192, 0, 2, 1])))), [ca(constraints(excluded=[("ip", bytes(8))]))])
    case("ip-other-family", 47, "RFC 5280 4.2.1.10", "an IPv6 name under an IPv4 constraint", leaf(alt(("ip", bytes(15) + b"\x01"))), [ca(constraints([("ip", bytes([10, 0, 0, 0, 255, 0, 0, 0]))]))])
    case("ip-in-dns-name", 64, "RFC 9525 6.4", "an address as a dNSName is no address", leaf(dns("192.0.2.1")), [ca()], args=["-verify_ip", "192.0.2.1"])
    case("ip-malformed-length", 41, "RFC 5280 4.2.1.6", "an address of 5 bytes under a constraint", leaf(alt(("ip", bytes(5)))), [ca(constraints(excluded=[("ip", bytes([10, 0, 0, 0, 255, 0, 0, 0]))]))])
    uri_out = lambda tree: ca(constraints(excluded=[("uri", tree)]))
    case("uri-address-excluded-only", 53, "RFC 5280 4.2.1.10; github.com/openssl/openssl/issues/32858", "a URI whose host is an address, under an exclusion", leaf(alt(("uri", "https://192.0.2.1/a"))), [uri_out("bad.example.com")])
    case("uri-zone", 53, "CVE-2024-45341", "a URI with an IPv6 zone", leaf(alt(("uri", "https://[fe80::1%25.example.com]/"))), [ca(constraints([("uri", ".example.com")]))])
    case("uri-user-info", 47, "RFC 3986 3.2; github.com/aws/aws-lc/pull/3202", "the host stands behind the user information", leaf(alt(("uri", "spiffe://x.example.com:x@evil.example/admin"))), [ca(constraints([("uri", ".example.com")]))])
    case("uri-at-in-path", 47, "RFC 3986 3.2", "an at sign in the path is no user information", leaf(alt(("uri", "https://evil.example/@a.example.com"))), [ca(constraints([("uri", ".example.com")]))])
    case("uri-trailing-dots", 53, "github.com/bcgit/bc-java/pull/2436", "dots after a URI's host do not escape an exclusion", leaf(alt(("uri", "https://example.com../"))), [uri_out("example.com")])
    case("uri-no-authority", 53, "RFC 5280 4.2.1.10", "a URI without a host under a constraint", leaf(alt(("uri", "urn:isbn:1"))), [uri_out("example.com")])

    # Directory names, other forms.
    org = lambda n: name(("2.5.4.10", 0x0C, n))
    case("dn-excluded", 48, "RFC 5280 4.2.1.10", "the subject in an excluded directory", cert(name(("2.5.4.10", 0x0C, "Evil"), "x"), "CA", "leaf", "ca"), [ca(constraints(excluded=[("dir", org("Evil"))]))])
    case("dn-excluded-other-string-type", 48, "RFC 5280 7.1", "the same in another string type and case", cert(name(("2.5.4.10", 0x13, "EVIL"), "x"), "CA", "leaf", "ca"), [ca(constraints(excluded=[("dir", org("Evil"))]))])
    case("dn-permitted-subject-outside", 47, "RFC 5280 4.2.1.10", "the subject outside, a directoryName in subjectAltName within", cert(name("x"), "CA", "leaf", "ca", alt(("dir", name(("2.5.4.10", 0x0C, "Good"), "x")))), [ca(constraints([("dir", org("Good"))]))])
    case("nc-minimum", 51, "RFC 5280 4.2.1.10", "a subtree with a minimum", leaf(dns("a.example.com")), [ca(constraints([("dns", "example.com")], extra=tlv(0x80, b"\x01")))])
    case("nc-other-name", 51, "RFC 5280 4.2.1.10", "a constraint on otherName, and such a name", leaf(alt(("other", ("1.3.6.1.4.1.311.20.2.3", tlv(0x0C, b"a"))))), [ca(constraints([("other", ("1.3.6.1.4.1.311.20.2.3", tlv(0x0C, b"a")))]))])
    case("nc-not-critical-holds", 48, "RFC 5280 6.1.4 (g)", "nameConstraints that are not critical constrain all the same", leaf(dns("a.example.com")), [ca(constraints(excluded=[("dns", "example.com")], critical=False))])
    case("nc-in-root-holds", 48, "RFC 5937 3.2", "the root's own constraints", leaf(dns("a.example.com")), [ca()], [root(constraints(excluded=[("dns", "example.com")]))])

    # Who may issue.
    case("issuer-leaf", 79, "RFC 5280 6.1.4 (k); CVE-2002-0862", "an end entity signs a certificate", cert("victim", "leaf", "other", "leaf"), [leaf(basic(False)), ca()])
    case("issuer-no-basic-constraints", 79, "RFC 5280 6.1.4 (k)", "a CA without basicConstraints", leaf(), [cert("CA", "Root", "ca", "root", key_usage(CERT_SIGN))])
    case("issuer-version-1", 79, "RFC 5280 6.1.4 (k)", "an intermediate of version 1", leaf(), [cert("CA", "Root", "ca", "root", version=0)])
    case("issuer-no-cert-sign", 79, "RFC 5280 6.1.4 (n)", "a CA whose keyUsage lacks keyCertSign", leaf(), [ca(key_usage(CRL_SIGN))])
    case("path-length", 25, "RFC 5280 6.1.4 (l)", "one CA more than the root allows", leaf(), [ca()], [cert("Root", "Root", "root", "root", basic(path_len=0), key_usage(CERT_SIGN))])
    case("path-length-self-issued", 0, "RFC 5280 6.1.4 (l)", "a self-issued CA does not count", cert("leaf", "CA", "leaf", "other"), [ca(basic(path_len=0)), cert("CA", "CA", "other", "ca", basic(), key_usage(CERT_SIGN))])
    case("path-length-negative", 41, "RFC 5280 4.2.1.9", "a negative pathLenConstraint", leaf(), [ca(ext("2.5.29.19", seq(TRUE, integer(-1)), True))])
    case("purpose-of-ca", 26, "BR 7.1.2.10.6", "the CA is for clientAuth alone", leaf(), [ca(purposes(CLIENT))], args=server)
    case("purpose-of-leaf", 26, "RFC 5280 4.2.1.12", "the leaf is for clientAuth alone", leaf(purposes(CLIENT)), [ca()], args=server)
    stamping, stamps = "1.3.6.1.5.5.7.3.8", ["-purpose", "timestampsign"]
    case("purpose-time-stamping", 0, "RFC 3161 2.3", "time stamping alone, critical", leaf(purposes(stamping, critical=True)), [ca()], args=stamps)
    case("purpose-time-stamping-any", 26, "RFC 3161 2.3", "anyExtendedKeyUsage is not time stamping alone", leaf(purposes(ANY, critical=True)), [ca()], args=stamps)
    case("purpose-time-stamping-twice", 26, "RFC 3161 2.3", "nor is it beside itself", leaf(purposes(stamping, stamping, critical=True)), [ca()], args=stamps)

    # Structure.
    case("critical-unknown", 34, "RFC 5280 6.1.5 (f)", "an unknown critical extension", leaf(ext("1.3.6.1.4.1.32473.1", NULL, True)), [ca()])
    case("critical-ocsp-no-check", 0, "RFC 6960 4.2.2.2.1", "a critical ocsp-nocheck", leaf(ext("1.3.6.1.5.5.7.48.1.5", NULL, True)), [ca()])
    case("critical-malformed-san", 41, "RFC 5280 4.2.1.6", "an empty subjectAltName", leaf(ext("2.5.29.17", seq())), [ca()])
    case("algorithms-differ", 7, "RFC 5280 4.1.1.2", "the algorithm that is signed is another", leaf(inner=seq(oid("1.2.840.113549.1.1.12"), NULL)), [ca()])
    case("extensions-in-version-1", 93, "RFC 5280 4.1.2.9", "extensions in a version 1 certificate", leaf(dns("a.example"), version=0), [ca()])
    case("signature-zero", 7, "RFC 8017 8.2.2", "a signature of zeros", leaf(signature=bytes(256)), [ca()])
    case("signature-other-key", 7, "RFC 5280 6.1.3 (a)(1)", "signed by another key than the CA's", cert("leaf", "CA", "leaf", "other"), [ca()])
    case("serial-zero-is-graceful", 0, "RFC 5280 4.1.2.2; github.com/zmap/zlint/issues/582", "serial number zero, without strict", leaf(serial=b"\x00"), [ca()])
    case("serial-negative-is-graceful", 0, "RFC 5280 4.1.2.2; github.com/briansmith/webpki/pull/63", "a negative serial number, without strict", leaf(serial=b"\xff"), [ca()])
    case("expired-leaf", 10, "RFC 5280 6.1.3 (a)(2)", "expired", leaf(not_after="210101000000Z"), [ca()])
    case("expired-long-ago", 10, "RFC 5280 4.1.2.5", "UTCTime 510101 is 1951", leaf(not_before="500101000000Z", not_after="510101000000Z"), [ca()])
    case("generalized-time-2050", 0, "RFC 5280 4.1.2.5.2", "GeneralizedTime from 2050 on", leaf(not_after="20500101000000Z"), [ca()])
    case("no-well-defined-expiration", 0, "RFC 5280 4.1.2.5", "99991231235959Z", leaf(not_after="99991231235959Z"), [ca()])

    # Path building.
    expired_root = root(not_after="210101000000Z")
    cross = cert("Root", "Other", "root", "other", basic(), key_usage(CERT_SIGN))
    expired_cross = cert("Root", "Other", "root", "other", basic(), key_usage(CERT_SIGN), not_after="210101000000Z")
    other = cert("Other", "Other", "other", "other", basic(), key_usage(CERT_SIGN))
    case("cross-expired-beside-root", 0, "RFC 4158 2.4; AddTrust External CA Root, 2020", "an expired cross-certificate beside the root it names", leaf(), [expired_cross, ca()], [root(), other])
    case("cross-around-expired-root", 0, "RFC 4158 2.4", "an expired root, and a cross-certificate to another", leaf(), [cross, ca()], [expired_root, other])
    case("cross-cycle", 20, "CVE-2024-0567", "two CAs that certify each other and nobody else", leaf(), [cert("CA", "Loop", "ca", "other", basic()), cert("Loop", "CA", "other", "ca", basic())])
    case("same-name-other-key-first", 0, "RFC 4158 3.5.12", "a CA of the same name and another key, without key identifiers", leaf(), [cert("CA", "Root", "other", "root", basic(), key_usage(CERT_SIGN)), ca()])
    case("key-identifiers-lie", 0, "RFC 4158 3.5.12", "the key identifiers differ and the signature is right", leaf(*key_ids(authority=b"one")), [ca(*key_ids(own=b"two"))])
    case("sixty-copies", 10, "RFC 4158 5", "sixty copies of the CA, and of another above: the leaf's fault is found", cert("leaf", "Sub", "leaf", "other", not_after="210101000000Z"), [cert("Sub", "CA", "other", "ca", basic(), key_usage(CERT_SIGN))] * 60 + [ca()] * 60)
    case("self-signed-leaf", 18, "RFC 5280 6.1", "a self-signed certificate that nobody trusts", cert("self", "self", "leaf", "leaf"))
    case("partial-chain", 0, "RFC 5280 6.1.1 (d)", "any CA may be an anchor", leaf(), [], [ca()], args=["-partial_chain"])
    case("depth-allowed", 0, "OpenSSL verify -verify_depth", "one intermediate, depth 1", leaf(), [ca()], args=["-verify_depth", "1"])
    case("depth-exceeded", 22, "OpenSSL verify -verify_depth", "one intermediate, depth 0", leaf(), [ca()], args=["-verify_depth", "0"])
    case("policy-mapping-any", 42, "RFC 5280 6.1.4 (a)", "policyMappings map anyPolicy", leaf(), [ca(policies("2.5.29.32.0"), ext("2.5.29.33", seq(seq(oid("2.5.29.32.0"), oid("1.3.6.1.4.1.32473.1"))), True))])
    case("policy-invalid-not-skipped", 43, "CVE-2023-0465", "an explicit policy that the leaf has not", leaf(policies("1.3.6.1.4.1.32473.2")), [ca(policies("1.3.6.1.4.1.32473.1"))], args=["-explicit_policy", "-policy", "1.3.6.1.4.1.32473.1"])

    # Revocation.
    check = ["-crl_check"]
    case("crl-good", 0, "RFC 5280 6.3", "a CRL that does not list the leaf", leaf(), [ca()], crls=[crl("CA", "ca", [b"\x07"])], args=check)
    case("crl-revoked", 23, "RFC 5280 6.3", "a CRL that lists the leaf", leaf(), [ca()], crls=[crl("CA", "ca", [b"\x01"])], args=check)
    case("crl-of-another", 3, "RFC 5280 6.3.3", "a CRL by somebody else", leaf(), [ca()], crls=[crl("Root", "root", [b"\x07"])], args=check)
    case("crl-wrong-signature", 8, "RFC 5280 6.3.3 (g)", "a CRL in the CA's name by another key", leaf(), [ca()], crls=[crl("CA", "other", [b"\x07"])], args=check)
    case("crl-expired", 12, "RFC 5280 6.3.3 (a)", "a CRL that should have been replaced", leaf(), [ca()], crls=[crl("CA", "ca", next="260201000000Z")], args=check)
    case("crl-not-yet-valid", 11, "RFC 5280 6.3.3 (a); CVE-2026-28388", "a CRL of the future", leaf(), [ca()], crls=[crl("CA", "ca", this="290101000000Z")], args=check)
    case("crl-critical-unknown", 36, "RFC 5280 5.2", "a CRL with an unknown critical extension", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[ext("1.3.6.1.4.1.32473.1", NULL, True)])], args=check)
    case("crl-no-crl-sign", 35, "RFC 5280 6.3.3 (f)", "the CA may not sign CRLs", leaf(), [ca(key_usage(CERT_SIGN))], crls=[crl("CA", "ca")], args=check)

    # A search among many.
    filler = lambda n: int.from_bytes(b"\xc0" + b"".join(hashlib.sha256(b"%d %d" % (n, i)).digest() for i in range(8))[1:], "big") | 1
    impostor = lambda n: cert("Root", "Root", "root", "root", basic(), public=rsa_spki(RSA, filler(n)), signature=bytes(256), serial=n.to_bytes(2, "big"))
    case("one-name-101-roots", 0, "RFC 4158 5", "a hundred roots of the same name and other keys stand before the right one", leaf(), [ca()], [impostor(n) for n in range(256, 356)] + [root()])
    hosts = [("dns", f"h{n}.example.com") for n in range(1000)]
    case("many-constraints", 0, "OpenSSL test/certs many-constraints", "a thousand names, each within the thousandth permitted subtree", leaf(alt(*hosts)), [ca(constraints([("dns", f"n{n}.example.org") for n in range(999)] + [("dns", "example.com")]))])
    case("many-constraints-excluded", 48, "OpenSSL test/certs many-constraints", "the last of a thousand names is in the last of a thousand excluded subtrees", leaf(alt(*hosts)), [ca(constraints(excluded=[("dns", f"n{n}.example.org") for n in range(999)] + [("dns", "h999.example.com")]))])
    two = ["1.3.6.1.4.1.32473.1", "1.3.6.1.4.1.32473.2"]
    doubling = ext("2.5.29.33", seq(*(seq(oid(a), oid(b)) for a in two for b in two)), True)
    key_of = lambda n: ["ca", "other"][n % 2]
    ladder = [cert(f"L{n}", f"L{n - 1}" if n else "Root", key_of(n), key_of(n - 1) if n else "root", basic(), key_usage(CERT_SIGN), policies(*two), doubling) for n in range(24)]
    case("policies-double-in-each-of-24-cas", 0, "CVE-2023-0464; RFC 9618 5", "mappings that double a tree of policies, and not a graph", cert("leaf", "L23", "leaf", key_of(23), policies(two[0])), ladder, args=["-explicit_policy", "-policy", two[0]])

    # Identifiers and text.
    uuid = "2.25.329800735698586629295641978511506172918"
    case("oid-arcs-of-any-size", 0, "X.660; X.690 8.19; github.com/pyca/cryptography/issues/6872", "identifiers under 2.999 and 2.25 in policies, purposes and a name", cert(name(("2.999.1", 0x0C, "x"), "leaf"), "CA", "leaf", "ca", policies(uuid), purposes(SERVER, "2.999.3")), [ca(policies(uuid))], args=["-explicit_policy", "-policy", uuid, *server])
    case("oid-arcs-differ-beyond-64-bits", 43, "X.660", "the policy that is asked for differs in the last digit", leaf(policies(uuid)), [ca(policies(uuid))], args=["-explicit_policy", "-policy", uuid[:-1] + "9"])
    case("key-usage-empty-strict", 50, "RFC 5280 4.2.1.3", "keyUsage without a bit, under strict", leaf(ext("2.5.29.15", bits(b""), True), *key_ids(authority=b"a")), [ca(*key_ids(own=b"a", authority=b"r"))], [root(*key_ids(own=b"r"))], args=["-x509_strict"])
    case("key-usage-empty-server", 26, "RFC 5280 4.2.1.3", "keyUsage without a bit, for a server", leaf(ext("2.5.29.15", bits(b""), True)), [ca()], args=server)
    case("key-usage-empty-issuer", 79, "RFC 5280 6.1.4 (n)", "a CA whose keyUsage has no bit", leaf(), [ca(ext("2.5.29.15", bits(b""), True))])
    case("utf8-string-is-not-utf8", "unreadable", "RFC 3629 3; X.690 8.23", "bytes in a UTF8String that are not UTF-8", cert(name(("2.5.4.3", 0x0C, b"\xff\xfe")), "CA", "leaf", "ca"), [ca()])
    case("utf8-string-is-not-utf8-issuer", 41, "RFC 3629 3; X.690 8.23", "the same in a directory name of the CA's subjectAltName", leaf(), [cert("CA", "Root", "ca", "root", basic(), alt(("dir", name(("2.5.4.3", 0x0C, b"\xff\xfe")))))])
    case("universal-string-equals-utf8-string", 0, "RFC 5280 4.1.2.4, 7.1", "the issuer is named in UniversalString, the CA in UTF8String", cert("leaf", name(("2.5.4.3", 0x1C, "Tést 😀".encode("utf-32-be"))), "leaf", "ca"), [cert(name("tést 😀"), "Root", "ca", "root", basic(), key_usage(CERT_SIGN))])
    case("dns-u-label", 41, "RFC 5280 7.2; golang.org/issue/18609", "a dNSName in UTF-8 is not the A-label", leaf(dns("bücher.example")), [ca()], args=host("xn--bcher-kva.example"))
    case("dns-u-label-constrained", 41, "RFC 5280 7.2", "the same under a constraint", leaf(dns("bücher.example")), [ca(constraints(excluded=[("dns", "example.org")]))])
    case("signature-parameters-malformed", 7, "RFC 5280 4.1.1.2; RFC 4055 5", "the parameters beside the signature are a REAL: the leaf is at fault", leaf(outer=seq(oid("1.2.840.113549.1.1.11"), tlv(9))), [ca()])

    # Encodings that are BER and not DER, and times that are not.
    bad_ext = lambda critical: seq(oid("1.3.6.1.4.1.32473.1"), critical, octets(NULL))
    case("der-boolean-false-written", 0, "X.690 11.5; github.com/lowRISC/opentitan/pull/31412", "critical FALSE is written: not DER, and old CAs have it so", leaf(bad_ext(tlv(1, b"\0"))), [ca()])
    case("der-boolean-true-is-1", "unreadable", "X.690 11.1; golang.org/issue/11091", "critical TRUE is 1", leaf(bad_ext(tlv(1, b"\x01"))), [ca()])
    case("der-serial-number-not-minimal", "unreadable", "X.690 8.3.2; a CRL lists the other form", "a serial number with a zero before it, so that no CRL lists it", leaf(serial=b"\0\x01"), [ca()], crls=[crl("CA", "ca", [b"\x01"])], args=["-crl_check"])
    case("der-trailing-data", "unreadable", "X.690 8.1", "bytes after the certificate", leaf(trailer=b"\0\0"), [ca()])
    case("der-version-4", "unreadable", "RFC 5280 4.1.2.1", "version 4", leaf(version=3), [ca()])
    raw = lambda *fields: (lambda tbs: seq(tbs, SHA256_RSA, bits(sign(tbs, "ca"))))(seq(*fields))
    usual = [integer(1), SHA256_RSA, name("CA"), seq(time("200101000000Z"), time("400101000000Z")), name("leaf"), spki("leaf")]
    case("der-version-1-written", "unreadable", "X.690 11.5", "the default version is written", raw(tlv(0xA0, integer(0)), *usual), [ca()])
    case("der-extensions-empty", "unreadable", "RFC 5280 4.1.2.9", "extensions without one", raw(tlv(0xA0, integer(2)), *usual, tlv(0xA3, seq())), [ca()])
    case("time-month-13", "unreadable", "X.680 47; github.com/Mbed-TLS/mbedtls/issues/604", "the thirteenth month", leaf(not_after="401301000000Z"), [ca()])
    case("time-february-30", "unreadable", "X.680 47; github.com/Mbed-TLS/mbedtls/issues/604", "the thirtieth of February", leaf(not_after="400230000000Z"), [ca()])
    case("time-without-seconds", "unreadable", "RFC 5280 4.1.2.5.1", "UTCTime without seconds", leaf(not_after=b"4001010000Z"), [ca()])
    case("time-with-offset", "unreadable", "RFC 5280 4.1.2.5.1", "UTCTime with an offset", leaf(not_after=b"400101000000+0100"), [ca()])
    case("eku-without-a-purpose", 41, "RFC 5280 4.2.1.12", "extKeyUsage without a purpose", leaf(purposes()), [ca()], args=server)
    case("validity-beyond-the-issuer", 0, "RFC 5280 6.1.3 (a)(2); github.com/Mbed-TLS/mbedtls/issues/805", "the leaf outlives its CA: both are valid now", leaf(not_after="20600101000000Z"), [ca(not_after="280101000000Z")])

    # Signatures and keys.
    bare = lambda tbs: int.from_bytes(sign(tbs, "ca"), "big")
    n = modulus("ca")
    fits = next(i for i in range(1, 2000) if bare(leaf_tbs(i)) + n < 1 << 2048)
    case("signature-plus-modulus", 7, "RFC 8017 5.2.2 step 1", "the signature's number with the modulus added", leaf(serial=integer(fits)[2:], signature=lambda t: (bare(t) + n).to_bytes(256, "big")), [ca()])
    case("signature-with-a-zero-before-it", 7, "RFC 8017 8.2.2 step 1", "257 bytes, the first zero", leaf(signature=lambda t: b"\0" + sign(t, "ca")), [ca()])
    short = next(i for i in range(1, 5000) if bare(leaf_tbs(i)) < 1 << 2040)
    case("signature-without-its-leading-zero", 7, "RFC 8017 8.2.2 step 1", "255 bytes of a signature that begins with zero", leaf(serial=integer(short)[2:], signature=lambda t: sign(t, "ca")[1:]), [ca()])
    case("signature-pss-salt-length", 7, "RFC 8017 9.1.2 step 10; github.com/randombit/botan/pull/1270", "the salt is of another length than the parameters have", leaf(inner=pss(), outer=pss(), signature=lambda t: pss_sign(t, "ca")), [ca()])
    case("signature-pss-without-salt", 0, "RFC 4055 3.1", "no salt, and the parameters have it so", leaf(inner=pss(salt=0), outer=pss(salt=0), signature=lambda t: pss_sign(t, "ca")), [ca()])
    pss_ca = lambda hash, salt: ca(public=rsa_spki(pss(hash, salt), n))
    strong = "2.16.840.1.101.3.4.2.3"
    case("key-pss-for-another-hash", 6, "RFC 4055 3.3", "the CA's key is for PSS with SHA-512, the leaf is signed with SHA-256", leaf(inner=pss(salt=0), outer=pss(salt=0), signature=lambda t: pss_sign(t, "ca")), [pss_ca(strong, 0)])
    case("key-pss-for-longer-salts", 6, "RFC 4055 3.3", "the CA's key is for salts of at least 32 bytes", leaf(inner=pss(salt=0), outer=pss(salt=0), signature=lambda t: pss_sign(t, "ca")), [pss_ca("2.16.840.1.101.3.4.2.1", 32)])
    case("key-pss-signs-pkcs1", 6, "RFC 4055 1.2", "a key for PSS alone made a PKCS #1 v1.5 signature", leaf(), [pss_ca("2.16.840.1.101.3.4.2.1", 0)])
    case("key-exponent-1", 6, "RFC 8017 3.1", "the CA's public exponent is 1: anybody signs by it", leaf(signature=padded), [ca(public=rsa_spki(RSA, n, 1))])
    case("key-exponent-2", 6, "RFC 8017 3.1", "an even exponent", leaf(), [ca(public=rsa_spki(RSA, n, 2))])
    case("key-modulus-even", 6, "RFC 8017 3.1", "an even modulus", leaf(), [ca(public=rsa_spki(RSA, n - 1))])
    case("key-modulus-negative", 6, "RFC 8017 A.1.1", "a negative modulus", leaf(), [ca(public=rsa_spki(RSA, n - (1 << 2048)))])
    unknown = seq(seq(oid("1.3.6.1.4.1.32473.9")), bits(bytes(32)))
    case("key-of-unknown-kind-in-the-chain", 6, "CVE-2024-24783", "the CA's key is of an unknown kind", leaf(), [ca(public=unknown)])
    case("key-of-unknown-kind-is-certified", 0, "CVE-2024-24783", "the leaf's key is of an unknown kind: nothing is verified by it", leaf(public=unknown), [ca()])

    # Who may issue, further.
    case("issuer-name-differs", 20, "RFC 5280 6.1.3 (a)(4); github.com/wolfSSL/wolfssl/issues/2680", "the right key under another name", cert("leaf", name(("2.5.4.10", 0x0C, "X"), "CA"), "leaf", "ca"), [ca()])
    case("issuer-root-is-not-a-ca", 79, "github.com/openssl/openssl/issues/15146", "a trusted self-signed certificate that states that it is no CA", cert("leaf", "Root", "leaf", "root"), [], [cert("Root", "Root", "root", "root", basic(False))])
    lone = cert("Root", "Root", "root", "root", basic(False), key_usage(DIGITAL))
    case("root-not-a-ca-is-the-target", 0, "github.com/openssl/openssl/issues/15146, 1418", "and as the target it is valid", lone, [], [lone])
    case("issuer-leaf-strict", 79, "CVE-2021-3450", "an end entity signs, under strict", cert("victim", "leaf", "other", "leaf", *key_ids(authority=b"l")), [leaf(basic(False), *key_ids(own=b"l", authority=b"c")), ca(*key_ids(own=b"c", authority=b"r"))], [root(*key_ids(own=b"r"))], args=["-x509_strict"])
    case("issuer-leaf-beside-a-ca-of-its-key", 79, "CVE-2015-1793", "the end entity's key is a CA's elsewhere, under a root that nobody trusts", cert("victim", "leaf", "other", "leaf"), [leaf(basic(False)), cert("leaf", "leaf", "leaf", "leaf", basic()), ca()])
    case("policy-with-any-purpose", 43, "CVE-2025-22874", "purpose any does not turn policies off", leaf(policies(two[1])), [ca(policies(two[0]))], args=["-purpose", "any", "-explicit_policy", "-policy", two[0]])
    case("policy-constraints-critical", 0, "RFC 5280 4.2.1.11; github.com/wolfSSL/wolfssl/issues/3690", "critical policyConstraints are processed", leaf(policies(two[0])), [ca(policies(two[0]), ext("2.5.29.36", seq(tlv(0x80, b"\0")), True))])
    case("policy-constraints-critical-no-policy", 43, "RFC 5280 4.2.1.11", "and refuse a leaf without a policy", leaf(), [ca(policies(two[0]), ext("2.5.29.36", seq(tlv(0x80, b"\0")), True))])
    case("anchor-is-the-target-revoked", 20, "RFC 5280 6.3", "a leaf that is trusted itself, and revoked", leaf(), [], [leaf()], crls=[crl("CA", "ca", [b"\x01"])], args=["-partial_chain", "-crl_check"])
    case("anchor-is-the-target-and-its-ca-revokes-it", 23, "RFC 5280 6.3", "the same beside its CA, which is trusted too", leaf(), [], [leaf(), ca()], crls=[crl("CA", "ca", [b"\x01"])], args=["-partial_chain", "-crl_check"])
    case("anchor-is-the-target-without-a-crl", 3, "OpenSSL verify -crl_check", "a root of which no CRL shows that it is not revoked", root(), [], [root()], args=["-crl_check"])

    # Constraints, further.
    good = lambda *a: ca(constraints([("dir", org("Good"))]), **dict(a))
    case("nc-not-on-the-ca-itself", 0, "RFC 5280 4.2.1.10; github.com/randombit/botan/issues/2737", "a CA need not be within its own constraints", cert(name(("2.5.4.10", 0x0C, "Good"), "x"), "CA", "leaf", "ca"), [good()])
    case("dn-order", 47, "RFC 5280 4.2.1.10, 7.1", "the permitted RDN is there, and not the first", cert(name("x", ("2.5.4.10", 0x0C, "Good")), "CA", "leaf", "ca"), [good()])
    both = seq(tlv(0x31, *sorted([seq(oid("2.5.4.10"), tlv(0x0C, b"Good")), seq(oid("2.5.4.11"), tlv(0x0C, b"x"))])))
    case("dn-rdn-of-two-attributes", 47, "RFC 5280 7.1", "the permitted attribute shares its RDN with another", cert(both, "CA", "leaf", "ca"), [good()])
    no_evil = ca(constraints(excluded=[("dir", org("Evil Corp"))]))
    case("dn-excluded-spaces", 48, "RFC 5280 7.1; RFC 4518 2.6.1", "spaces within, before and after", cert(name(("2.5.4.10", 0x0C, "  Evil \u00a0 Corp "), "x"), "CA", "leaf", "ca"), [no_evil])
    case("dn-excluded-bmp-string", 48, "RFC 5280 7.1", "in BMPString", cert(name(("2.5.4.10", 0x1E, "EVIL corp".encode("utf-16-be")), "x"), "CA", "leaf", "ca"), [no_evil])
    case("dn-excluded-soft-hyphen", 48, "RFC 4518 2.2", "a character that stands for nothing", cert(name(("2.5.4.10", 0x0C, "Ev\u00adil\u200b Corp"), "x"), "CA", "leaf", "ca"), [no_evil])
    cafe = lambda text: cert(name(("2.5.4.10", 0x0C, text), "x"), "CA", "leaf", "ca")
    no_cafe = lambda text: [ca(constraints(excluded=[("dir", org(text))]))]
    case("dn-excluded-composed", 48, "RFC 5280 7.1", "an excluded name with an accented letter", cafe("Caf\u00e9"), no_cafe("CAF\u00c9"))
    case("dn-excluded-decomposed", 53, "RFC 5280 7.1; RFC 4518 2.3", "the same of a letter and an accent", cafe("Cafe\u0301"), no_cafe("Caf\u00e9"))
    case("dn-excluded-full-width", 53, "RFC 5280 7.1; RFC 4518 2.3", "an excluded name in letters of full width", cafe("\uff23\uff41\uff46\uff45"), no_cafe("Cafe"))
    case("dn-excluded-subtree-decomposed", 51, "RFC 5280 7.1; RFC 4518 2.3", "the subtree has the accent apart", cafe("Caf\u00e9"), no_cafe("Cafe\u0301"))
    case("dn-excluded-other-umlaut", 0, "RFC 5280 7.1", "another name with an accented letter", cafe("M\u00fcller \u00df \u0411\u0435\u0440"), no_cafe("Caf\u00e9"))
    case("dn-excluded-everything", 48, "RFC 5280 4.2.1.10", "the empty directory name excludes every subject", leaf(dns("a.example")), [ca(constraints(excluded=[("dir", name())]))])
    case("dn-excluded-everything-no-subject", 0, "RFC 5280 4.2.1.10", "and nobody without one", cert(name(), "CA", "leaf", "ca", alt(("dns", "a.example"), critical=True)), [ca(constraints(excluded=[("dir", name())]))])
    case("dns-with-a-space", 53, "RFC 5280 4.2.1.6", "a space before an excluded name", leaf(dns(" example.com")), [ca(constraints(excluded=[("dns", "example.com")]))])
    case("dns-empty-name", 53, "RFC 5280 4.2.1.6", "a name of no characters", leaf(dns("")), [ca(constraints(excluded=[("dns", "example.com")]))])
    case("ip-mapped-into-ipv6", 64, "RFC 9525 6.4", "an IPv4 address mapped into IPv6 is another address", leaf(alt(("ip", bytes(10) + b"\xff\xff\x0a\0\0\x01"))), [ca()], args=["-verify_ip", "10.0.0.1"])
    case("uri-back-slash", 53, "RFC 3986 3.2.1", "a back slash in userinfo, where some readers see the host end", leaf(alt(("uri", "http://evil.example\\@example.com/"))), [ca(constraints([("uri", "example.com")]))])
    case("uri-two-at-signs", 53, "RFC 3986 3.2.1", "two at signs", leaf(alt(("uri", "http://a@evil.example@example.com/"))), [ca(constraints([("uri", "example.com")]))])
    case("uri-host-percent-encoded", 53, "RFC 3986 3.2.2", "an excluded host with a character in percent-encoding", leaf(alt(("uri", "http://ex%61mple.com/"))), [ca(constraints(excluded=[("uri", "example.com")]))])
    case("uri-constraint-is-processed", 48, "RFC 5280 4.2.1.10; RUSTSEC-2026-0098", "an excluded URI", leaf(alt(("uri", "https://example.com/x"))), [ca(constraints(excluded=[("uri", "example.com")]))])
    case("mail-not-ascii", 41, "RFC 5280 4.2.1.6", "an rfc822Name that is not IA5String's", leaf(mail(b"\xff@example.com")), [excludes])
    case("mail-long-punycode", 47, "CVE-2022-3602, CVE-2022-3786", "long labels in Punycode on both sides", leaf(alt(("utf8", "u@" + "ü" * 40 + ".example"))), [ca(constraints([("email", "xn--" + "a" * 59 + ".example")]))])
    case("nc-registered-id", 51, "RFC 5280 4.2.1.10", "a constraint on registeredID, and such a name", leaf(ext("2.5.29.17", seq(tlv(0x88, oid("1.2.3")[2:])))), [ca(ext("2.5.29.30", seq(tlv(0xA1, seq(tlv(0x88, oid("1.2.3")[2:])))), True))])
    case("nc-x400-address", 51, "RFC 5280 4.2.1.10", "a constraint on x400Address, and such a name", leaf(ext("2.5.29.17", seq(tlv(0xA3, seq())))), [ca(ext("2.5.29.30", seq(tlv(0xA1, seq(tlv(0xA3, seq())))), True))])

    # Values that cannot be read, where others read something.
    for label, tag, value, excluded in [
        ("octet-string", 0x04, b"Evil Corp", "Evil Corp"),
        ("general-string", 0x1B, b"Evil Corp", "Evil Corp"),
        ("bmp-string-of-odd-length", 0x1E, "Evil Corp".encode("utf-16-be") + b"\0", "Evil Corp"),
        ("universal-string-of-odd-length", 0x1C, "Evil Corp".encode("utf-32-be") + b"\0", "Evil Corp"),
        ("printable-string-of-latin-1", 0x13, b"Caf\xe9", "Caf\u00e9"),
    ]:
        case(f"dn-excluded-{label}", 53, "RFC 5280 4.2.1.10, 7.1; X.690 8.23", "an excluded name in a value that is not a string, or a malformed one", cert(name(("2.5.4.10", tag, value), "x"), "CA", "leaf", "ca"), no_cafe(excluded))
    case("dn-excluded-subtree-octet-string", 51, "RFC 5280 4.2.1.10, 7.1", "the subtree has a value that is not a string", cafe("Evil Corp"), [ca(constraints(excluded=[("dir", name(("2.5.4.10", 0x04, b"Evil Corp")))]))])
    case("dn-permitted-octet-string", 47, "RFC 5280 4.2.1.10, 7.1", "and is permitted as such alone", cert(name(("2.5.4.10", 0x04, b"Good Corp"), "x"), "CA", "leaf", "ca"), [ca(constraints([("dir", org("Good Corp"))]))])

    # Names, more.
    uri = lambda u: alt(("uri", u))
    case("uri-nul-permitted", 53, "RFC 3986 2; github.com/openssl/openssl/issues/31392", "a NUL in the host, behind a permitted one", leaf(uri(b"http://allowed.example\0.blocked.example/p")), [ca(constraints([("uri", "allowed.example")]))])
    case("uri-nul-excluded", 53, "RFC 3986 2; github.com/openssl/openssl/issues/31686", "a NUL behind an excluded host", leaf(uri(b"http://host.bad.example\0.good.example/")), [ca(constraints(excluded=[("uri", "host.bad.example")]))])
    case("uri-query-behind-the-host", 48, "RFC 3986 3.2", "the host ends at the query", leaf(uri("http://bad.example?x=1")), [ca(constraints(excluded=[("uri", "bad.example")]))])
    case("uri-fragment-behind-the-host", 48, "RFC 3986 3.2", "or at the fragment, whatever stands in it", leaf(uri("http://bad.example#@good.example")), [ca(constraints(excluded=[("uri", "bad.example")]))])
    case("uri-at-in-query", 47, "RFC 3986 3.2", "an at sign in the query names no host", leaf(uri("http://evil.example?@good.example/")), [ca(constraints([("uri", "good.example")]))])
    case("uri-port", 48, "RFC 3986 3.2", "a port is not of the host", leaf(uri("http://BAD.example:8443/")), [ca(constraints(excluded=[("uri", "bad.example")]))])
    case("uri-tab", 53, "RFC 3986 2", "a tabulator behind the host", leaf(uri("http://bad.example\t/")), [ca(constraints(excluded=[("uri", "bad.example")]))])
    both_users = [("email", "user@a.example"), ("email", "user@b.example")]
    case("mail-one-user-at-two-hosts", 0, "RFC 5280 4.2.1.10; CVE-2026-27137", "two mailboxes of one local part are permitted, this is the first", leaf(mail("user@a.example")), [ca(constraints(both_users))])
    case("mail-one-user-at-a-third-host", 47, "RFC 5280 4.2.1.10; CVE-2026-27137", "and this neither", leaf(mail("user@c.example")), [ca(constraints(both_users))])
    case("mail-one-user-excluded-at-two-hosts", 48, "RFC 5280 4.2.1.10; CVE-2026-27137", "both are excluded, this is the first", leaf(mail("user@a.example")), [ca(constraints(excluded=both_users))])
    case("mail-nul", 53, "RFC 5321 4.1.2", "a NUL behind a permitted host", leaf(mail(b"a@example.com\0.evil.example")), [permits])
    case("mail-no-local-part", 53, "RFC 5321 4.1.2", "no local part before an excluded host", leaf(mail("@example.com")), [excludes])
    case("dns-nul-excluded", 53, "RFC 5280 4.2.1.6", "a NUL behind an excluded host", leaf(dns(b"bad.example\0")), [ca(constraints(excluded=[("dns", "bad.example")]))])
    case("dns-wildcard-constraint", 51, "RFC 5280 4.2.1.10; github.com/pyca/cryptography/issues/8253", "an excluded subtree written as a wildcard", leaf(dns("www.bad.example")), [ca(constraints(excluded=[("dns", "*.bad.example")]))])
    case("dns-trailing-dot-constraint", 51, "RFC 5280 4.2.1.10", "an excluded subtree with a dot behind it", leaf(dns("www.bad.example")), [ca(constraints(excluded=[("dns", "bad.example.")]))])
    case("dns-wildcard-over-an-address", 64, "RFC 9525 6.4; github.com/openssl/openssl/issues/31377", "a wildcard before three numbers is not an address", leaf(dns("*.0.2.1")), [ca()], args=["-verify_ip", "192.0.2.1"])
    case("ip-address-whose-bytes-spell-the-host", 62, "RFC 9525 6.4; github.com/Mbed-TLS/mbedtls/issues/3498", "the four bytes of an address spell the host", leaf(alt(("ip", b"a.pl"))), [ca()], args=host("a.pl"))
    case("ip-in-common-name", 64, "RFC 9525 2; github.com/yhirose/cpp-httplib/pull/2476", "an address in the CN alone", cert("192.0.2.1", "CA", "leaf", "ca"), [ca()], args=["-verify_ip", "192.0.2.1"])
    case("ip-network-with-host-bits", 48, "RFC 5280 4.2.1.10", "an excluded network whose address has bits beyond the mask", leaf(alt(("ip", b"\x0a\1\2\3"))), [ca(constraints(excluded=[("ip", b"\x0a\1\1\1\xff\0\0\0")]))])
    case("general-name-constructed", 41, "X.690 8.21, 10.2", "a dNSName under a constructed tag", leaf(ext("2.5.29.17", seq(tlv(0xA2, b"example.com")))), [ca()], args=host("example.com"))
    case("general-name-9", 41, "RFC 5280 4.2.1.6", "a name of a tenth kind before the host", leaf(ext("2.5.29.17", seq(tlv(0x89, b"x"), tlv(0x82, b"example.com")))), [ca()], args=host("example.com"))
    case("name-of-the-host-in-an-other-name", 62, "RFC 9525 6.3", "a dNSName within an otherName", leaf(ext("2.5.29.17", seq(tlv(0xA0, oid("1.2.3"), tlv(0xA0, tlv(0x82, b"example.com")))))), [ca()], args=host("example.com"))

    # Extensions twice.
    twice = "RFC 5280 4.2; github.com/rusticata/x509-parser/issues/113, github.com/rustls/webpki/issues/70"
    stranger = cert("Other", "Other", "other", "other", basic(), key_usage(CERT_SIGN))
    case("extension-twice", "unreadable", twice, "two subjectAltNames", leaf(dns("a.example"), dns("b.example")), [ca()])
    case("extension-twice-unknown", "unreadable", twice, "two of an unknown kind", leaf(ext("1.2.3.4", NULL), ext("1.2.3.4", NULL)), [ca()])
    case("extension-twice-in-ca", 20, twice, "a CA with two basicConstraints", leaf(), [cert("CA", "Root", "ca", "root", basic(), key_usage(CERT_SIGN | CRL_SIGN), basic(False)), stranger])
    case("extension-twice-in-root", 20, twice, "a root with two nameConstraints", leaf(), [ca()], [root(constraints([("dns", "x.example")]), constraints([("dns", "example.com")])), stranger])

    # Trust anchors.
    mapped = ext("2.5.29.33", seq(seq(oid("1.3.6.1.4.1.32473.1"), oid("1.3.6.1.4.1.32473.2"))), True)
    explicit = ext("2.5.29.36", seq(tlv(0x80, b"\0")), True)
    sub_ca = ca(policies("1.3.6.1.4.1.32473.1"), mapped, explicit)
    partial = ["-partial_chain"]
    case("anchor-maps-policies", 43, "RFC 5937 3.2; github.com/golang/go/issues/74429", "the policy of the leaf is neither the anchor's nor one that it maps", leaf(policies("1.3.6.1.4.1.32473.3")), [root()], [sub_ca], args=partial)
    case("anchor-negative-serial", 0, "RFC 5280 6.1.1 (d)", "an anchor with a negative serial number", leaf(), [ca()], [root(serial=b"\xf0\x01")])
    gov = cert("gov.example", "gov.example", "leaf", "leaf", dns("gov.example"), serial=b"\xf0\x01")
    case("anchor-is-the-target-negative-serial", 0, "RFC 5280 4.1.2.2", "a trusted certificate is the target, its serial number is negative", gov, [], [gov], args=host("gov.example"))
    case("anchor-is-the-target-negative-serial-strict", 50, "RFC 5280 4.1.2.2", "which its issuer may not have given it", gov, [], [gov], args=[*host("gov.example"), "-x509_strict"])
    named_ca = lambda *e: ca(*key_ids(b"C" * 20), *e)
    below = leaf(*key_ids(None, b"C" * 20))
    case("anchor-issued-by-another-without-aki", 0, "RFC 5280 6.1.1 (d)", "a CA that another issued is an anchor, without authorityKeyIdentifier", below, [], [named_ca()], args=partial)
    case("anchor-issued-by-another-without-aki-strict", 85, "RFC 5280 4.2.1.1", "which only a self-signed certificate may leave out", below, [], [named_ca()], args=[*partial, "-x509_strict"])
    case("anchor-path-length", 25, "RFC 5937 3.2; github.com/wolfSSL/wolfssl/pull/10651", "an anchor that another issued, for no CA below, and one below", cert("x", "CA below", "leaf", "other"), [cert("CA below", "CA", "other", "ca", basic(), key_usage(CERT_SIGN))], [ca(basic(path_len=0))], args=partial)

    # CRLs in and out of scope.
    uri_name = ("uri", "http://crl.example/1")
    other_name = ("uri", "http://crl.example/2")
    list_ca = cert("Lists", "Root", "other", "root", basic(), key_usage(CRL_SIGN))
    at_lists = leaf(points(point(issuer="Lists")))
    entry_of_ca = ext("2.5.29.29", seq(general("dir", name("CA"))), True)
    of_root = crl("Root", "root")
    indirect = lambda *contents, revoked=(): crl("Lists", "other", revoked, extensions=[issuing(*contents, INDIRECT)])
    case("crl-indirect", 23, "RFC 5280 5.3.3", "an indirect CRL lists the leaf", at_lists, [ca(), list_ca], crls=[of_root, indirect(revoked=[(b"\x01", [entry_of_ca])])], args=check)
    case("crl-indirect-other-serial", 0, "RFC 5280 5.3.3", "and another of the CA", at_lists, [ca(), list_ca], crls=[of_root, indirect(revoked=[(b"\x02", [entry_of_ca])])], args=check)
    case("crl-indirect-next-entry", 23, "RFC 5280 5.3.3", "the next entry is of the same issuer", at_lists, [ca(), list_ca], crls=[of_root, indirect(revoked=[(b"\x02", [entry_of_ca]), b"\x01"])], args=check)
    case("crl-indirect-point-without-name", 44, "RFC 5280 6.3.3 (b)(2)(i); github.com/openssl/openssl/issues/32645", "the CRL is for another point than the cRLIssuer that the certificate names", at_lists, [ca(), list_ca], crls=[of_root, indirect(full_name(uri_name))], args=check)
    case("crl-indirect-point-of-the-issuer", 0, "RFC 5280 6.3.3 (b)(2)(i)", "the CRL's point is named after the cRLIssuer", at_lists, [ca(), list_ca], crls=[of_root, indirect(full_name(("dir", name("Lists"))))], args=check)
    case("crl-entry-issuer-not-indirect", 3, "RFC 5280 5.3.3; github.com/openssl/openssl/pull/29136", "an entry names another issuer in a CRL that is not indirect: the next one would be hidden", leaf(), [ca()], crls=[crl("CA", "ca", [(b"\x05", [ext("2.5.29.29", seq(general("dir", name("Other"))), True)]), b"\x01"])], args=check)
    case("crl-not-indirect-by-another", 44, "RFC 5280 6.3.3 (b)(1)", "the cRLIssuer's CRL does not state that it is indirect", at_lists, [ca(), list_ca], crls=[crl("Lists", "other")], args=check)
    case("crl-second-point", 23, "RFC 5280 6.3.3; RUSTSEC-2026-0049", "the CRL is of the certificate's second distribution point", leaf(points(point(other_name), point(uri_name))), [ca()], crls=[crl("CA", "ca", [b"\x01"], extensions=[issuing(full_name(uri_name))])], args=check)
    case("crl-second-name-of-a-point", 23, "RFC 5280 6.3.3 (b)(2)(i)", "the second name of the point is the CRL's", leaf(points(point(other_name, uri_name))), [ca()], crls=[crl("CA", "ca", [b"\x01"], extensions=[issuing(full_name(uri_name))])], args=check)
    case("crl-clean-point", 23, "RFC 5280 6.3.3; github.com/aws/aws-lc/pull/3110", "one point with neither reasons nor issuer, and its CRL", leaf(points(point(uri_name))), [ca()], crls=[crl("CA", "ca", [b"\x01"], extensions=[issuing(full_name(uri_name))])], args=check)
    case("crl-point-malformed", 3, "RFC 5280 5.2.5; github.com/openssl/openssl/pull/30171", "an issuingDistributionPoint that cannot be read", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[ext("2.5.29.28", NULL, True)])], args=check)
    case("crl-expired-beside-current", 0, "github.com/Mbed-TLS/mbedtls/issues/10797", "an expired CRL beside a current one", leaf(), [ca()], crls=[crl("CA", "ca", next="260201000000Z"), crl("CA", "ca", this="260301000000Z")], args=check)
    case("crl-older-lists-newer-does-not", 0, "RFC 5280 6.3", "two current CRLs: the newer counts", leaf(), [ca()], crls=[crl("CA", "ca", [b"\x01"]), crl("CA", "ca", this="260301000000Z")], args=check)
    for order, lists in [("first", [[b"\x01"], []]), ("last", [[], [b"\x01"]])]:
        case(f"crl-of-one-time-lists-{order}", 23, "RFC 5280 6.3.3 (i)", "two CRLs of one time, of which one lists the leaf", leaf(), [ca()], crls=[crl("CA", "ca", l) for l in lists], args=check)
    case("crl-of-one-time-for-the-second-point", 23, "RFC 5280 6.3.3 (i)", "a whole CRL does not list the leaf, one of the same time for its second point does", leaf(points(point(other_name), point(uri_name))), [ca()], crls=[crl("CA", "ca"), crl("CA", "ca", [b"\x01"], extensions=[issuing(full_name(uri_name))])], args=check)
    case("crl-same-key-other-name", 3, "RFC 5280 6.3.3 (b)(1)", "a CRL in another name by the CA's key", leaf(), [ca()], crls=[crl("Else", "ca")], args=check)
    case("crl-by-a-ca-of-the-same-name", 8, "RFC 5280 6.3.3 (f)", "the CRL's signer has the CA's name under a root that is not the path's", leaf(), [ca(), cert("CA", "Other", "other", "other", basic(), key_usage(CERT_SIGN | CRL_SIGN))], [root(), cert("Other", "Other", "other", "other", basic(), key_usage(CERT_SIGN | CRL_SIGN))], crls=[crl("CA", "other")], args=check)
    unreadable_reason, unknown_critical = ext("2.5.29.21", NULL), ext("1.3.6.1.4.1.32473.1", NULL, True)
    case("crl-entry-unreadable-before-a-critical-one", 36, "RFC 5280 5.3; github.com/openssl/openssl/issues/32366", "an entry whose reason cannot be read does not hide a critical extension of the next", leaf(), [ca()], crls=[crl("CA", "ca", [(b"\x05", [unreadable_reason]), (b"\x06", [unknown_critical])])], args=check)
    case("crl-entry-unreadable-reason", 23, "RFC 5280 5.3.1", "the reason cannot be read, the serial number can", leaf(), [ca()], crls=[crl("CA", "ca", [(b"\x01", [unreadable_reason])])], args=check)
    case("crl-point-of-the-issuer", 0, "RFC 5280 6.3.3; github.com/openssl/openssl/pull/32553", "the CRL's point is the issuer's name, the certificate names none", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[issuing(full_name(("dir", name("CA"))))])], args=check)
    case("crl-of-no-point", 0, "RFC 5280 6.3.3; github.com/randombit/botan/issues/5784", "the certificate names a point, the CRL none", leaf(points(point(uri_name))), [ca()], crls=[crl("CA", "ca")], args=check)
    case("crl-scope-not-critical", 44, "RFC 5280 6.3.3 (b)(2)(iii)", "a scope counts where it is not critical, too", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[ext("2.5.29.28", seq(tlv(0x82, b"\xff")))])], args=check)
    case("crl-scope-of-an-unknown-kind", 3, "RFC 5280 5.2.5", "a scope with a field that the standard does not have", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[issuing(tlv(0x89, b"\xff"))])], args=check)
    case("crl-indirect-signer-without-key-usage", 35, "RFC 10007 4", "the cRLIssuer's certificate has no keyUsage: it may be anybody's", at_lists, [ca(), cert("Lists", "Root", "other", "root")], crls=[of_root, indirect()], args=check)
    case("crl-signer-of-the-ca-name-without-key-usage", 8, "RFC 10007 4", "another certificate of the CA's name signs, without keyUsage", leaf(), [ca(), cert("CA", "Root", "other", "root", basic(), serial=b"\x07")], crls=[of_root, crl("CA", "other")], args=check)
    case("crl-signer-on-the-path-without-key-usage", 0, "RFC 5280 6.3.3 (f)", "the CA itself signs, without keyUsage", leaf(), [cert("CA", "Root", "ca", "root", basic())], crls=[crl("CA", "ca")], args=check)
    some = lambda bits, **f: crl("CA", "ca", this=f.pop("this", "260101000000Z"), extensions=[issuing(tlv(0x83, bits))], **f)
    case("crl-reasons-of-two-lists", 0, "RFC 5280 6.3.3", "two CRLs for some reasons each, together for all", leaf(), [ca()], crls=[some(b"\x04\x70"), some(b"\x07\x0f\x80", this="260102000000Z")], args=check)
    case("crl-reasons-of-one-list", 3, "RFC 5280 6.3.3", "one of them alone", leaf(), [ca()], crls=[some(b"\x04\x70")], args=check)
    case("crl-signer-of-the-ca-name-is-a-leaf", 8, "RFC 5280 6.3.3 (f)", "the CRL's signer has the CA's name and no keyUsage for it", leaf(), [ca(), cert("CA", "Root", "other", "root", key_usage(DIGITAL))], crls=[crl("CA", "other")], args=check)

    # Delta CRLs.
    deltas = [*check, "-use_deltas"]
    base_of = lambda revoked=(), **f: crl("CA", "ca", revoked, extensions=[crl_number(5)], **f)
    delta_of = lambda revoked=(), number=6, **f: crl("CA", "ca", revoked, this=f.pop("this", "260201000000Z"), extensions=[crl_number(number), delta(5)], **f)
    held = (b"\x01", [reason(6)])
    case("delta-alone", 3, "RFC 5280 5.2.4; github.com/openssl/openssl/issues/31040", "a delta CRL is no complete CRL", leaf(), [ca()], crls=[delta_of()], args=check)
    case("delta-alone-used", 3, "RFC 5280 5.2.4; github.com/openssl/openssl/issues/31040", "nor is it where deltas are used", leaf(), [ca()], crls=[delta_of()], args=deltas)
    case("delta-alone-some-reasons", 3, "RFC 5280 5.2.4; github.com/openssl/openssl/issues/31040", "nor with onlySomeReasons", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[crl_number(6), delta(5), issuing(tlv(0x83, b"\x05\x60"))])], args=deltas)
    case("delta-lists", 23, "RFC 5280 6.3.3 (i)", "the delta CRL lists the leaf", leaf(), [ca()], crls=[base_of(), delta_of([b"\x01"])], args=deltas)
    case("delta-removes", 0, "RFC 5280 6.3.3 (i), (k)", "the delta CRL takes the hold back", leaf(), [ca()], crls=[base_of([held]), delta_of([(b"\x01", [reason(8)])])], args=deltas)
    case("delta-removes-not-used", 23, "OpenSSL verify -use_deltas", "unless deltas are not used", leaf(), [ca()], crls=[base_of([held]), delta_of([(b"\x01", [reason(8)])])], args=check)
    case("delta-expired-removes", 23, "RFC 5280 5.2.4; github.com/openssl/openssl/issues/31297", "an expired delta CRL takes nothing back", leaf(), [ca()], crls=[base_of([held]), delta_of([(b"\x01", [reason(8)])], next="260301000000Z")], args=deltas)
    case("delta-future-removes", 23, "RFC 5280 5.2.4; github.com/openssl/openssl/issues/31297", "nor one of the future", leaf(), [ca()], crls=[base_of([held]), delta_of([(b"\x01", [reason(8)])], this="290101000000Z")], args=deltas)
    forged_delta = crl("CA", "other", [(b"\x01", [reason(8)])], this="260201000000Z", extensions=[crl_number(6), delta(5)])
    case("delta-forged-removes", 23, "RFC 5280 6.3.3 (h)", "nor one by another key", leaf(), [ca()], crls=[base_of([held]), forged_delta], args=deltas)
    loose_delta = ext("2.5.29.27", integer(5))
    case("delta-not-critical-alone", 3, "RFC 5280 5.2.4", "a deltaCRLIndicator that is not critical is one", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[crl_number(6), loose_delta])], args=check)
    case("delta-without-number-removes", 23, "RFC 5280 5.2.4 (d); github.com/pyca/cryptography/pull/5283", "a delta CRL without a number follows no complete one", leaf(), [ca()], crls=[base_of([held]), crl("CA", "ca", [(b"\x01", [reason(8)])], this="260201000000Z", extensions=[delta(5)])], args=deltas)
    case("delta-before-the-complete-one-removes", 23, "RFC 5280 5.2.4 (d)", "nor does one of a smaller number", leaf(), [ca()], crls=[crl("CA", "ca", [held], extensions=[crl_number(9)]), delta_of([(b"\x01", [reason(8)])], 8)], args=deltas)
    case("delta-on-a-later-base-removes", 23, "RFC 5280 5.2.4 (c)", "nor one that builds on a later complete CRL", leaf(), [ca()], crls=[base_of([held]), crl("CA", "ca", [(b"\x01", [reason(8)])], this="260201000000Z", extensions=[crl_number(9), delta(7)])], args=deltas)
    case("delta-of-another-scope-removes", 23, "RFC 5280 5.2.4 (b)", "nor one of another scope", leaf(points(point(uri_name))), [ca()], crls=[base_of([held]), crl("CA", "ca", [(b"\x01", [reason(8)])], this="260201000000Z", extensions=[crl_number(6), delta(5), issuing(full_name(uri_name))])], args=deltas)

    # OCSP responses.
    about = lambda status=GOOD, **f: single("CA", "ca", b"\x01", status, **f)
    case("ocsp-good", 0, "RFC 6960 3.2", "the CA states that the leaf is good", leaf(), [ca()], responses=[ocsp("CA", "ca", about())])
    case("ocsp-revoked", 23, "RFC 6960 3.2", "the CA states that it is revoked", leaf(), [ca()], responses=[ocsp("CA", "ca", about(REVOKED))])
    case("ocsp-good-and-revoked", 23, "github.com/openssl/openssl/issues/32376", "one response states both", leaf(), [ca()], responses=[ocsp("CA", "ca", about(), about(REVOKED))])
    case("ocsp-good-beside-a-crl-that-revokes", 23, "RFC 5280 6.3", "a CRL lists what a response states to be good", leaf(), [ca()], crls=[crl("CA", "ca", [b"\x01"])], responses=[ocsp("CA", "ca", about())])
    case("ocsp-unknown", 75, "RFC 6960 2.2", "the responder does not know it", leaf(), [ca()], responses=[ocsp("CA", "ca", about(UNKNOWN))])
    case("ocsp-other-serial", 73, "RFC 6960 3.2 (1); github.com/openssl/openssl/issues/7151", "a response about another certificate", leaf(), [ca()], responses=[ocsp("CA", "ca", single("CA", "ca", b"\x02", GOOD))])
    case("ocsp-other-issuer-key", 73, "RFC 6960 3.2 (1)", "a response about a CA of the same name and another key", leaf(), [ca()], responses=[ocsp("CA", "ca", single("CA", "other", b"\x01", GOOD))])
    case("ocsp-expired", 74, "RFC 6960 3.2 (6)", "nextUpdate is past", leaf(), [ca()], responses=[ocsp("CA", "ca", about(next="20261105000000Z"))])
    case("ocsp-of-the-future", 74, "RFC 6960 3.2 (5)", "thisUpdate is to come", leaf(), [ca()], responses=[ocsp("CA", "ca", about(this="20270101000000Z"))])
    case("ocsp-forged", 74, "RFC 6960 3.2 (2); github.com/hashicorp/vault/pull/26091", "in the CA's name by another key", leaf(), [ca()], responses=[ocsp("CA", "other", about())])
    case("ocsp-critical-unknown", 74, "RFC 6960 4.4", "a critical extension that is not known", leaf(), [ca()], responses=[ocsp("CA", "ca", about(extensions=[ext("1.3.6.1.4.1.32473.1", NULL, True)]))])
    no_check = ext("1.3.6.1.5.5.7.48.1.5", NULL)
    helper = lambda *e, signer="ca", issuer="CA", **f: cert("Responder", issuer, "other", signer, *e, serial=b"\x09", **f)
    by_helper = lambda c: [ocsp("Responder", "other", about(), certificates=[c])]
    OCSP = "1.3.6.1.5.5.7.3.9"
    case("ocsp-delegated", 0, "RFC 6960 4.2.2.2", "a responder that the CA delegated", leaf(), [ca()], responses=by_helper(helper(purposes(OCSP), no_check)))
    case("ocsp-delegated-without-purpose", 74, "RFC 6960 4.2.2.2; github.com/PeculiarVentures/PKI.js/pull/502", "a certificate of the CA that is for servers", leaf(), [ca()], responses=by_helper(helper(purposes(SERVER), no_check)))
    case("ocsp-delegated-any-purpose", 74, "RFC 6960 4.2.2.2", "anyExtendedKeyUsage delegates nothing", leaf(), [ca()], responses=by_helper(helper(purposes(ANY), no_check)))
    case("ocsp-delegated-by-another", 74, "RFC 6960 4.2.2.2; golang.org/issue/59641", "a responder of the root", leaf(), [ca()], responses=by_helper(helper(purposes(OCSP), no_check, signer="root", issuer="Root")))
    case("ocsp-delegated-expired", 74, "RFC 6960 4.2.2.2", "the responder's certificate is expired", leaf(), [ca()], responses=by_helper(helper(purposes(OCSP), no_check, not_after="210101000000Z")))
    case("ocsp-signed-by-the-leaf", 74, "RFC 6960 4.2.2.2", "the certificate in question vouches for itself", leaf(purposes(OCSP), no_check), [ca()], responses=[ocsp("leaf", "leaf", about(), certificates=[leaf(purposes(OCSP), no_check)])])
    case("ocsp-delegated-by-a-ca-of-the-same-name", 74, "RFC 6960 4.2.2.2; github.com/wolfSSL/wolfssl/pull/10303", "a CA of the same name and another key delegated the responder", leaf(), [ca(), cert("CA", "Root", "other", "root", basic(), key_usage(CERT_SIGN), serial=b"\x08")],
         responses=[ocsp("Responder", "root", about(), certificates=[cert("Responder", "CA", "root", "other", purposes(OCSP), no_check, serial=b"\x09")])])
    case("ocsp-signed-by-a-ca-of-the-same-name", 74, "RFC 6960 4.2.2.2; github.com/wolfSSL/wolfssl/pull/10303", "or signed itself", leaf(), [ca(), cert("CA", "Root", "other", "root", basic(), key_usage(CERT_SIGN), serial=b"\x08")], responses=[ocsp("CA", "other", about())])
    case("ocsp-signed-by-the-root", 74, "RFC 6960 4.2.2.2", "the root is not the issuer", leaf(), [ca()], responses=[ocsp("Root", "root", about())])
    case("ocsp-delegated-by-itself", 74, "RFC 6960 4.2.2.2; github.com/contentauth/c2pa-rs/pull/2542", "a responder whose certificate is self-signed", leaf(), [ca()], responses=by_helper(cert("Responder", "Responder", "other", "other", purposes(OCSP), no_check, serial=b"\x09")))
    case("ocsp-delegated-for-encipherment", 74, "RFC 5280 4.2.1.3", "a responder whose key is for encipherment", leaf(), [ca()], responses=by_helper(helper(purposes(OCSP), no_check, key_usage(0x20))))
    case("ocsp-delegated-for-content-commitment", 0, "RFC 5280 4.2.1.12; github.com/bcgit/bc-java/issues/2033", "or for contentCommitment, which goes with OCSPSigning", leaf(), [ca()], responses=by_helper(helper(purposes(OCSP), no_check, key_usage(0x40))))
    case("ocsp-delegated-of-unknown-status", 74, "RFC 6960 4.2.2.2.1; github.com/carl-wallace/rust-pki/pull/92", "a responder without ocsp-nocheck, whose own status nothing shows", leaf(), [ca()], responses=by_helper(helper(purposes(OCSP))))
    case("ocsp-delegated-critical-unknown", 74, "RFC 5280 4.2", "a responder with a critical extension that is not known", leaf(), [ca()], responses=by_helper(helper(purposes(OCSP), no_check, ext("1.3.6.1.4.1.32473.1", NULL, True))))
    case("ocsp-responder-of-another-name", 74, "RFC 6960 4.2.2.3", "the response names another responder than the certificate in it", leaf(), [ca()], responses=[ocsp("Else", "other", about(), certificates=[helper(purposes(OCSP), no_check)])])
    case("ocsp-produced-in-the-future", 74, "RFC 6960 2.4", "producedAt is to come", leaf(), [ca()], responses=[ocsp("CA", "ca", about(), produced="20270101000000Z")])

    # Of one CA, an old and a new key, and what stands between them.
    old_root = root(*key_ids(own=b"old"))
    rollover = lambda *e, **f: cert("Root", "Root", "other", "root", *(e or (basic(), key_usage(CERT_SIGN | CRL_SIGN))), *f.pop("ids", key_ids(own=b"new", authority=b"old")), serial=b"\x0b", **f)
    by_new = lambda *e, **f: cert("leaf", "Root", "leaf", "other", *e, **f)
    case("rollover", 0, "RFC 4210 4.4; github.com/openssl/openssl/issues/32793", "the old root is trusted, the CA's new key certified by it", by_new(*key_ids(authority=b"new")), [rollover()], [old_root])
    case("rollover-is-not-an-end", 10, "RFC 4210 4.4; github.com/openssl/openssl/issues/32793", "the certificate between the keys is at hand among the trusted ones: the path goes on to the root, which is expired", by_new(), [], [root(*key_ids(own=b"old"), not_after="210101000000Z"), rollover()])
    case("rollover-revoked", 23, "RFC 5280 6.3; github.com/openssl/openssl/issues/32793", "it is revoked", by_new(), [rollover()], [old_root], crls=[crl("Root", "root", [b"\x0b"]), crl("Root", "other", [b"\x0c"])], args=["-crl_check_all"])
    case("rollover-without-cert-sign", 79, "RFC 5280 6.1.4 (n); github.com/wolfSSL/wolfssl/pull/11334", "self-issued, and its keyUsage lacks keyCertSign", by_new(), [rollover(basic(), key_usage(DIGITAL))], [old_root])
    case("rollover-not-a-ca", 79, "RFC 5280 6.1.4 (k); github.com/wolfSSL/wolfssl/pull/11334", "self-issued, and no CA", by_new(), [rollover(basic(False))], [old_root])
    case("rollover-of-another-purpose", 26, "BR 7.1.2.10.6; github.com/wolfSSL/wolfssl/pull/11145", "self-issued, and for clientAuth alone", by_new(purposes(SERVER)), [rollover(basic(), key_usage(CERT_SIGN), purposes(CLIENT))], [old_root], args=server)
    case("rollover-under-path-length-0", 0, "RFC 5280 6.1.4 (l); github.com/golang/go/issues/28971", "self-issued below a root for no CA below", by_new(), [rollover()], [cert("Root", "Root", "root", "root", basic(path_len=0), key_usage(CERT_SIGN))])
    case("rollover-aki-strict", 85, "RFC 5280 4.2.1.1; github.com/zmap/zlint/pull/726", "self-issued is not self-signed: authorityKeyIdentifier may not be left out", by_new(*key_ids(authority=b"new")), [rollover(ids=key_ids(own=b"new"))], [old_root], args=["-x509_strict"])

    # Which of several certificates.
    for_clients = ca(purposes(CLIENT), *key_ids(own=b"c"))
    case("same-ca-of-another-purpose-first", 0, "RFC 4158 2.4; github.com/golang/go/issues/48869", "two certificates of one CA: the first is for clientAuth alone", leaf(purposes(SERVER), *key_ids(authority=b"c")), [for_clients, ca(purposes(SERVER), *key_ids(own=b"c"), serial=b"\x02")], args=server)
    case("purposes-need-not-nest", 0, "RFC 5280 4.2.1.12; github.com/golang/go/issues/24590", "the leaf has a purpose besides that its CA has not", leaf(purposes(SERVER, "1.3.6.1.4.1.32473.7")), [ca(purposes(SERVER))], args=server)
    case("purpose-that-does-not-nest-is-asked-for", 26, "github.com/golang/go/issues/24590", "and that one is asked for", leaf(purposes(SERVER, CLIENT)), [ca(purposes(SERVER))], args=["-purpose", "sslclient"])
    two_roots = [cert("CA", "Other", "ca", "other", basic(), key_usage(CERT_SIGN), *key_ids(own=b"c", authority=b"o")), ca(*key_ids(own=b"c", authority=b"r"))]
    case("same-ca-under-an-untrusted-root-first", 0, "RFC 4158 2.4; github.com/openssl/openssl/issues/18708", "two certificates of one CA by two roots, the first of which nobody trusts", leaf(*key_ids(authority=b"c")), two_roots, [root(*key_ids(own=b"r"))])
    case("impostor-of-the-ca-first", 0, "RFC 4158 3.5.12; github.com/Spomky-Labs/pki-framework/issues/104", "another key under the CA's name and key identifier stands before it", leaf(*key_ids(authority=b"c")), [cert("CA", "Root", "other", "root", basic(), key_usage(CERT_SIGN), *key_ids(own=b"c")), ca(*key_ids(own=b"c"))])
    case("expired-copy-of-the-root-first", 0, "RFC 4158 2.4; github.com/Mbed-TLS/mbedtls/pull/538", "an expired certificate of the root's name and key stands before the valid one", leaf(), [ca()], [root(not_after="210101000000Z"), root()])
    case("path-length-of-an-intermediate", 25, "RFC 5280 6.1.4 (l), (m); github.com/Mbed-TLS/mbedtls/issues/280", "an intermediate for no CA below, and one below", cert("leaf", "Sub", "leaf", "other"), [ca(basic(path_len=0)), cert("Sub", "CA", "other", "ca", basic(), key_usage(CERT_SIGN))])
    case("path-length-is-not-widened", 25, "RFC 5280 6.1.4 (m)", "the CA below states a larger one", cert("leaf", "Sub 2", "leaf", "root"), [ca(basic(path_len=0)), cert("Sub", "CA", "other", "ca", basic(path_len=5), key_usage(CERT_SIGN)), cert("Sub 2", "Sub", "root", "other", basic(), key_usage(CERT_SIGN))])

    # Constraints and names that GnuTLS, Botan and others misjudged.
    case("nc-first-of-a-second-ca", 47, "RFC 5280 6.1.4 (g); CVE-2026-42011", "the CA above constrains mailboxes alone, the one below permits example.com", cert("leaf", "Sub", "leaf", "other", dns("evil.example")), [ca(constraints([("email", "example.com")])), cert("Sub", "CA", "other", "ca", basic(), key_usage(CERT_SIGN), constraints([("dns", "example.com")]))])
    case("nc-excluded-in-other-case", 48, "RFC 5280 7.2; CVE-2026-3833", "an excluded host in other letters", leaf(dns("www.EVIL.example")), [ca(constraints(excluded=[("dns", "Evil.Example")]))])
    case("nc-excluded-mail-host-in-other-case", 48, "RFC 5280 7.5; CVE-2026-3833", "an excluded mail host in other letters", leaf(mail("a@EVIL.example")), [ca(constraints(excluded=[("email", "evil.Example")]))])
    case("nc-forms-that-are-absent", 0, "RFC 5280 4.2.1.10; github.com/PeculiarVentures/PKI.js/issues/52", "constraints on hosts and mailboxes, of which the leaf has neither", leaf(), [ca(constraints([("dns", "example.com"), ("email", "example.com")]))])
    case("nc-permitted-in-root", 0, "RFC 5937 3.2; github.com/libressl/portable/issues/1299", "the root's own permitted subtree, and a name within", leaf(dns("www.example.com")), [ca()], [root(constraints([("dns", "example.com")]))])
    case("nc-permitted-in-root-mismatch", 47, "RFC 5937 3.2; github.com/libressl/portable/issues/1299", "and one outside", leaf(dns("www.evil.example")), [ca()], [root(constraints([("dns", "example.com")]))])
    printable = name(("2.5.4.6", 0x13, "DE"), ("2.5.4.10", 0x13, "Good"))
    case("dn-permitted-other-string-type", 0, "RFC 5280 7.1; github.com/briansmith/webpki/issues/20", "a permitted directory in PrintableString, the subject in UTF8String", cert(name(("2.5.4.6", 0x13, "DE"), ("2.5.4.10", 0x0C, "Good"), "x"), "CA", "leaf", "ca"), [ca(constraints([("dir", printable)]))])
    named = lambda *e: cert("host.example.com", "CA", "leaf", "ca", *e)
    asked = host("host.example.com")
    case("common-name-beside-a-uri", 62, "RFC 9525 2; CVE-2026-42012", "the host stands in the CN, subjectAltName has a URI alone", named(alt(("uri", "https://host.example.com/"))), [ca()], args=asked)
    srv = alt(("other", ("1.3.6.1.5.5.7.8.7", tlv(0x16, b"_imaps.host.example.com"))))
    case("common-name-beside-a-service-name", 62, "RFC 9525 2; CVE-2026-42012", "or an SRVName alone", named(srv), [ca()], args=asked)
    case("common-name-beside-a-long-name", 62, "RFC 9525 2; CVE-2026-42013", "or a name of 5,000 characters", named(dns("a" * 5000)), [ca()], args=asked)
    case("common-name-in-other-case-excluded", 62, "RFC 9525 2; CVE-2026-32884", "the host stands in the CN in capitals, and is excluded", cert("Sub.EVIL.example", "CA", "leaf", "ca"), [ca(constraints(excluded=[("dns", "evil.example")]))], args=host("sub.evil.example"))
    ids = lambda *e: (leaf(*key_ids(own=b"l", authority=b"c"), *e), [ca(*key_ids(own=b"c", authority=b"r"))], [root(*key_ids(own=b"r"))])
    case("nc-in-a-leaf-strict", 50, "RFC 5280 4.2.1.10; github.com/openssl/openssl/issues/13979, 26792", "nameConstraints in an end entity's certificate, under strict", *ids(dns("a.example"), constraints([("dns", "example.com")])), args=["-x509_strict"])
    case("policy-constraints-in-a-leaf", 43, "RFC 5280 6.1.5 (b); github.com/openssl/openssl/issues/13992", "an end entity's certificate that requires a policy, and has none", leaf(ext("2.5.29.36", seq(tlv(0x80, b"\0")), True)), [ca()])
    case("policy-constraints-in-a-leaf-to-come", 0, "RFC 5280 6.1.5 (b); github.com/openssl/openssl/issues/13992", "or requires one from the next certificate on", leaf(ext("2.5.29.36", seq(tlv(0x80, b"\1")), True)), [ca()])
    case("policy-that-is-not-required", 0, "RFC 5280 6.1.5; github.com/golang/go/issues/81502", "the policy that is asked for is not the leaf's, and none is required", leaf(policies(two[1])), [ca(policies(two[1]))], args=["-policy", two[0]])

    # CRLs and OCSP responses, further.
    case("crl-for-the-leaf-alone", 3, "RFC 5280 6.3; github.com/Mbed-TLS/mbedtls/issues/10561", "every certificate is to be looked up, and the CA is in no CRL's scope", leaf(), [ca()], crls=[crl("CA", "ca")], args=["-crl_check_all"])
    case("crl-scope-of-users-for-the-ca", 44, "RFC 5280 6.3.3 (b)(2)(ii); github.com/smallstep/certificates/issues/2250", "the root's CRL is for end entities alone, and the CA is looked up", leaf(), [ca()], crls=[crl("CA", "ca"), crl("Root", "root", extensions=[issuing(tlv(0x81, b"\xff"))])], args=["-crl_check_all"])
    case("crl-scope-of-users-and-cas", 3, "RFC 5280 5.2.5; github.com/openssl/openssl/issues/27334", "a CRL for end entities alone and for CAs alone", leaf(), [ca()], crls=[crl("CA", "ca", extensions=[issuing(tlv(0x81, b"\xff"), tlv(0x82, b"\xff"))])], args=check)
    case("crl-scope-empty-strict", 3, "RFC 5280 5.2.5; github.com/openssl/openssl/issues/27506", "an empty issuingDistributionPoint, under strict", *ids(), crls=[crl("CA", "ca", extensions=[crl_number(1), *key_ids(authority=b"c"), issuing()])], args=[*check, "-x509_strict"])
    case("crl-some-reasons-lists", 23, "RFC 5280 6.3.3 (i); github.com/openssl/openssl/issues/25527", "a CRL for some reasons lists the leaf for one of them", leaf(), [ca()], crls=[some(b"\x04\x70", revoked=[(b"\x01", [reason(1)])])], args=check)
    key_hash = lambda key: hashlib.sha1(KEY[key].public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)).digest()
    by_key = lambda key: tlv(0xA2, octets(key_hash(key)))
    delegated = helper(purposes(OCSP), no_check)
    case("ocsp-responder-by-key", 0, "RFC 6960 4.2.1; github.com/certbot/certbot/pull/7989", "the responder is named by its key", leaf(), [ca()], responses=[ocsp(by_key("other"), "other", about(), certificates=[delegated])])
    case("ocsp-responder-by-the-key-of-its-issuer", 74, "RFC 6960 4.2.1; github.com/NeySlim/ultimate-ca-manager/issues/347", "or by its issuer's key", leaf(), [ca()], responses=[ocsp(by_key("ca"), "other", about(), certificates=[delegated])])
    case("ocsp-responder-by-nobodys-key", 74, "RFC 6960 4.2.1; github.com/randombit/botan/pull/3515", "or by nobody's", leaf(), [ca()], responses=[ocsp(tlv(0xA2, octets(bytes(20))), "other", about(), certificates=[delegated])])
    case("ocsp-about-nothing", 73, "RFC 6960 4.2.1; github.com/curl/curl/pull/21679", "a response about no certificate", leaf(), [ca()], responses=[ocsp("CA", "ca")])

    commands()

    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in INDEX)
    (HERE / "index.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(INDEX)} cases, {len(COMMANDS)} commands")


main()
