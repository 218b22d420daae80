#!/usr/bin/env python3
"""Makes cases.txt and der.txt: paths with one breach each, and what each profile must say of them; and items.txt: for each thing
that the profile webpki judges, a rule, a path that breaks it and one that keeps it. Needs Python's cryptography, for RSA alone.

Every case is made twice: of certificates as the CA/Browser Forum's Baseline Requirements have them (`modern`), where the breach is
the only one, and of bare ones that are valid for a thousand years from 1970 on (`bare`), which no rule that came into force later
may excuse. The keys are those of keys.pem and PKCS #1 v1.5 signatures are deterministic: a second run writes the same file.
"""
import base64, datetime, hashlib, ipaddress, sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "reports"))
from encode import *  # noqa: E402,F403

load_keys(HERE / "keys.pem", {**{n: 2048 for n in ["root", "a", "b", "c", "d", "leaf", "other"]}, "weak": 1024, "odd": 2052})

NOW = 1795683600  # 2026-11-26
MODERN, BARE = "modern", "bare"
STYLE = MODERN
ORG = ("2.5.4.10", 0x0C, "Example")
COUNTRY = ("2.5.4.6", 0x13, "NL")
DV = "2.23.140.1.2.1"
PRIVATE = "1.3.6.1.4.1.32473"
CODE, STAMP, OCSP = "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"
PRECERT = "1.3.6.1.4.1.11129.2.4.4"
P192 = bytes.fromhex("04188da80eb03090f67cbf20eb43a18800f4ff0afd82ff101207192b95ffc8da78631011ed6b24cdd573f977a11e794811")


def key_id(key):
    """RFC 5280 §4.2.1.2, method (1)."""
    return hashlib.sha1(KEY[key].public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)).digest()


def uri(text):
    return tlv(0x86, text.encode())


def access(*pairs, critical=False):
    return ext("1.3.6.1.5.5.7.1.1", seq(*(seq(oid(m), n) for m, n in pairs)), critical)


CA_ISSUERS, OCSP_URL = "1.3.6.1.5.5.7.48.2", "1.3.6.1.5.5.7.48.1"


def points(*names):
    return ext("2.5.29.31", seq(seq(tlv(0xA0, tlv(0xA0, *names)))))


def aki(key, issuer=b"", serial=b"", critical=False, no_id=False):
    return ext("2.5.29.35", seq(b"" if no_id else tlv(0x80, key_id(key)), issuer, serial), critical)


def ski(key, critical=False):
    return ext("2.5.29.14", octets(key_id(key)), critical)


def dns(*names, critical=False):
    return alt(*(("dns", n) for n in names), critical=critical)


def ip(text):
    return ("ip", ipaddress.ip_address(text).packed)


def net(text):
    network = ipaddress.ip_network(text)
    return ("ip", network.network_address.packed + network.netmask.packed)


class Made:
    def __init__(self, der, subject, key, serial):
        self.der, self.subject, self.key, self.serial = der, subject, key, serial


SERIAL = [0]


def next_serial():
    SERIAL[0] += 1
    return b"\x10" + hashlib.sha256(str(SERIAL[0]).encode()).digest()[:11]


def issue(subject, issuer, key, signer, standard, given, extra, dates, **fields):
    """`standard` are the extensions by slot; `given` replaces some, None removes."""
    slots = {**standard, **given}
    serial = fields.pop("serial", None) or next_serial()
    extensions = [e for e in slots.values() if e] + list(extra)
    not_before, not_after = dates
    der = cert(subject, issuer, key, signer, *extensions, serial=serial, not_before=not_before, not_after=not_after, **fields)
    return Made(der, subject, key, serial)


def dates_of(kind):
    if STYLE == BARE:
        return "700101000001Z", "29690503000001Z"
    return {"root": ("200101000000Z", "400101000000Z"), "ca": ("220101000000Z", "360101000000Z"), "leaf": ("261101000000Z", "270201000000Z")}[kind]


SLOTS = ["bc", "ku", "ski", "aki", "eku", "san", "nc", "pol", "aia", "cdp"]


def split(fields):
    return {k: fields.pop(k) for k in SLOTS if k in fields}, fields


def root(subject=None, key="root", issuer=None, extra=(), dates=None, **fields):
    given, fields = split(fields)
    subject = subject if subject is not None else name(COUNTRY, ORG, "Root") if STYLE == MODERN else name("root")
    standard = {"bc": basic(), "ku": key_usage(CERT_SIGN | CRL_SIGN, critical=STYLE == MODERN), "ski": ski(key)}
    if STYLE == BARE:
        standard["san"] = dns("example.com")
    return issue(subject, issuer if issuer is not None else subject, key, key, standard, given, extra, dates or dates_of("root"), **fields)


def ca(parent, key, subject=None, issuer=None, path_len=None, extra=(), dates=None, **fields):
    given, fields = split(fields)
    subject = subject if subject is not None else name(COUNTRY, ORG, f"CA {key}") if STYLE == MODERN else name(f"intermediate {key}")
    standard = {"bc": basic(path_len=path_len), "ku": key_usage(CERT_SIGN | CRL_SIGN, critical=STYLE == MODERN), "ski": ski(key), "aki": aki(parent.key)}
    if STYLE == BARE:
        standard["san"] = dns("example.com")
    else:
        standard |= {"eku": purposes(SERVER), "pol": policies(DV), "aia": access((CA_ISSUERS, uri("http://ca.example.org/r.crt"))), "cdp": points(uri("http://ca.example.org/r.crl"))}
    return issue(subject, issuer if issuer is not None else parent.subject, key, parent.key, standard, given, extra, dates or dates_of("ca"), **fields)


def leaf(parent, key="leaf", subject=None, issuer=None, extra=(), dates=None, cn="example.com", **fields):
    """`cn` is the common name: where subjectAltName is another, that too, or None for an empty subject."""
    given, fields = split(fields)
    subject = subject if subject is not None else name(cn) if cn else name()
    standard = {"ku": key_usage(DIGITAL, critical=STYLE == MODERN), "aki": aki(parent.key), "eku": purposes(SERVER), "san": dns("example.com")}
    if STYLE == BARE:
        standard["ski"] = ski(key) if key in KEY and "public" not in fields else None
    else:
        standard |= {"pol": policies(DV), "aia": access((CA_ISSUERS, uri("http://ca.example.org/a.crt"))), "cdp": points(uri("http://ca.example.org/a.crl"))}
    return issue(subject, issuer if issuer is not None else parent.subject, key, parent.key, standard, given, extra, dates or dates_of("leaf"), **fields)


def named(host, parent, **fields):
    """A leaf of one host."""
    return leaf(parent, cn=host, san=dns(host), **fields)


def revoked(serial, date="261120000000Z", *extensions):
    return seq(tlv(2, serial), time(date), seq(*extensions) if extensions else b"")


def crl(ca, entries=(), this="261120000000Z", next="261210000000Z", number=True, extra=(), signer=None, version=1, issuer=None, times=time, inner=SHA256_RSA, unused=0, identifier=None):
    number = ext("2.5.29.20", integer(12345)) if number is True else number
    extensions = [identifier or aki(ca.key), *([number] if number else []), *extra]
    tbs = seq(integer(version) if version is not None else b"", inner, issuer or ca.subject, times(this), times(next) if next else b"", seq(*entries) if entries else b"",
              tlv(0xA0, seq(*extensions)))
    return seq(tbs, SHA256_RSA, bits(sign(tbs, signer or ca.key), unused))


def scope(names=None, user=False, ca_only=False, attribute=False, indirect=False, reasons=None, relative=None):
    point = b""
    if names:
        point = tlv(0xA0, tlv(0xA0, *names))
    if relative:
        point = tlv(0xA0, tlv(0xA1, relative))
    flag = lambda tag, on: tlv(tag, b"\xff") if on else b""
    return ext("2.5.29.28", seq(point, flag(0x81, user), flag(0x82, ca_only), tlv(0x83, reasons) if reasons else b"", flag(0x84, indirect), flag(0x85, attribute)), critical=True)


CASES, CERTS = [], {}


def reference(der):
    return CERTS.setdefault(base64.b64encode(der).decode(), len(CERTS))


def case(label, right, source, target, anchors, between=(), crls=(), dns=None, ip=None, email=None, at=NOW, purpose="sslserver", depth=None, webpki=None):
    """`right` is what RFC 5280 §6 makes of it ("accept", "refuse"), or "pkix" where an issuer broke a rule of RFC 5280 §4 or §5,
    which -x509_strict refuses, or "br" where it broke one of the Baseline Requirements alone. `webpki` is what these make of an
    acceptable path, where that is another thing; None asks nothing of them there for bare certificates."""
    args = ["-attime", str(at)]
    if purpose:
        args += ["-purpose", purpose]
    for option, value in [("-verify_hostname", dns), ("-verify_ip", ip), ("-verify_email", email), ("-verify_depth", depth)]:
        if value is not None:
            args += [option, str(value)]
    if crls:
        args.append("-crl_check" if len(crls) == 1 or not between else "-crl_check_all")
    accepts = {"accept": [True, True, True], "refuse": [False] * 3, "pkix": [None, False, False], "br": [True, True, False]}[right]
    if right == "accept":
        accepts[2] = webpki if webpki is not None else True if STYLE == MODERN else None
    if right == "br" and STYLE == BARE:
        accepts[:2] = [None, None]
    if right == "pkix" and webpki:
        accepts[2] = True if STYLE == MODERN else None
    CASES.append({"case": f"{STYLE}::{label}", "source": source, "target": reference(target.der), "trusted": [reference(a.der) for a in anchors],
                  "untrusted": [reference(b.der) for b in between], "crls": [reference(c) for c in crls], "args": args,
                  "rfc5280": accepts[0], "strict": accepts[1], "webpki": accepts[2]})


def simple(label, right, source, r=None, l=None, between=(), **fields):
    """One root and one leaf, asked for example.com."""
    r = r or root()
    fields.setdefault("dns", "example.com") if not {"ip", "email"} & set(fields) else None
    case(label, right, source, l(r) if callable(l) else l or leaf(r), [r], between, **fields)


def unknown(critical):
    return ext(f"{PRIVATE}.1", b"", critical)


def situations():
    r = root()
    simple("valid", "accept", "RFC 5280 6.1")
    simple("empty-issuer", "pkix", "RFC 5280 4.1.2.4", l=leaf(r, issuer=name()))
    simple("ca-empty-subject", "pkix", "RFC 5280 4.1.2.6", root(subject=name(), issuer=name()), l=lambda r: leaf(r))
    simple("ca-empty-subject-named-issuer", "pkix", "RFC 5280 4.1.2.6", root(subject=name(), issuer=name("root")), l=lambda r: leaf(r))
    simple("critical-unknown-leaf", "refuse", "RFC 5280 6.1.5 (f)", l=leaf(r, extra=[unknown(True)]))
    simple("critical-unknown-root", "refuse", "RFC 5937 3.2", root(extra=[unknown(True)]))
    a = ca(r, "a", path_len=0, extra=[unknown(True)])
    simple("critical-unknown-intermediate", "refuse", "RFC 5280 6.1.4 (o)", r, leaf(a), [a])
    a = ca(r, "a", path_len=0)
    other = root(subject=name("unrelated"), key="other")
    case("untrusted-root", "refuse", "RFC 5280 6.1.1 (d)", leaf(a), [other], [r, a], dns="example.com")
    for label, bc in [("without-ca", basic(False)), ("without-basic-constraints", None)]:
        a = ca(r, "a", bc=bc)
        simple(f"intermediate-{label}", "refuse", "RFC 5280 6.1.4 (k)", r, leaf(a), [a])
    simple("root-without-basic-constraints", "refuse", "RFC 5280 4.2.1.9", root(bc=None))
    simple("root-basic-constraints-not-critical", "pkix", "RFC 5280 4.2.1.9", root(bc=basic(critical=False)))
    no_sign = key_usage(0, critical=False)
    simple("root-without-cert-sign", "refuse", "RFC 5280 4.2.1.3", root(ku=no_sign))
    simple("root-crl-sign-alone", "refuse", "RFC 5280 4.2.1.3", root(ku=key_usage(CRL_SIGN)))
    a = ca(r, "a", path_len=0, ku=no_sign)
    simple("intermediate-without-cert-sign", "refuse", "RFC 5280 6.1.4 (n)", r, leaf(a), [a])
    simple("leaf-cert-sign", "pkix", "RFC 5280 4.2.1.9", l=leaf(r, bc=basic(False), ku=key_usage(DIGITAL | CERT_SIGN)))
    simple("leaf-cert-sign-without-basic-constraints", "pkix", "RFC 5280 4.2.1.3", l=leaf(r, ku=key_usage(DIGITAL | CERT_SIGN)))
    host = tlv(0x82, b"example.com")
    simple("aia", "accept", "RFC 5280 4.2.2.1", l=leaf(r, aia=access((CA_ISSUERS, host))), webpki=False)
    simple("aia-critical", "pkix", "RFC 5280 4.2.2.1", l=leaf(r, aia=access((CA_ISSUERS, host), critical=True)))
    simple("extension-twice", "refuse", "RFC 5280 4.2", l=leaf(r, extra=[dns("example.com")]))
    simple("no-key-usage", "accept", "RFC 5280 4.2.1.3", l=leaf(r, ku=None))
    simple("no-basic-constraints", "accept", "RFC 5280 4.2.1.9", l=leaf(r, bc=None))
    pss = seq(oid("1.2.840.113549.1.1.12"), NULL)
    simple("algorithms-differ-leaf", "refuse", "RFC 5280 4.1.1.2", l=leaf(r, outer=pss))
    simple("algorithms-differ-root", "refuse", "RFC 5280 4.1.1.2", root(inner=pss))
    at_ca = ca(r, "a", san=dns("ca.example.com"))
    case("ca-as-leaf", "accept", "RFC 5280 6.1", at_ca, [r], dns="ca.example.com", purpose=None, webpki=False)
    case("ca-as-leaf-for-servers", "refuse", "RFC 5280 4.2.1.12", at_ca, [r], dns="ca.example.com")
    case("ca-as-leaf-of-another-name", "refuse", "RFC 9525 6", at_ca, [r], dns="other.example.com")
    a = ca(r, "a")
    case("intermediate-as-anchor", "accept", "RFC 5280 6.1.1 (d)", leaf(a), [a], [r], dns="example.com")
    CASES[-1]["args"].append("-partial_chain")

    # Key identifiers.
    simple("aki-critical-root", "refuse", "RFC 5280 4.2.1.1", root(aki=aki("root", critical=True)))
    simple("aki-critical-leaf", "refuse", "RFC 5280 4.2.1.1", l=leaf(r, aki=aki("root", critical=True)))
    simple("aki-missing-leaf", "pkix", "RFC 5280 4.2.1.1", l=leaf(r, aki=None))
    a = ca(r, "a", path_len=0, aki=None)
    simple("aki-missing-intermediate", "pkix", "RFC 5280 4.2.1.1", r, leaf(a), [a])
    simple("aki-missing-root", "accept", "RFC 5280 4.2.1.1", root(aki=None))
    simple("ski-critical", "refuse", "RFC 5280 4.2.1.2", root(ski=ski("root", critical=True)))
    simple("ski-missing-root", "pkix", "RFC 5280 4.2.1.2", root(ski=None))
    a = ca(r, "a", ski=None)
    simple("ski-missing-intermediate", "pkix", "RFC 5280 4.2.1.2", r, leaf(a), [a])
    a = ca(r, "a", ski=ski("a", critical=True))
    simple("ski-critical-intermediate", "refuse", "RFC 5280 4.2.1.2", r, leaf(a), [a])

    # Purposes and policies.
    simple("eku-of-clients", "refuse", "RFC 5280 4.2.1.12", l=leaf(r, eku=purposes(CLIENT)))
    simple("eku-missing", "accept", "RFC 5280 4.2.1.12", l=leaf(r, eku=None), webpki=False)
    a = ca(r, "a", extra=[ext("2.5.29.36", seq(tlv(0x80, b"\x03")))])
    simple("policy-constraints-not-critical", "pkix", "RFC 5280 4.2.1.11", r, leaf(a), [a])

    # subjectAltName and serial numbers.
    simple("san-malformed", "refuse", "RFC 5280 4.2.1.6", l=leaf(r, san=ext("2.5.29.17", b"example.com")))
    simple("san-not-critical-empty-subject", "pkix", "RFC 5280 4.1.2.6", l=leaf(r, subject=name()))
    simple("san-critical-empty-subject", "accept", "RFC 5280 4.1.2.6", l=leaf(r, subject=name(), san=dns("example.com", critical=True)))
    simple("san-empty", "refuse", "RFC 5280 4.2.1.6", l=leaf(r, san=ext("2.5.29.17", seq())))
    for label, serial in [("zero", b"\x00"), ("negative", b"\x80\x01"), ("22-bytes", b"\x01" + b"\x5a" * 21), ("21-bytes", b"\x00" + b"\x9a" * 20 + b"\x01")]:
        simple(f"serial-{label}", "pkix", "RFC 5280 4.1.2.2", l=leaf(r, serial=serial))
    simple("serial-20-bytes", "accept", "RFC 5280 4.1.2.2", l=leaf(r, serial=b"\x5a" * 20))
    simple("version-1", "refuse", "RFC 9525 6", l=Made(cert(name("example.com"), r.subject, "leaf", "root", version=None, not_before=dates_of("leaf")[0], not_after=dates_of("leaf")[1]), None, None, None))
    empty_key = seq(seq(oid("1.2.840.113549.1.1.1"), NULL), bits(b""))
    a = ca(r, "a", public=empty_key)
    simple("issuer-key-malformed", "refuse", "RFC 8017 A.1.1", r, leaf(a), [a])
    simple("leaf-key-malformed", "refuse", "RFC 8017 A.1.1", l=leaf(r, public=empty_key))


def validity():
    years = lambda a, b: (f"{a}0101000000Z", f"{b}0101000000Z")
    at_2022 = 1640995200
    for label, of in [("root", (20, 26, 23)), ("intermediate", (26, 20, 23)), ("leaf", (26, 26, 21))]:
        r = root(dates=years(16, of[0]))
        a = ca(r, "a", dates=years(16, of[1]))
        case(f"expired-{label}", "refuse", "RFC 5280 6.1.3 (a) (2)", leaf(a, dates=years(18, of[2])), [r], [a], dns="example.com", at=at_2022)
    month = ("240301000000Z", "240401000000Z")
    r = root(dates=month)
    a = ca(r, "a", dates=month)
    l = leaf(a, dates=month)
    begin, end = 1709251200, 1711929600
    for label, right, at in [("at-not-before", "accept", begin), ("before-not-before", "refuse", begin - 1), ("at-not-after", "accept", end), ("after-not-after", "refuse", end + 1)]:
        case(label, right, "RFC 5280 4.1.2.5", l, [r], [a], dns="example.com", at=at, webpki=False if right == "accept" else None)


def constraints_on_names():
    def one(label, right, nc, names, below_ca=False, source="RFC 5280 4.2.1.10", cn="example.com", ask=None, **fields):
        r = root(nc=None if below_ca else nc)
        between = []
        top = r
        if below_ca:
            top = ca(r, "a", nc=nc, san=None)
            between = [top]
        ask = ask if ask is not None else {"dns": "example.com"}
        case(label, right, source, leaf(top, cn=cn, san=alt(*names) if names else None, **fields), [r], between, **ask)

    host = lambda n: ("dns", n)
    dirs = lambda n: ("dir", name(n))
    permits = lambda *n, **f: constraints(n, **f)
    excludes = lambda *n: constraints(excluded=n)
    one("nc-permitted-dns-mismatch", "refuse", permits(host("example.com")), [host("not-example.com")], cn="not-example.com", ask={"dns": "not-example.com"})
    one("nc-excluded-dns-match", "refuse", excludes(host("example.com")), [host("example.com")], True)
    one("nc-permitted-dns-match", "accept", permits(host("example.com")), [host("example.com")])
    r = root(nc=permits(host("example.com"), critical=False))
    case("nc-not-critical", "pkix", "RFC 5280 4.2.1.10; BR 7.1.2.10.8 excepts it", leaf(r), [r], dns="example.com", webpki=True)
    one("nc-permitted-dns-below", "accept", permits(host("example.com")), [host("foo.bar.example.com")], cn="foo.bar.example.com", ask={"dns": "foo.bar.example.com"})
    one("nc-excluded-dns-second", "refuse", excludes(host("not-allowed.example.com")), [host("example.com"), host("not-allowed.example.com")])
    for label, right, nc, address in [
        ("permitted-ipv4-mismatch", "refuse", permits(net("192.0.2.0/24")), "192.0.3.1"),
        ("excluded-ipv4-match", "refuse", excludes(net("192.0.2.0/24")), "192.0.2.1"),
        ("excluded-ipv6-match", "refuse", excludes(net("::1/128")), "::1"),
        ("permitted-ipv4-match", "accept", permits(net("192.0.2.0/24")), "192.0.2.1"),
        ("permitted-ipv6-match", "accept", permits(net("2001:db8::/32")), "2001:db8::1"),
        ("permitted-ipv6-mismatch", "refuse", permits(net("2001:db8::/32")), "2001:db9::1"),
        ("ipv4-without-mask", "refuse", permits(ip("127.0.0.1")), "127.0.0.1"),
        ("ipv6-without-mask", "refuse", permits(ip("::1")), "::1"),
    ]:
        r = root(nc=nc)
        reserved = label.startswith(("permitted-ipv4-match", "permitted-ipv6-match"))
        case(f"nc-{label}", right, "RFC 5280 4.2.1.10", leaf(r, cn=address, san=alt(ip(address))), [r], ip=address, webpki=False if reserved and right == "accept" else None)
    for label, right, nc, subject, san in [
        ("permitted-mismatch", "refuse", permits(dirs("foo")), "not-foo", "not-foo"),
        ("excluded-match", "refuse", excludes(dirs("foo")), "foo", "foo"),
        ("permitted-match", "accept", permits(dirs("foo")), "foo", "foo"),
        ("permitted-in-san-alone", "refuse", permits(dirs("foo")), "not-foo", "foo"),
        ("permitted-in-subject-alone", "refuse", permits(dirs("foo")), "foo", "not-foo"),
        ("excluded-in-subject-alone", "refuse", excludes(dirs("foo")), "foo", "not-foo"),
        ("excluded-in-san-alone", "refuse", excludes(dirs("foo")), "not-foo", "foo"),
    ]:
        r = root(nc=nc)
        case(f"nc-directory-{label}", right, "RFC 5280 4.2.1.10", leaf(r, cn=subject, san=alt(dirs(san))), [r], webpki=False if right == "accept" else None)
    other = name("not-example.com") if STYLE == BARE else name(COUNTRY, ORG, "not-example.com")
    r = root(subject=other, san=dns("not-example.com"), nc=permits(host("example.com")))
    a = ca(r, "a", subject=other, san=dns("not-example.com"))
    case("nc-not-on-self-issued", "accept", "RFC 5280 6.1.3 (b)", leaf(a), [r], [a], dns="example.com")
    r = root(nc=permits(host("example.com")))
    a = ca(r, "a", subject=other, san=dns("not-example.com"))
    case("nc-on-self-issued-leaf", "refuse", "RFC 5280 6.1.3 (b)", leaf(a, subject=other, san=dns("not-example.com")), [r], [a], dns="not-example.com")
    r = root(nc=permits(host("example.com")))
    a = ca(r, "a", subject=r.subject, san=None)
    case("nc-on-self-issued-leaf-below-self-issued", "refuse", "RFC 5280 6.1.3 (b)", leaf(a, subject=r.subject, san=dns("not-example.com")), [r], [a], dns="not-example.com")
    one("nc-permitted-and-excluded", "refuse", constraints([host("example.com")], [host("example.com")]), [host("example.com")])
    one("nc-permitted-other-form", "accept", permits(net("192.0.2.0/24")), [host("example.com")])
    one("nc-excluded-other-form", "accept", excludes(net("192.0.2.0/24")), [host("example.com")])
    foo = {"cn": "foo.example.com", "ask": {"dns": "foo.example.com"}}
    one("nc-wildcard", "refuse", permits(host("*.example.com")), [host("foo.example.com")], **foo)
    one("nc-leading-dot", "pkix", permits(host(".example.com")), [host("foo.example.com")], **foo)
    one("nc-leading-dot-in-ca", "pkix", permits(host(".example.com")), [host("foo.example.com")], True, **foo)
    one("nc-dot-alone", "refuse", permits(host(".")), [host("foo.example.com")], True, **foo)
    one("nc-of-every-name", "accept", permits(host("")), [host("foo.example.com")], True, **foo)
    one("nc-trailing-dot", "refuse", permits(host("example.com.")), [host("foo.example.com")], True, **foo)
    mailbox = lambda n: ("email", n)
    ask = lambda n: {"email": n, "purpose": "sslclient"}

    def on_mail(label, right, nc, names, who, below_ca=True):
        r = root(nc=None if below_ca else nc)
        top = ca(r, "a", nc=nc, san=None, **({"eku": purposes(CLIENT)} if STYLE == MODERN else {})) if below_ca else r
        case(label, right, "RFC 5280 4.2.1.10", leaf(top, cn="x", san=alt(*map(mailbox, names)), eku=purposes(CLIENT)), [r], [top] if below_ca else [], **ask(who),
             webpki=False if right == "accept" else None)

    on_mail("nc-mailbox-malformed", "refuse", permits(mailbox("invalid@invalid@example.com")), ["example@example.com"], "example@example.com", False)
    on_mail("nc-mail-of-two-hosts", "refuse", permits(mailbox("example.com")), ["good@example.com", "invalid@address@example.com"], "good@example.com")
    on_mail("nc-mailbox", "accept", permits(mailbox("foo@example.com")), ["foo@example.com"], "foo@example.com")
    on_mail("nc-mail-host", "accept", permits(mailbox("example.com")), ["foo@example.com"], "foo@example.com")
    for critical in [False, True]:
        r = root()
        case(f"nc-in-leaf{'-critical' if critical else ''}", "pkix", "RFC 5280 4.2.1.10", leaf(r, nc=permits(host("example.com"), critical=critical)), [r], dns="example.com")
    both = constraints([host("permitted.example.com")], [host("forbidden.example.com")])
    for at_root in [True, False]:
        r = root(nc=both if at_root else None)
        a = ca(r, "a", nc=None if at_root else both, san=None)
        b = ca(a, "b", san=dns("forbidden.example.com"))
        case(f"nc-of-{'root' if at_root else 'intermediate'}-on-intermediate", "refuse", "RFC 5280 6.1.3 (c)", named("permitted.example.com", b), [r], [a, b], dns="permitted.example.com")
    for label, first, second in [("narrows", ["foo", "bar"], ["bar"]), ("does-not-widen", ["bar"], ["foo", "bar"])]:
        r = root()
        tree = lambda list: permits(*(host(f"{n}.example.com") for n in list))
        a = ca(r, "a", nc=tree(first), san=None)
        b = ca(a, "b", nc=tree(second), san=None)
        case(f"nc-{label}", "refuse", "RFC 5280 6.1.4 (g)", named("foo.example.com", b), [r], [a, b], dns="foo.example.com")
    one("nc-name-with-leading-dot", "refuse", permits(host("example.com")), [host(".example.com"), host("foo.example.com")], True, cn="foo.example.com", ask={"dns": "foo.example.com"})
    r = root()
    a = ca(r, "a", nc=permits(net("192.0.2.0/24")), san=None)
    case("nc-address-with-mask-as-name", "refuse", "RFC 5280 4.2.1.6", leaf(a, cn="192.0.2.1", san=alt(net("192.0.2.0/24"), ip("192.0.2.1"))), [r], [a], ip="192.0.2.1")
    own = ("other", (f"{PRIVATE}.3", b"\x05\x00"))
    nc = constraints([host("example.com")], [own])
    one("nc-other-name", "refuse", nc, [host("example.com"), own], True)
    one("nc-other-name-of-nobody", "accept", nc, [host("example.com")], True)
    a = ca(r, "a", nc=constraints())
    case("nc-empty", "pkix", "RFC 5280 4.2.1.10", leaf(a), [r], [a], dns="example.com")
    a = ca(r, "a", nc=ext("2.5.29.30", seq(tlv(0xA0), tlv(0xA1)), True))
    case("nc-empty-subtrees", "refuse", "RFC 5280 4.2.1.10", leaf(a), [r], [a], dns="example.com")
    a = ca(r, "a", nc=ext("2.5.29.30", seq(tlv(0xA0, seq(general("dns", "example.com"), tlv(0x80, b"\x01")))), True), san=None)
    case("nc-minimum", "refuse", "RFC 5280 4.2.1.10", leaf(a), [r], [a], dns="example.com")
    a = ca(r, "a", nc=ext("2.5.29.30", seq(tlv(0xA0, seq(general("dns", "example.com"), tlv(0x81, b"\x01")))), True), san=None)
    case("nc-maximum", "refuse", "RFC 5280 4.2.1.10", leaf(a), [r], [a], dns="example.com")
    for label, nc, asked in [("excluded", constraints([host("example.com")], [host("bar.example.com")]), "bar.example.com"), ("permitted", permits(host("foo.example.com")), "foo.example.com")]:
        a = ca(r, "a", nc=nc, san=None)
        case(f"nc-wildcard-over-{label}", "refuse", "CVE-2025-61727", named("*.example.com", a), [r], [a], dns=asked)
    # The CA that the constraints forbid has another certificate.
    a = ca(r, "a", nc=both, san=None)
    gone = root(key="other", subject=name("gone"))
    b1, b2 = ca(gone, "b", san=dns("forbidden.example.com")), ca(a, "b", san=None)
    case("nc-other-certificate-of-the-ca", "accept", "RFC 4158 2.4", named("permitted.example.com", b2), [r], [a, b1, b2], dns="permitted.example.com")
    second = root(key="other", subject=name(COUNTRY, ORG, "Second"))
    a = ca(r, "a", nc=excludes(host("forbidden.example.com")), san=None)
    b1, b2 = ca(a, "b", san=dns("forbidden.example.com")), ca(second, "b", san=dns("free.example.com"))
    case("nc-other-certificate-under-another-root", "accept", "RFC 4158 2.4", named("free.example.com", b1), [r, second], [a, b1, b2], dns="free.example.com")


def identities():
    r = root()
    same = lambda label, right, present, asked, source="RFC 9525 6": case(label, right, source, named(present, r), [r], dns=asked)
    same("san-other-domain", "refuse", "example.com", "example2.com")
    same("san-other-label", "refuse", "abc.example.com", "def.example.com")
    same("san-parent", "refuse", "example.com", "abc.example.com")
    same("san-child", "refuse", "abc.example.com", "example.com")
    same("san-case", "accept", "example.com", "EXAMPLE.com")
    same("wildcard", "accept", "*.example.com", "foo.example.com", "RFC 9525 6.3")
    same("wildcard-in-label", "refuse", "ba*.example.com", "baz.example.com", "RFC 9525 6.3")
    same("wildcard-not-leftmost", "refuse", "foo.*.example.com", "foo.bar.example.com", "RFC 9525 6.3")
    same("wildcard-two-labels", "refuse", "*.example.com", "foo.bar.example.com", "RFC 9525 6.3")
    same("wildcard-itself", "refuse", "*.example.com", "example.com", "RFC 9525 6.3")
    same("wildcard-in-a-label", "refuse", "xn--*-1b3c148a.example.com", "xn--bliss-1b3c148a.example.com", "RFC 9525 6.3")
    same("wildcard-of-one-label", "refuse", "*.com", "example.com", "RFC 9525 6.3; BR 3.2.2.6")
    same("name-not-ascii", "refuse", "😜.example.com", "xn--628h.example.com", "RFC 5280 7.2")
    same("name-underscore", "pkix", "a_b.example.com", "a_b.example.com", "RFC 5280 4.2.1.6, RFC 1034 3.5")
    simple("no-san", "refuse", "RFC 9525 2", l=leaf(r, san=None))
    simple("san-ip-asked-as-host", "refuse", "RFC 9525 2", l=leaf(r, san=dns("192.0.2.1"), cn="192.0.2.1"), ip="192.0.2.1")
    case("san-ip", "accept", "RFC 9525 6.4", leaf(r, cn="93.184.216.34", san=alt(ip("93.184.216.34"))), [r], ip="93.184.216.34")
    case("san-ip-loopback", "accept", "RFC 9525 6.4", leaf(r, cn="127.0.0.1", san=alt(ip("127.0.0.1"))), [r], ip="127.0.0.1", webpki=False)


def web_pki():
    r = root()
    br = lambda label, source, r=r, right="br", **fields: simple(label, right, source, r, lambda r: leaf(r, **fields))
    br("aia-malformed", "RFC 5280 4.2.2.1", right="pkix", aia=ext("1.3.6.1.5.5.7.1.1", b"malformed"))
    simple("root-eku", "br", "BR 7.1.2.1.2", root(extra=[purposes(SERVER)]))
    br("san-critical-with-subject", "BR 7.1.2.7.12", san=dns("example.com", critical=True))
    ec = seq(seq(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.1")), bits(P192))
    dsa = seq(seq(oid("1.2.840.10040.4.1"), seq(integer(0xDF), integer(37), integer(16))), bits(integer(5)))
    br("leaf-p192", "BR 6.1.5", public=ec)
    br("leaf-dsa", "BR 6.1.5", public=dsa)
    simple("root-dsa", "refuse", "unsupported, and BR 6.1.5", root(public=dsa))
    weak = root(key="weak")
    simple("root-rsa-1024", "br", "BR 6.1.5", weak, leaf(weak))
    br("leaf-rsa-1024", "BR 6.1.5", key="weak")
    odd = root(key="odd")
    simple("root-rsa-2052", "br", "BR 6.1.6", odd, leaf(odd))
    br("leaf-rsa-2052", "BR 6.1.6", key="odd")
    br("eku-any", "BR 7.1.2.7.10", eku=purposes(SERVER, ANY))
    br("eku-critical", "BR 7.1.2.7.6", eku=purposes(SERVER, critical=True))
    br("eku-precertificate-alone", "BR 7.1.2.7.10", right="refuse", eku=purposes(PRECERT))
    br("eku-client-too", "BR 7.1.2.7.10", right="accept", eku=purposes(SERVER, CLIENT))
    br("eku-time-too", "RFC 3161 2.3; BR 7.1.2.7.10", right="pkix", eku=purposes(SERVER, STAMP))
    for label, purpose in [("precertificate", PRECERT), ("code", CODE), ("mail", MAIL), ("ocsp", OCSP)]:
        br(f"eku-{label}-too", "BR 7.1.2.7.10", eku=purposes(SERVER, purpose))
    br("leaf-basic-constraints-ca", "BR 7.1.2.7.8", bc=basic(), ski=ski("leaf"))
    br("leaf-no-usage-bit", "RFC 5280 4.2.1.3", right="refuse", ku=key_usage(0))
    simple("aki-root-without-key-identifier", "br", "BR 7.1.2.1.3", root(aki=aki("root", no_id=True)))
    issuer, serial = tlv(0xA1, general("dir", name("myCN"))), tlv(0x82, b"\x04\xd2")
    simple("aki-root-issuer", "pkix", "RFC 5280 4.2.1.1; BR 7.1.2.1.3", root(aki=aki("root", issuer)))
    simple("aki-root-serial", "pkix", "RFC 5280 4.2.1.1; BR 7.1.2.1.3", root(aki=aki("root", serial=serial)))
    for label, identifier in [("all", aki("root", issuer, serial)), ("is-not-ski", aki("other"))]:
        simple(f"aki-root-{label}", "br", "BR 7.1.2.1.3", root(aki=identifier))
        CASES[-1]["rfc5280"] = CASES[-1]["strict"] = None  # OpenSSL's X509_check_issued, and verify with it, does not take it for self-signed
    for label, cn, address in [
        ("ipv4-hexadecimal", "0xC0000201", "192.0.2.1"),
        ("ipv4-leading-zeros", "192.000.002.001", "192.0.2.1"),
        ("ipv6-upper-case", "2001:DB8::8A2E:370:7334", "2001:db8::8a2e:370:7334"),
        ("ipv6-not-compressed", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
        ("ipv6-no-compression", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ]:
        case(f"cn-{label}", "br", "BR 7.1.4.3", leaf(r, cn=cn, san=alt(ip(address))), [r], ip=address)
    for label, cn, hosts in [
        ("other-a-label", "xn--nxasmq6b.com", ["xn--n3h.com"]),
        ("u-label", "test-測試.com", ["xn--test--wg5h0h.com"]),
        ("not-in-san", "notinsan.example.com", ["valid.example.com", "another.example.com"]),
        ("case", "Example.COM", ["example.com"]),
    ]:
        case(f"cn-{label}", "br", "BR 7.1.4.3", leaf(r, cn=cn, san=dns(*hosts)), [r], dns=hosts[0])


def lengths():
    r = root()
    a0, a1, a2 = (ca(r, "a", path_len=n) for n in range(3))
    for n, a in enumerate([a0, a1, a2]):
        case(f"pathlen-{n}", "accept", "RFC 5280 4.2.1.9", leaf(a), [r], [a], dns="example.com")
    b = ca(a0, "b", path_len=0, san=dns("example.com"))
    case("pathlen-not-of-the-last", "accept", "RFC 5280 4.2.1.9", b, [r], [a0], dns="example.com", purpose=None, webpki=False)
    case("pathlen-0-exceeded", "refuse", "RFC 5280 6.1.4 (l)", leaf(b), [r], [a0, b], dns="example.com")
    b = ca(a1, "b", path_len=2)
    case("pathlen-increases", "accept", "RFC 5280 6.1.4 (m)", leaf(b), [r], [a1, b], dns="example.com")
    b = ca(a1, "b", path_len=0)
    c = ca(b, "c", path_len=0)
    case("pathlen-second-exceeded", "refuse", "RFC 5280 6.1.4 (l)", leaf(c), [r], [a1, b, c], dns="example.com")
    same = ca(a1, "b", path_len=1, subject=a1.subject)
    c = ca(same, "c", path_len=0)
    case("pathlen-self-issued-not-counted", "accept", "RFC 5280 6.1.4 (l)", leaf(c), [r], [a1, same, c], dns="example.com")
    a = ca(r, "a")
    b = ca(a, "b")
    for label, right, target, between, depth in [
        ("0", "accept", leaf(r), [], 0), ("0-exceeded", "refuse", leaf(a), [a], 0), ("1", "accept", leaf(a), [a], 1), ("1-exceeded", "refuse", leaf(b), [a, b], 1), ("2", "accept", leaf(b), [a, b], 2)]:
        case(f"depth-{label}", right, "OpenSSL -verify_depth", target, [r], between, dns="example.com", depth=depth)
    r0 = root(bc=basic(path_len=0))
    a = ca(r0, "a")
    case("pathlen-of-the-root", "refuse", "RFC 5937 3.2", leaf(a), [r0], [a], dns="example.com")


def graphs():
    r, second = root(), root(subject=name(COUNTRY, ORG, "Second"), key="other")
    old = ca(second, "root", subject=r.subject, dates=("860101000000Z", "881125000000Z") if STYLE == BARE else ("200101000000Z", "210101000000Z"))
    case("graph-expired-cross-certificate", "accept", "RFC 4158 2.4", leaf(r), [r, second], [old], dns="example.com")
    names = [name(COUNTRY, ORG, "Cycle 1"), name(COUNTRY, ORG, "Cycle 2")]
    far = [Made(b"", n, k, b"") for n, k in zip(names, "ab")]
    one, two = ca(far[1], "a", subject=names[0]), ca(far[0], "b", subject=names[1])
    case("graph-cycle", "refuse", "RFC 4158 2.4", leaf(one), [r], [one, two], dns="example.com")
    case("graph-cycle-depth-255", "refuse", "RFC 4158 2.4", leaf(one), [r], [one, two], dns="example.com", depth=255)
    one, two = ca(Made(b"", names[0], "b", b""), "a", subject=names[0]), ca(Made(b"", names[0], "a", b""), "b", subject=names[0])
    case("graph-cycle-of-one-name", "refuse", "RFC 4158 2.4", leaf(one), [r], [one, two], dns="example.com")
    ring = {n: Made(b"", name(COUNTRY, ORG, f"Root {n}"), k, b"") for n, k in zip("ABC", "abc")}
    top = root(subject=ring["A"].subject, key="a")
    issuing = ca(top, "d", subject=name(COUNTRY, ORG, "A1"))
    cross = [ca(ring[by], ring[of].key, subject=ring[of].subject) for of in "ABC" for by in "ABC" if of != by]
    case("graph-three-cross-certified", "accept", "CVE-2024-0567", named("cve.example.com", issuing), [top], [issuing, *cross], dns="cve.example.com")
    many = [ca(r, "a", subject=r.subject if n % 2 else None, extra=[ext(f"{PRIVATE}.{n}", octets(b""))]) for n in range(40)]
    case("graph-forty-certificates-of-two-cas", "accept", "RFC 4158 5", leaf(many[0]), [r], many, dns="example.com")
    # A CA of the same name and key as its issuer, with another certificate of each.
    loops = [ca(Made(b"", names[0], "a", b""), "a", subject=names[0], extra=[ext(f"{PRIVATE}.{n}", octets(b""))]) for n in range(20)]
    case("graph-same-name-and-key", "refuse", "RFC 4158 2.4", leaf(loops[0]), [r], loops, dns="example.com")


def lists():
    r = root()
    l = leaf(r)
    other = b"\x10\x55\x55"
    check = lambda label, right, source, made, l=l, anchors=None, between=(), **fields: case(label, right, source, l, anchors or [r], between, made, dns="example.com", **fields)
    check("crl-lists-the-leaf", "refuse", "RFC 5280 6.3.3 (i)", [crl(r, [revoked(l.serial)])])
    check("crl-lists-others", "accept", "RFC 5280 6.3.3", [crl(r, [revoked(other), revoked(other + b"\x01")])])
    check("crl-empty", "accept", "RFC 5280 5.1.2.6", [crl(r)])
    check("crl-without-number", "pkix", "RFC 5280 5.2.3", [crl(r, [revoked(other)], number=None)])
    check("crl-number-critical", "refuse", "RFC 5280 5.2.3", [crl(r, [revoked(other)], number=ext("2.5.29.20", integer(12345), True))])
    second = root(subject=name(COUNTRY, ORG, "Second"), key="other")
    check("crl-of-another-lists-the-serial", "accept", "RFC 5280 6.3.3", [crl(r), crl(second, [revoked(l.serial)])], anchors=[r, second])
    no_sign = root(ku=key_usage(CERT_SIGN))
    check("crl-issuer-without-crl-sign", "refuse", "RFC 5280 6.3.3 (f)", [crl(no_sign, [revoked(other)])], l=leaf(no_sign), anchors=[no_sign])
    no_usage = root(ku=None)
    check("crl-issuer-without-key-usage", "accept", "RFC 5280 6.3.3 (f)", [crl(no_usage, [revoked(other)])], l=leaf(no_usage), anchors=[no_usage], webpki=False)
    CASES[-1]["strict"] = False  # RFC 5280 4.2.1.3: a CA includes keyUsage
    check("crl-by-another-key", "refuse", "RFC 5280 6.3.3 (g)", [crl(r, [revoked(other)], signer="c")])
    check("crl-by-another-root", "refuse", "RFC 5280 6.3.3 (g)", [crl(second, [revoked(other)], issuer=r.subject)], anchors=[r, second])
    check("crl-of-a-thousand", "accept", "RFC 5280 5.1", [crl(r, [revoked(b"\x10" + n.to_bytes(4, "big")) for n in range(1000)])])
    check("crl-critical-unknown", "refuse", "RFC 5280 5.2", [crl(r, [revoked(other)], extra=[unknown(True)])])
    check("crl-unknown", "accept", "RFC 5280 5.2", [crl(r, [revoked(other)], extra=[unknown(False)])])
    check("crl-entry-twice", "pkix", "github.com/cabforum/servercert/issues/589", [crl(r, [revoked(other), revoked(other)])])
    check("crl-entry-critical-unknown", "refuse", "RFC 5280 5.3", [crl(r, [revoked(l.serial, "261120000000Z", unknown(True))])])
    check("crl-other-entry-critical-unknown", "refuse", "RFC 5280 5.3", [crl(r, [revoked(other, "261120000000Z", unknown(True))])])
    check("crl-entry-unknown", "refuse", "RFC 5280 5.3", [crl(r, [revoked(l.serial, "261120000000Z", unknown(False))])])
    check("crl-future", "refuse", "RFC 5280 6.3.3 (a)", [crl(r, this="261127000000Z")])
    check("crl-expired", "refuse", "RFC 5280 6.3.3 (a)", [crl(r, this="260901000000Z", next="261001000000Z")])
    check("crl-older-than-the-leaf", "refuse", "RFC 5280 6.3.3 (a)", [crl(r, this="251126000000Z", next="260601000000Z")])
    check("crl-revocation-in-future", "refuse", "RFC 5280 6.3.3 (i)", [crl(r, [revoked(l.serial, "261201000000Z")])])
    check("crl-revocation-before-issue", "refuse", "RFC 5280 6.3.3 (i)", [crl(r, [revoked(l.serial, "250101000000Z")])])
    check("crl-without-next-update", "refuse", "RFC 5280 5.1.2.5", [crl(r, [revoked(other)], next=None)])
    check("crl-version-9", "refuse", "RFC 5280 5.1.2.1", [crl(r, [revoked(other)], version=9)])
    wide = lambda text: tlv(0x18, b"20" + text.encode())
    check("crl-generalized-time-2026", "pkix", "RFC 5280 5.1.2.4", [crl(r, [revoked(other)], times=wide)])

    here, there = (uri(f"http://ca.example.org/{n}.crl") for n in "ab")
    pointed = leaf(r, cdp=points(here))
    check("crl-scope-of-another-point", "refuse", "RFC 5280 6.3.3 (b) (2)", [crl(r, extra=[scope([there])])], l=pointed)
    check("crl-scope-of-the-point", "accept", "RFC 5280 6.3.3 (b) (2)", [crl(r, extra=[scope([here])])], l=pointed)
    check("crl-scope-and-no-point", "refuse", "RFC 5280 6.3.3 (b) (2)", [crl(r, extra=[scope([here])])], l=leaf(r, cdp=None))
    check("crl-scope-of-cas", "refuse", "RFC 5280 6.3.3 (b) (2)", [crl(r, extra=[scope(ca_only=True)])])
    check("crl-scope-of-attributes", "refuse", "RFC 5280 6.3.3 (b) (2)", [crl(r, [revoked(other)], extra=[scope(attribute=True)])])
    a = ca(r, "a")
    check("crl-scope-of-users-for-a-ca", "refuse", "RFC 5280 6.3.3 (b) (2)", [crl(r, extra=[scope(user=True)]), crl(a)], l=leaf(a), between=[a])
    check("crl-for-every-certificate", "accept", "RFC 5280 6.3.3", [crl(r), crl(a)], l=leaf(a), between=[a])
    mixed = leaf(r, cdp=points(here, tlv(0x82, b"example.com")))
    check("crl-point-not-only-uris", "br", "BR 7.1.2.11.2", [crl(r, extra=[scope([here])])], l=mixed)
    check("crl-scope-relative", "refuse", "RFC 5280 6.3.3 (b) (2); BR 7.2.2.1", [crl(r, extra=[scope(relative=seq(oid("2.5.4.3"), tlv(0x0C, b"partition")))])])
    check("crl-scope-not-only-uris", "br", "BR 7.2.2.1", [crl(r, extra=[scope([here, tlv(0x82, b"example.com")])])], l=pointed)
    check("crl-scope-indirect", "br", "BR 7.2.2.1", [crl(r, extra=[scope([here], indirect=True)])], l=pointed)
    check("crl-scope-some-reasons", "refuse", "RFC 5280 6.3.3", [crl(r, extra=[scope([here], reasons=b"\x06\x40")])], l=pointed)
    escaped = leaf(r, cdp=points(uri("http://ca.example.org/%61.crl")))
    check("crl-scope-other-spelling", "refuse", "BR 7.2.2.1", [crl(r, extra=[scope([here])])], l=escaped)


def revocation_that_is_not_processed():
    """What docs/path-differences.md leaves out shows nothing: without a list that counts, a certificate is refused."""
    r = root()
    never = ext("2.5.29.56", NULL)
    case("no-rev-avail-without-a-list", "refuse", "RFC 5280 6.3.3", leaf(r, cdp=None, extra=[never]), [r], dns="example.com")
    CASES[-1]["args"].append("-crl_check")
    l = leaf(r, cdp=None, extra=[never])
    case("no-rev-avail-and-listed", "refuse", "RFC 5280 6.3.3 (i)", l, [r], crls=[crl(r, [revoked(l.serial)])], dns="example.com")
    # The last paragraph of 6.3.3 and (b) (2): the certificate's issuerAltName as the name of a point.
    other = tlv(0xA4, name("Another name of the root"))
    l = leaf(r, cdp=None, extra=[ext("2.5.29.18", seq(other))])
    case("crl-scope-of-the-issuer-alt-name", "refuse", "RFC 5280 6.3.3", l, [r], crls=[crl(r, extra=[scope([other])])], dns="example.com")


ITEMS = []


def items():
    """Each thing that the profile webpki judges, in pairs of a path that keeps a rule and one that breaks it."""
    r = root()
    plain = {"target": leaf(r), "anchors": [r], "dns": "example.com"}
    case("item-plain", "accept", "BR 7.1.2.7", **plain)

    def pair(what, rule, source, bad, good=None, right="br", how="-"):
        """`bad` and `good` are the arguments of `case` for each; without `good`, the plain path is it. `how` is suffixes where the
        Public Suffix List counts, and path where a certificate by itself does not show the breach."""
        label = f"item-{len(ITEMS)}-{what.replace(' ', '-').lower()}"
        case(f"{label}-bad", right, source, **bad)
        kept = "item-plain"
        if good:
            kept = f"{label}-good"
            case(kept, "accept", source, **good)
        ITEMS.append((what, rule, f"{MODERN}::{kept}", f"{MODERN}::{label}-bad", how, source))

    def of_leaf(r=r, dns="example.com", at=NOW, purpose="sslserver", ip=None, **fields):
        return {"target": leaf(r, **fields), "anchors": [r], "dns": None if ip else dns, "ip": ip, "at": at, "purpose": purpose}

    def below(ca_fields=None, r=r, **leaf_fields):
        a = ca(r, "a", **(ca_fields or {}))
        return {"target": leaf(a, **leaf_fields), "anchors": [r], "between": [a], "dns": "example.com"}

    def under(**root_fields):
        return of_leaf(root(**root_fields))

    # Validity: exactly the maximum, and a second more, on the first and the last day of each step.
    old = root(dates=("100101000000Z", "350101000000Z"))

    def dated(begins, days=None, ends=None, more=0):
        begin = datetime.datetime.strptime(begins, "%y%m%d%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
        if days:
            ends = (begin + datetime.timedelta(days=days, seconds=more - 1)).strftime("%y%m%d%H%M%SZ")
        return of_leaf(old, at=int(begin.timestamp()) + 86400, dates=(begins, ends))

    for months, begins, good, bad in [(60, "130101000000Z", "171231235959Z", "180201000000Z"), (39, "160101000000Z", "190331235959Z", "190501000000Z")]:
        pair(f"validity {months} months", f"br_validity_over_{months}_months", "BR 6.3.2", dated(begins, ends=bad), dated(begins, ends=good))
    for days, begins in [
        (825, "180301000000Z"), (825, "200831235959Z"), (398, "200901000000Z"), (398, "260314235959Z"), (200, "260315000000Z"),
        (200, "270314235959Z"), (100, "270315000000Z"), (100, "290314235959Z"), (47, "290315000000Z"), (47, "330101000000Z"),
    ]:
        pair(f"validity {days} days from {begins[:6]}", f"br_validity_over_{days}_days", "BR 6.3.2", dated(begins, days, more=1), dated(begins, days))

    # The common name, a copy of a name in subjectAltName.
    v4, v6 = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"
    for label, cn, address in [
        ("hexadecimal", "0x5DB8D822", v4), ("leading zeros", "093.184.216.034", v4), ("decimal", "1572395042", v4),
        ("upper case", v6.upper(), v6), ("leading zeros", "2606:2800:0220:0001:0248:1893:25c8:1946", v6), ("brackets", f"[{v6}]", v6),
    ]:
        form = "IPv4" if address == v4 else "IPv6"
        pair(f"common name {form} {label}", "br_common_name_not_in_alt_name", "BR 7.1.4.3", of_leaf(ip=address, cn=cn, san=alt(ip(address))),
             of_leaf(ip=address, cn=address, san=alt(ip(address))))
    short = "2606:4700::1111"
    pair("common name IPv6 not compressed", "br_common_name_not_in_alt_name", "BR 7.1.4.3",
         of_leaf(ip=short, cn="2606:4700:0:0:0:0:0:1111", san=alt(ip(short))), of_leaf(ip=short, cn=short, san=alt(ip(short))))
    for label, cn, host in [
        ("case", "Example.com", "example.com"), ("case of the name", "www.example.com", "WWW.example.com"), ("U-label", "bücher.example.com", "xn--bcher-kva.example.com"),
        ("dot at the end", "example.com.", "example.com"), ("wildcard for a name", "www.example.com", "*.example.com"), ("no name", "Example Web Server", "example.com"),
    ]:
        asked = host.replace("*", "www")
        pair(f"common name {label}", "br_common_name_not_in_alt_name", "BR 7.1.4.3", of_leaf(dns=asked, cn=cn, san=dns(host)), of_leaf(dns=asked, cn=host, san=dns(host)))
    twice = name("example.com", "example.com")
    pair("common name twice", "br_common_name_repeated", "BR 7.1.4.3", of_leaf(subject=twice), right="br")

    # Purposes and usage of a leaf.
    both = of_leaf(eku=purposes(SERVER, CLIENT))
    pair("EKU missing", "br_leaf_ext_key_usage_missing", "BR 7.1.2.7.6", of_leaf(eku=None), both)
    pair("EKU critical", "br_ext_key_usage_critical", "BR 7.1.2.7.6", of_leaf(eku=purposes(SERVER, critical=True)), both)
    pair("EKU without serverAuth", "br_leaf_ext_key_usage_without_server_auth", "BR 7.1.2.7.10", of_leaf(purpose=None, eku=purposes(ANY)), both)
    for label, purpose in [("any", ANY), ("code signing", CODE), ("mail", MAIL), ("OCSP", OCSP), ("precertificates", PRECERT)]:
        pair(f"EKU {label}", "br_leaf_ext_key_usage_forbidden", "BR 7.1.2.7.10", of_leaf(eku=purposes(SERVER, purpose)), both)
    pair("EKU time stamping", "br_leaf_ext_key_usage_forbidden", "BR 7.1.2.7.10", of_leaf(eku=purposes(SERVER, STAMP)), both, right="pkix")
    usual = of_leaf(ku=key_usage(DIGITAL | 0x20))
    pair("keyCertSign in a leaf", "br_leaf_key_usage_forbidden_bit", "BR 7.1.2.7.11", of_leaf(ku=key_usage(DIGITAL | CERT_SIGN)), usual, right="pkix")
    for label, bit in [("cRLSign", CRL_SIGN), ("nonRepudiation", 0x40)]:
        pair(f"{label} in a leaf", "br_leaf_key_usage_forbidden_bit", "BR 7.1.2.7.11", of_leaf(ku=key_usage(DIGITAL | bit)), usual)
    pair("keyAgreement in a leaf", "br_leaf_key_usage_forbidden_bit", "BR 7.1.2.7.11", of_leaf(ku=key_usage(DIGITAL | 0x08)), usual, right="pkix")
    pair("keyUsage of a leaf not critical", "br_key_usage_not_critical", "BR 7.1.2.7.6", of_leaf(ku=key_usage(DIGITAL, critical=False)), usual)
    pair("CA:TRUE in a leaf", "br_leaf_is_ca", "BR 7.1.2.7.8", of_leaf(bc=basic(), ski=ski("leaf")), of_leaf(bc=basic(False)), how="path")
    pair("basicConstraints of a leaf not critical", "br_leaf_basic_constraints_not_critical", "BR 7.1.2.7.6", of_leaf(bc=basic(False, critical=False)), of_leaf(bc=basic(False)))
    pair("nameConstraints in a leaf", "br_leaf_name_constraints", "BR 7.1.2.7.6", of_leaf(nc=constraints([("dns", "example.com")])), right="pkix")
    pair("AKI of a leaf missing", "br_leaf_authority_key_identifier_missing", "BR 7.1.2.7.6", of_leaf(aki=None), right="pkix")
    pair("AKI of a leaf of another key", "br_authority_key_identifier_of_other_key", "BR 7.1.2.11.1", of_leaf(aki=aki("other")))
    reference = [tlv(0xA1, general("dir", r.subject)), tlv(0x82, r.serial)]
    pair("AKI of a leaf with issuer and serial", "br_authority_cert_issuer", "BR 7.1.2.11.1", of_leaf(aki=aki("root", *reference)))

    # Names.
    host = ("dns", "example.com")
    for label, more in [("URI", ("uri", "https://example.com/")), ("mailbox", ("email", "a@example.com")), ("directory name", ("dir", name("example.com"))), ("other name", ("other", (f"{PRIVATE}.1", tlv(0x0C, b"text"))))]:
        pair(label, "br_alt_name_of_other_form", "BR 7.1.2.7.12", of_leaf(san=alt(host, more)), of_leaf(san=alt(host, ip(v4))))

    def named_as(bad):
        # Nobody asks for the name: what is wrong is that it is there.
        return of_leaf(san=dns("example.com", bad))

    good_name = of_leaf(san=dns("example.com", "a-b.example.com"))
    for bad in ["server.local", "server.internal", "server.corp", "localhost", "intranet", "nas.lan", "x.home.arpa"]:
        pair(f"internal name {bad}", "br_dns_name_internal", "BR 7.1.2.7.12", named_as(bad), good_name)
    for bad in ["10.0.0.1", "192.168.1.1", "127.0.0.1", "169.254.0.1", "100.64.0.1", "198.51.100.1", "fe80::1", "fd00::1", "::1", "2001:db8::1"]:
        pair(f"reserved address {bad.replace(':', '-')}", "br_ip_address_reserved", "BR 7.1.2.7.12", of_leaf(san=alt(host, ip(bad))), of_leaf(san=alt(host, ip(v4), ip(v6))))
    pair("reverse zone", "br_dns_name_reverse_zone", "BR 4.2.2", named_as("34.216.184.93.in-addr.arpa"), good_name)
    for bad in ["a_b.example.com", "_dmarc.example.com"]:
        pair(f"underscore {bad}", "br_dns_name_underscore", "BR 7.1.2.7.12", named_as(bad), good_name, right="pkix")
    good_wildcard = of_leaf(san=dns("example.com", "*.example.com"))
    for bad in ["w*.example.com", "www.*.example.com", "*.*.example.com", "*a.example.com"]:
        # RFC 5280 4.2.1.6 says nothing of wildcards, but * is not a letter, digit or hyphen where it is not the first label.
        pair(f"wildcard {bad.replace('*', 'x')}", "br_dns_name_wildcard", "BR 1.6.1", named_as(bad), good_wildcard, right="pkix")
    pair("wildcard of a top-level domain", "br_dns_name_wildcard_of_public_suffix", "BR 3.2.2.6", named_as("*.com"), good_wildcard)
    pair("wildcard of a public suffix", "br_dns_name_wildcard_of_public_suffix", "BR 3.2.2.6", named_as("*.co.uk"), of_leaf(san=dns("example.com", "*.example.co.uk")), right="accept", how="suffixes")
    pair("public suffix", "br_dns_name_public_suffix", "BR 3.2.2.4", named_as("co.uk"), of_leaf(san=dns("example.com", "example.co.uk")), right="accept", how="suffixes")
    pair("address as a dNSName", "br_dns_name_address", "BR 7.1.2.7.12", named_as("93.184.216.34"), good_name, right="pkix")
    pair("reserved label", "br_dns_name_reserved_label", "BR 7.1.2.7.12", named_as("ab--c.example.com"), of_leaf(san=dns("example.com", "xn--bcher-kva.example.com")))
    pair("dot at the end of a dNSName", "br_dns_name_malformed", "BR 7.1.2.7.12", named_as("www.example.com."), good_name, right="pkix")
    pair("no subjectAltName", "br_subject_alt_name_missing", "BR 7.1.2.7.12", {**of_leaf(san=None), "dns": None})

    # Keys: the leaf's, the intermediate's, the anchor's.
    for size, rule, key in [(1024, "br_rsa_modulus_too_small", "weak"), (2052, "br_rsa_modulus_not_whole_bytes", "odd")]:
        pair(f"leaf key {size}", rule, "BR 6.1.5", of_leaf(key=key))
        a = ca(r, key)
        pair(f"intermediate key {size}", rule, "BR 6.1.5", {"target": leaf(a), "anchors": [r], "between": [a], "dns": "example.com"}, below())
        pair(f"anchor key {size}", rule, "BR 6.1.5", under(key=key), under())

    # The anchor's profile.
    sound = under(aki=aki("root"))
    pair("EKU in a root", "br_root_ext_key_usage", "BR 7.1.2.1.2", under(eku=purposes(SERVER)), sound)
    pair("SKI of a root missing", "br_ca_subject_key_identifier_missing", "BR 7.1.2.1.2", under(ski=None), sound, right="pkix")
    pair("AKI of a root without a key", "br_authority_key_identifier_without_key", "BR 7.1.2.1.3", under(aki=aki("root", no_id=True)), sound)
    pair("basicConstraints of a root not critical", "br_ca_basic_constraints", "BR 7.1.2.1.4", under(bc=basic(critical=False)), sound, right="pkix")
    pair("keyUsage of a root missing", "br_ca_key_usage_missing", "BR 7.1.2.1.2", under(ku=None), sound, right="pkix")
    pair("keyUsage of a root not critical", "br_key_usage_not_critical", "BR 7.1.2.1.2", under(ku=key_usage(CERT_SIGN | CRL_SIGN, critical=False)), sound)
    pair("keyUsage of a root without cRLSign", "br_ca_key_usage_without_crl_sign", "BR 7.1.2.10.7", under(ku=key_usage(CERT_SIGN)), sound)
    pair("keyUsage of a root with keyEncipherment", "br_ca_key_usage_forbidden_bit", "BR 7.1.2.10.7", under(ku=key_usage(CERT_SIGN | CRL_SIGN | 0x20)), under(ku=key_usage(CERT_SIGN | CRL_SIGN | DIGITAL)))

    # An intermediate's profile.
    sound = below()
    for label, rule, source, right, fields in [
        ("AKI missing", "br_intermediate_authority_key_identifier_missing", "BR 7.1.2.6.1", "pkix", {"aki": None}),
        ("SKI missing", "br_ca_subject_key_identifier_missing", "BR 7.1.2.6.1", "pkix", {"ski": None}),
        ("EKU missing", "br_intermediate_ext_key_usage_missing", "BR 7.1.2.6.1", "br", {"eku": None}),
        ("EKU critical", "br_ext_key_usage_critical", "BR 7.1.2.6.1", "br", {"eku": purposes(SERVER, critical=True), "dates": ("231001000000Z", "331001000000Z")}),
        ("EKU any", "br_intermediate_ext_key_usage_forbidden", "BR 7.1.2.10.6", "br", {"eku": purposes(SERVER, ANY)}),
        ("EKU mail", "br_intermediate_ext_key_usage_forbidden", "BR 7.1.2.10.6", "br", {"eku": purposes(SERVER, MAIL)}),
        ("basicConstraints not critical", "br_ca_basic_constraints", "BR 7.1.2.10.4", "pkix", {"bc": basic(critical=False)}),
        ("keyUsage missing", "br_ca_key_usage_missing", "BR 7.1.2.6.1", "pkix", {"ku": None}),
        ("keyUsage not critical", "br_key_usage_not_critical", "BR 7.1.2.6.1", "br", {"ku": key_usage(CERT_SIGN | CRL_SIGN, critical=False)}),
        ("keyUsage without cRLSign", "br_ca_key_usage_without_crl_sign", "BR 7.1.2.10.7", "br", {"ku": key_usage(CERT_SIGN)}),
        ("certificatePolicies missing", "br_certificate_policies_missing", "BR 7.1.2.6.1", "br", {"pol": None}),
        ("certificatePolicies not reserved", "br_intermediate_policy_not_reserved", "BR 7.1.2.10.5", "br", {"pol": policies(f"{PRIVATE}.9"), "dates": ("231001000000Z", "331001000000Z")}),
        ("certificatePolicies any beside another", "br_intermediate_any_policy_beside_others", "BR 7.1.2.10.5", "br", {"pol": policies("2.5.29.32.0", DV), "dates": ("231001000000Z", "331001000000Z")}),
        ("CRL distribution points missing", "br_intermediate_crl_distribution_points_missing", "BR 7.1.2.6.1", "br", {"cdp": None}),
        ("AIA not HTTP", "br_authority_info_access_without_http", "BR 7.1.2.10.3", "br", {"aia": access((CA_ISSUERS, uri("ldap://ca.example.org/cn=r")))}),
    ]:
        pair(f"intermediate {label}", rule, source, below(fields), sound, right=right)
    other_form = name(COUNTRY, ORG, ("2.5.4.3", 0x13, "CA a"))
    a = ca(r, "a")
    pair("issuer in another form", "br_issuer_not_byte_identical", "BR 7.1.4.1", {"target": leaf(a, issuer=other_form), "anchors": [r], "between": [a], "dns": "example.com"}, sound)

    # Policies and places of a leaf.
    cps = lambda text: ext("2.5.29.32", seq(seq(oid(DV), seq(seq(oid("1.3.6.1.5.5.7.2.1"), tlv(0x16, text.encode()))))))
    notice = ext("2.5.29.32", seq(seq(oid(DV), seq(seq(oid("1.3.6.1.5.5.7.2.2"), seq(tlv(0x0C, b"text")))))))
    stated = of_leaf(pol=cps("https://ca.example.org/cps"))
    for label, rule, pol in [
        ("missing", "br_certificate_policies_missing", None),
        ("critical", "br_certificate_policies_critical", policies(DV, critical=True)),
        ("none reserved", "br_leaf_policy_not_reserved", policies(f"{PRIVATE}.9")),
        # The subject lacks what the second policy asks for besides: no subject fits both.
        ("two reserved", "br_leaf_several_reserved_policies", policies(DV, "2.23.140.1.2.2")),
        ("any", "br_leaf_any_policy", policies(DV, "2.5.29.32.0")),
        ("notice", "br_policy_qualifier_not_cps", notice),
        ("CPS not HTTP", "br_cps_not_http", cps("ftp://ca.example.org/cps")),
    ]:
        pair(f"certificatePolicies {label}", rule, "BR 7.1.2.7.6" if label in ("missing", "critical") else "BR 7.1.2.7.9", of_leaf(pol=pol), stated)
    here = uri("http://ca.example.org/a.crt")
    fine = of_leaf(aia=access((OCSP_URL, uri("http://ocsp.example.org/")), (CA_ISSUERS, here)))
    for label, rule, aia in [
        ("missing", "br_leaf_authority_info_access_missing", None),
        ("LDAP", "br_authority_info_access_not_http", access((CA_ISSUERS, uri("ldap://ca.example.org/cn=a")))),
        ("HTTPS", "br_authority_info_access_not_http", access((CA_ISSUERS, uri("https://ca.example.org/a.crt")))),
        ("host name", "br_authority_info_access_not_http", access((CA_ISSUERS, tlv(0x82, b"ca.example.org")))),
        ("no host", "br_authority_info_access_not_http", access((CA_ISSUERS, uri("http:///a.crt")))),
        ("other method", "br_authority_info_access_other_method", access((CA_ISSUERS, here), ("1.3.6.1.5.5.7.48.3", here))),
        ("one place twice", "br_authority_info_access_repeated", access((CA_ISSUERS, here), (CA_ISSUERS, here))),
    ]:
        pair(f"AIA {label}", rule, "BR 7.1.2.7.7" if aia else "BR 7.1.2.7.6", of_leaf(aia=aia), fine)
    pair("status nowhere", "br_leaf_status_nowhere", "BR 7.1.2.11.2", of_leaf(cdp=None), of_leaf(cdp=None, dates=("261125000000Z", "261201235959Z")))
    ldap = points(uri("ldap://ca.example.org/cn=a"))
    pair("CRL distribution point not HTTP", "br_crl_distribution_point_not_http", "BR 7.1.2.11.2", of_leaf(cdp=ldap))

    # SHA-1.
    sha1 = seq(oid("1.2.840.113549.1.1.5"), NULL)
    weakly = {"inner": sha1, "outer": sha1, "digest": hashes.SHA1()}
    pair("SHA-1 in a leaf", "br_signature_algorithm_not_allowed", "BR 7.1.3.2.1", of_leaf(**weakly))
    pair("SHA-1 in an intermediate", "br_signature_algorithm_not_allowed", "BR 7.1.3.2.1", below(weakly), sound)

    # Purposes of an intermediate, by the date of issue: most are forbidden since 1.7.1 of the Baseline Requirements, two since 2.0.0.
    for label, day_before, first_day, rule, purpose in [
        ("code signing", "200819235959Z", "200820000000Z", "br_intermediate_ext_key_usage_forbidden", CODE),
        ("time stamping", "200819235959Z", "200820000000Z", "br_intermediate_ext_key_usage_forbidden", STAMP),
        ("OCSP", "230914235959Z", "230915000000Z", "br_intermediate_ext_key_usage_ocsp_or_precertificate", OCSP),
        ("precertificates", "230914235959Z", "230915000000Z", "br_intermediate_ext_key_usage_ocsp_or_precertificate", PRECERT),
    ]:
        begun = lambda date: below({"eku": purposes(SERVER, purpose), "dates": (date, "330101000000Z")})
        pair(f"intermediate EKU {label} from {first_day[:6]}", rule, "BR 7.1.2.10.6", begun(first_day), begun(day_before))
    begun = lambda date: below({"eku": None, "dates": (date, "330101000000Z")})
    pair("intermediate EKU missing from 200820", "br_intermediate_ext_key_usage_missing", "BR 7.1.2.6.1", begun("200820000000Z"), begun("200819235959Z"))
    # Whoever asks for the profile asks for a server, with no -purpose besides.
    pair("intermediate EKU without serverAuth", "br_intermediate_ext_key_usage_without_server_auth", "BR 7.1.2.10.6",
         {**below({"eku": purposes(CLIENT)}), "purpose": None}, {**sound, "purpose": None}, how="path")
    # Found where a list of breaches was made from the text anew.
    for bad in ["server.alt", "server.123"]:
        pair(f"internal name {bad}", "br_dns_name_internal", "BR 4.2.2", named_as(bad), good_name)
    for bad in ["192.31.196.1", "192.52.193.1", "192.175.48.1", "2620:4f:8000::1", "100:0:0:1::1"]:
        pair(f"reserved address {bad.replace(':', '-')}", "br_ip_address_reserved", "BR 4.2.2", of_leaf(san=alt(host, ip(bad))), of_leaf(san=alt(host, ip(v4), ip(v6))))
    pair("top-level domain that is not in the list", "br_dns_name_internal", "BR 4.2.2", named_as("server.belkin"), of_leaf(san=dns("example.com", "www.example.org", "www.xn--fiqs8s")), right="accept", how="suffixes")
    pair("wildcard of an internationalised public suffix", "br_dns_name_wildcard_of_public_suffix", "BR 3.2.2.6", named_as("*.xn--55qx5d.cn"), of_leaf(san=dns("example.com", "*.example.xn--55qx5d.cn")), right="accept", how="suffixes")
    onion = lambda letter: f"{letter}gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
    pair("onion name with a wrong checksum", "br_dns_name_onion_malformed", "BR appendix B", named_as(onion("3")), of_leaf(san=dns("example.com", onion("2"))))
    place = [("2.5.4.7", 0x0C, "Amsterdam")]
    named_in = lambda *more: of_leaf(subject=name(COUNTRY, *place, *more, ORG), pol=policies("2.23.140.1.2.2"))
    pair("postal code of 41 characters", "br_subject_attribute_too_long", "BR 7.1.4.2", named_in(("2.5.4.17", 0x0C, "1" * 41)), named_in(("2.5.4.17", 0x0C, "1" * 40)))
    pair("postal code that is not applicable", "br_subject_attribute_not_applicable", "BR 7.1.4.4", named_in(("2.5.4.17", 0x0C, "N/A")), named_in())
    unit = name(COUNTRY, ORG, ("2.5.4.11", 0x0C, "Unit"), "a")
    begun = lambda date, **fields: below({"dates": (date, "330101000000Z"), **fields})
    pair("unit in an intermediate from 230915", "br_intermediate_organizational_unit", "BR 7.1.2.10.2", begun("230915000000Z", subject=unit), begun("230914235959Z", subject=unit))
    # Until 2.0.0 there had to be an HTTP URL, and others could stand beside it.
    elsewhere = uri("ldap://ca.example.org/cn=r")
    http = uri("http://ca.example.org/r.crl")
    for label, cdp in [("one point", points(elsewhere, http)), ("two points", ext("2.5.29.31", seq(*[seq(tlv(0xA0, tlv(0xA0, u))) for u in (elsewhere, http)])))]:
        pair(f"intermediate CRL by LDAP too, {label}, from 230915", "br_crl_distribution_point_not_http", "BR 7.1.2.11.2", begun("230915000000Z", cdp=cdp), begun("230914235959Z", cdp=cdp))
    pair("intermediate CRL by LDAP alone before 230915", "br_crl_distribution_points_without_http", "BR 7.1.2.11.2", begun("150101000000Z", cdp=points(elsewhere), eku=purposes(SERVER)), begun("150101000000Z", cdp=points(elsewhere, http)))
    aia = access((CA_ISSUERS, here), (CA_ISSUERS, elsewhere))
    pair("intermediate AIA by LDAP too from 230915", "br_authority_info_access_not_http", "BR 7.1.2.10.3", begun("230915000000Z", aia=aia), begun("230914235959Z", aia=aia))
    pair("intermediate AIA by LDAP alone before 230915", "br_authority_info_access_without_http", "BR 7.1.2.10.3", begun("150101000000Z", aia=access((CA_ISSUERS, elsewhere))), begun("150101000000Z", aia=aia))
    # The requirements speak of the form of authorityKeyIdentifier since 1.7.1.
    full = aki("root", *reference)
    own = lambda **fields: under(aki=aki("root", reference[0], tlv(0x82, b"\x10own serial")), serial=b"\x10own serial", **fields)
    pair("AKI of a root with issuer and serial", "br_authority_cert_issuer", "BR 7.1.2.1.3", own(dates=("240101000000Z", "440101000000Z")), under(dates=("240101000000Z", "440101000000Z")))
    pair("AKI of an intermediate with issuer and serial from 200820", "br_authority_cert_issuer", "BR 7.1.2.11.1", begun("200820000000Z", aki=full), begun("200819235959Z", aki=full))
    old_ca = {"eku": purposes(CLIENT), "dates": ("190101000000Z", "330101000000Z")}
    case("purpose-of-an-old-intermediate-for-clients", "accept", "BR 7.1.2.10.6", **{**below(old_ca), "purpose": None}, webpki=False)
    case("purpose-of-an-old-intermediate-for-servers", "accept", "BR 7.1.2.10.6", **{**below({**old_ca, "eku": purposes(SERVER)}), "purpose": None})


def mail():
    """x509-limbo's cases of S/MIME, by -purpose smimesign: what RFC 5280 and 9598 have of them. What the S/MIME Baseline
    Requirements alone ask of issuers no profile asks."""
    r = root()
    box = "user@example.com"
    usual = key_usage(DIGITAL)
    exchange = 0x20

    def one(label, right, source, r=r, between=(), issuer=None, ask=box, purpose="smimesign", **fields):
        fields = {"san": alt(("email", box)), "eku": purposes(MAIL), "ku": usual, "subject": name("User"), **fields}
        case(f"mail-{label}", right, source, leaf(issuer or r, **fields), [r], between, email=ask, purpose=purpose)
        CASES[-1]["webpki"] = None

    below = lambda **fields: ca(r, "a", path_len=0, **{"eku": None, **fields})
    one("email-protection", "accept", "RFC 5280 4.2.1.12")
    one("client-authentication", "refuse", "RFC 5280 4.2.1.12", eku=purposes(CLIENT))
    one("no-purpose", "accept", "RFC 5280 4.2.1.12; S/MIME BR 7.1.2.3 (f) alone", eku=None)
    for label, other in [("server", SERVER), ("code", CODE), ("any", ANY)]:
        one(f"{label}-too", "accept", "RFC 5280 4.2.1.12; S/MIME BR 7.1.2.3 (f) alone", eku=purposes(MAIL, other))
    one("time-stamping-too", "pkix", "RFC 3161 2.3; S/MIME BR 7.1.2.3 (f)", eku=purposes(MAIL, STAMP))
    one("root-with-purpose", "accept", "RFC 5280 4.2.1.12; S/MIME BR 7.1.2.1 (d) alone", r=root(eku=purposes(MAIL)))
    a = below(eku=purposes(SERVER))
    one("intermediate-for-servers", "refuse", "OpenSSL -purpose", between=[a], issuer=a)
    for label, other in [("server", SERVER), ("code", CODE), ("time-stamping", STAMP), ("any", ANY)]:
        a = below(eku=purposes(MAIL, other))
        one(f"intermediate-{label}-too", "accept", "RFC 5280 4.2.1.12; S/MIME BR 7.1.2.2 (g) alone", between=[a], issuer=a)
    for label, byte in [("signing", DIGITAL), ("non-repudiation", DIGITAL | 0x40), ("dual-use", DIGITAL | exchange)]:
        one(label, "accept", "RFC 5280 4.2.1.3", ku=key_usage(byte))
    one("key-management", "accept", "RFC 5280 4.2.1.3", ku=key_usage(exchange), purpose="smimeencrypt")
    one("key-management-for-signing", "refuse", "RFC 5280 4.2.1.3", ku=key_usage(exchange))
    one("cert-sign", "pkix", "RFC 5280 4.2.1.3", ku=key_usage(DIGITAL | CERT_SIGN))
    one("no-key-usage", "accept", "RFC 5280 4.2.1.3; S/MIME BR 7.1.2.3 (e) alone", ku=None)
    one("key-usage-not-critical", "accept", "RFC 5280 4.2.1.3; S/MIME BR 7.1.2.3 (e) alone", ku=key_usage(DIGITAL, critical=False))
    a = below(ku=key_usage(CRL_SIGN))
    one("intermediate-without-cert-sign", "refuse", "RFC 5280 6.1.4 (n)", between=[a], issuer=a)
    a = below(ku=key_usage(CERT_SIGN))
    one("intermediate-without-crl-sign", "accept", "RFC 5280 4.2.1.3; S/MIME BR 7.1.2.2 (e) alone", between=[a], issuer=a)
    one("no-san", "refuse", "RFC 8550 3", san=None, subject=name(box))
    one("san-of-a-host", "refuse", "RFC 8550 3", san=dns("example.com"))
    one("san-critical-with-subject", "accept", "RFC 5280 4.2.1.6; S/MIME BR 7.1.2.3 (h) alone", san=alt(("email", box), critical=True))
    one("san-critical-without-subject", "accept", "RFC 5280 4.2.1.6", subject=name(), san=alt(("email", box), critical=True))
    one("another-mailbox", "refuse", "RFC 5280 4.2.1.6", ask="other@example.com")
    one("another-host", "refuse", "RFC 5280 4.2.1.6", ask="user@example.org")
    one("two-mailboxes", "accept", "RFC 5280 4.2.1.6", san=alt(("email", "other@example.com"), ("email", box)))


def single_rules():
    """Rules of path validation that nothing else here depends on: each has a path that breaks it, and a neighbour."""
    r = root()

    def one(label, right, source, target, options="", anchors=None, crls=(), profiles=(None, None), **fields):
        case(f"rule-{label}", right, source, target, anchors or [r], crls=crls, **{"purpose": None, **fields})
        CASES[-1]["args"] += options.split()
        CASES[-1]["strict"], CASES[-1]["webpki"] = profiles

    weak = root(key="weak")
    one("anchor-key-at-its-level", "accept", "OpenSSL -auth_level", leaf(weak), "-auth_level 1", [weak])
    one("anchor-key-below-the-level", "refuse", "OpenSSL -auth_level", leaf(weak), "-auth_level 2", [weak])
    sha1 = seq(oid("1.2.840.113549.1.1.5"), NULL)
    signed = leaf(r, inner=sha1, outer=sha1, digest=hashes.SHA1())
    one("sha1-at-level-0", "accept", "OpenSSL -auth_level", signed, "-auth_level 0")
    one("sha1-at-level-1", "refuse", "OpenSSL -auth_level: 63 bits", signed, "-auth_level 1")
    one("ignored-critical", "accept", "OpenSSL -ignore_critical", leaf(r, extra=[unknown(True)]), "-ignore_critical")
    one("ignored-critical-but-malformed", "refuse", "RFC 5280 6.1.5 (f)", leaf(r, ku=ext("2.5.29.15", b"bits", True)), "-ignore_critical")
    not_ca = root(bc=basic(False))
    one("anchor-is-not-a-ca", "refuse", "RFC 5937 3.2", leaf(not_ca), "", [not_ca])
    p1, p2, any_policy = f"{PRIVATE}.8", f"{PRIVATE}.9", "2.5.29.32.0"
    stating = root(pol=policies(p1))
    one("policy-of-the-anchor", "accept", "RFC 5937 3.2", leaf(stating, pol=policies(p1)), "-explicit_policy", [stating])
    one("policy-not-of-the-anchor", "refuse", "RFC 5937 3.2", leaf(stating, pol=policies(p2)), "-explicit_policy", [stating])
    stating = root(pol=policies(any_policy))
    one("any-policy-of-the-anchor", "accept", "RFC 5937 3.2", leaf(stating, pol=policies(p1)), "-explicit_policy", [stating])
    one("any-policy-of-the-anchor-inhibited", "refuse", "RFC 5937 3.2, RFC 5280 6.1.1 (g)", leaf(stating, pol=policies(p1)), "-explicit_policy -inhibit_any", [stating])
    one("policy-twice", "refuse", "RFC 5280 4.2.1.4", leaf(r, pol=policies(p1, p2, p1)))
    for skip, right in [(0, "refuse"), (1, "accept")]:
        explicit = ext("2.5.29.36", seq(tlv(0x80, bytes([skip]))), True)
        one(f"target-requires-explicit-policy-{skip}", right, "RFC 5280 6.1.5 (b)", leaf(r, pol=None, extra=[explicit]))
    boxed = name("User", (EMAIL, 0x16, "user@example.com"))
    one("mailbox-in-the-subject-alone", "accept", "RFC 8550 3", leaf(r, subject=boxed, san=None), email="user@example.com")
    one("mailbox-in-the-subject-beside-another", "refuse", "RFC 8550 3", leaf(r, subject=boxed, san=alt(("email", "other@example.com"))), email="user@example.com")
    for label, right, eku in [
        ("alone", "accept", purposes(STAMP, critical=True)), ("not-critical", "refuse", purposes(STAMP)), ("beside-another", "refuse", purposes(STAMP, SERVER, critical=True))
    ]:
        one(f"time-stamping-{label}", right, "RFC 3161 2.3", leaf(r, eku=eku, san=None), purpose="timestampsign")
    for label, identifier in [("crl-points", "2.5.29.31"), ("freshest-crl", "2.5.29.46")]:
        slot = lambda critical: {"cdp": None, "extra": [ext(identifier, b"malformed", critical)]}
        one(f"{label}-malformed", "accept", "RFC 5280 6.1: not looked at", leaf(r, **slot(False)))
        one(f"{label}-malformed-and-critical", "refuse", "RFC 5280 4.2", leaf(r, **slot(True)))
    zero = root(serial=b"\x00")
    one("serial-number-of-an-anchor", "accept", "RFC 5280 6.1.1 (d): not an input", leaf(zero), "", [zero], profiles=(True, True), dns="example.com")
    old = name(COUNTRY, ORG, "Root of version 1")
    first, last = dates_of("root")
    of_version_1 = Made(cert(old, old, "root", "root", version=None, not_before=first, not_after=last), old, "root", b"")
    one("anchor-of-version-1", "accept", "RFC 5280 6.1.1 (d); 4.2.1.9 asks version 3 of a CA", leaf(of_version_1), "", [of_version_1], profiles=(False, False))
    of_no_name = Made(cert(name(), name(), "root", "root", version=None, not_before=first, not_after=last), name(), "root", b"")
    one("issuer-empty", "refuse", "RFC 5280 4.1.2.4", leaf(of_no_name), "", [of_no_name])
    one("ca-as-target-without-a-name", "refuse", "RFC 5280 4.1.2.6", ca(r, "a", subject=name(), san=dns("ca.example.com", critical=True)))
    one("extensions-in-version-1", "refuse", "RFC 5280 4.1.2.9", leaf(r, version=None))
    short = root(subject=name("Root"))
    one("name-of-an-anchor", "accept", "RFC 5280 6.1.1 (d)", leaf(short), "", [short], profiles=(True, True), dns="example.com")
    for label, identifier, verdict in [("with", aki("root"), True), ("without", None, False)]:
        same = ca(r, "a", subject=r.subject, aki=identifier)
        one(f"self-issued-{label}-aki", "accept", "RFC 5280 4.2.1.1: self-signed alone may leave it out", leaf(same), between=[same], profiles=(verdict, verdict))
    # CRLs.
    l = leaf(r)
    one("crl-algorithms-differ", "refuse", "RFC 5280 5.1.1.2", l, crls=[crl(r, inner=seq(oid("1.2.840.113549.1.1.12"), NULL))])
    one("crl-aki-critical", "refuse", "RFC 5280 5.2.1, 4.2.1.1", l, crls=[crl(r, identifier=aki("root", critical=True))])
    invalidity = lambda critical: ext("2.5.29.24", tlv(0x18, b"20261101000000Z"), critical)
    for critical, right in [(False, "accept"), (True, "refuse")]:
        one(f"crl-entry-invalidity-date{'-critical' if critical else ''}", right, "RFC 5280 5.3, 5.3.2", l, crls=[crl(r, [revoked(b"\x10\x55", "261121000000Z", invalidity(critical))])])
    even = next(n for n in range(100) if crl(r, number=ext("2.5.29.20", integer(n)))[-1] & 1 == 0)
    one("crl-signature-of-whole-bytes", "accept", "RFC 8017 8.2.1", l, crls=[crl(r, number=ext("2.5.29.20", integer(even)))])
    one("crl-signature-not-of-whole-bytes", "refuse", "RFC 8017 8.2.1", l, crls=[crl(r, number=ext("2.5.29.20", integer(even)), unused=1)])
    removed = ext("2.5.29.21", tlv(10, b"\x08"))
    one("crl-entry-removed-after-it-is-listed", "refuse", "RFC 5280 5.3.1", l, crls=[crl(r, [revoked(l.serial), revoked(l.serial, "261121000000Z", removed)])])
    one("crl-entry-removed-before-it-is-listed", "refuse", "RFC 5280 5.3.1", l, crls=[crl(r, [revoked(l.serial, "261121000000Z", removed), revoked(l.serial)])])
    newer = lambda *more: crl(r, [revoked(l.serial)], this="261121000000Z", number=ext("2.5.29.20", integer(12346)), extra=[ext("2.5.29.27", integer(12345), True), *more])
    one("delta-lists-the-leaf", "refuse", "RFC 5280 6.3.3 (i)", l, "-use_deltas -crl_check", crls=[crl(r), newer()])
    newest = crl(r, [revoked(l.serial)], this="261122000000Z", number=ext("2.5.29.20", integer(12347)), extra=[ext("2.5.29.27", integer(12345), True)])
    older = crl(r, this="261121000000Z", number=ext("2.5.29.20", integer(12346)), extra=[ext("2.5.29.27", integer(12345), True)])
    one("newest-delta-lists-the-leaf", "refuse", "RFC 5280 5.2.4", l, "-use_deltas -crl_check", crls=[crl(r), newest, older])
    one("delta-with-critical-unknown", "accept", "RFC 5280 5.2", l, "-use_deltas -crl_check", crls=[crl(r), newer(unknown(True))])


def anchors_that_are_judged():
    """Nobody asks an anchor for its serial number and authorityKeyIdentifier, but for the first where it is the target itself, and for the second
    where another issued it."""
    own = leaf(root(subject=name("example.com"), key="leaf"), subject=name("example.com"), serial=b"\xf0\x01")
    case("serial-negative-of-an-anchor-that-is-the-target", "pkix", "RFC 5280 4.1.2.2", own, [own], dns="example.com")
    for label, right, identifier in [("with", "accept", aki("root")), ("without", "pkix", None)]:
        a = ca(root(), "a", path_len=0, aki=identifier)
        case(f"anchor-issued-by-another-{label}-aki", right, "RFC 5280 4.2.1.1", leaf(a), [a], dns="example.com")
        CASES[-1]["args"].append("-partial_chain")


def roots_older_than_the_rules():
    """BR 1.1: what was issued before 2012-07-01 is not bound, which tells for some rules on anchors alone."""
    breaches = {"ku": key_usage(DIGITAL | CERT_SIGN | CRL_SIGN | 0x20, critical=False), "ski": None}
    old = ("120630235959Z", "320701000000Z")
    simple("root-before-2012-07-01", "pkix", "BR 1.1", root(dates=old, **breaches), webpki=True)
    full = {"serial": b"\x10own serial", "aki": aki("root", tlv(0xA1, general("dir", root().subject)), tlv(0x82, b"\x10own serial"))}
    simple("root-before-2012-07-01-aki-with-issuer", "accept", "BR 1.1", root(dates=old, **full))
    simple("root-from-2012-07-01-aki-with-issuer", "br", "BR 7.1.2.1.3", root(dates=("120701000000Z", "320701000000Z"), **full))
    simple("root-from-2012-07-01", "pkix", "BR 1.1", root(dates=("120701000000Z", "320701000000Z"), **breaches))
    simple("root-before-2012-07-01-rsa-1024", "br", "BR 6.1.5", root(key="weak", dates=old))
    simple("root-before-2012-07-01-eku", "br", "BR 7.1.2.1.2", root(dates=old, eku=purposes(SERVER)))
    r = root()
    a = ca(r, "a", dates=old, ku=key_usage(CERT_SIGN | CRL_SIGN, critical=False))
    case("intermediate-before-2012-07-01", "br", "BR 7.1.2.6.1", leaf(a), [r], [a], dns="example.com")


for STYLE in [MODERN, BARE]:
    SERIAL[0] = 0
    situations()
    validity()
    constraints_on_names()
    identities()
    web_pki()
    lengths()
    graphs()
    lists()

STYLE = MODERN
SERIAL[0] = 10_000
items()
SERIAL[0] = 20_000
mail()
SERIAL[0] = 30_000
single_rules()
for STYLE in [MODERN, BARE]:
    SERIAL[0] = 40_000
    anchors_that_are_judged()

for STYLE in [MODERN, BARE]:
    SERIAL[0] = 50_000
    revocation_that_is_not_processed()

STYLE = MODERN
SERIAL[0] = 60_000
roots_older_than_the_rules()

labels = [c["case"] for c in CASES]
assert len(set(labels)) == len(labels), [l for l in labels if labels.count(l) > 1]
word = {True: "accept", False: "refuse", None: "-"}
numbers = lambda items: ",".join(map(str, items)) or "-"
with (HERE / "cases.txt").open("w") as out:
    print("# case, rfc5280, strict, webpki, target, trusted, untrusted, crls (lines of der.txt, from 0), options, source", file=out)
    for c in CASES:
        print(c["case"], *(word[c[p]] for p in ["rfc5280", "strict", "webpki"]), c["target"], *(numbers(c[k]) for k in ["trusted", "untrusted", "crls"]),
              " ".join(c["args"]), c["source"], sep="\t", file=out)
(HERE / "der.txt").write_text("".join(f"{der}\n" for der in CERTS))
with (HERE / "items.txt").open("w") as out:
    print("# item, its rule (of lint), a case that keeps the rule, a case that breaks it, suffixes (with ../lint/suffixes.dat) or path (lint alone cannot see it), section", file=out)
    for item in ITEMS:
        print(*item, sep="\t", file=out)
print(len(ITEMS), "items,", len(CASES), "cases of", len(CERTS), "certificates and CRLs")
