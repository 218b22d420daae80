#!/usr/bin/env python3
"""Makes the cases of this folder: `make.py` writes NAME.pem for each and index.json. Needs Python's cryptography, for RSA alone.

The keys are those of keys.pem and PKCS #1 v1.5 signatures are deterministic: a second run writes the same files.
"""
import base64, json, re
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


def case(label, verdict, source, what, target, untrusted=(), anchors=None, crls=(), args=()):
    """`verdict` is 0, or the number of OpenSSL's error that `verify` must print first."""
    assert label not in NAMES, label
    NAMES.add(label)
    text = f"{what}\n\n"
    groups = [("target", [target]), ("trusted", [root()] if anchors is None else anchors), ("untrusted", untrusted), ("crl", crls)]
    for kind, items in groups:
        for item in items:
            block, der = item if isinstance(item, tuple) else ("X509 CRL" if kind == "crl" else "CERTIFICATE", item)
            body = der if isinstance(der, str) else "\n".join(re.findall(".{1,64}", base64.b64encode(der).decode()))
            text += f"{kind}\n-----BEGIN {block}-----\n{body}\n-----END {block}-----\n"
    (HERE / f"{label}.pem").write_text(text)
    INDEX.append({"case": label, "verdict": verdict, "source": source, "what": what, "args": list(args)})


def host(text):
    return ["-verify_hostname", text]


def email(text):
    return ["-verify_email", text]


def main():
    for old in HERE.glob("*.pem"):
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
    case("ip-in-dns-name", 64, "RFC 9525 3", "an address as a dNSName is no address", leaf(dns("192.0.2.1")), [ca()], args=["-verify_ip", "192.0.2.1"])
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

    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in INDEX)
    (HERE / "index.json").write_text(f"[\n{lines}\n]\n")
    print(f"{len(INDEX)} cases")


main()
