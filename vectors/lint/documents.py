"""Certificates, CRLs and requests of any shape: a small DER writer, and documents that keep every rule until a field is changed."""

import base64
import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent


# DER.
def tlv(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    if n < 0x80:
        head = bytes([n])
    else:
        size = (n.bit_length() + 7) // 8
        head = bytes([0x80 | size]) + n.to_bytes(size, "big")
    return bytes([tag]) + head + body


def seq(*parts):
    return tlv(0x30, *parts)


def integer(n):
    size = max(1, (n.bit_length() + 8) // 8) if n >= 0 else ((n + 1).bit_length() + 8) // 8
    return tlv(2, n.to_bytes(size, "big", signed=True))


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in [first * 40 + second, *rest]:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(arc & 0x7F | 0x80)
        out += bytes(reversed(septets))
    return tlv(6, out)


def octets(data):
    return tlv(4, data)


def bits(data, unused=0):
    return tlv(3, bytes([unused]), data)


def boolean(value):
    return tlv(1, b"\xff" if value else b"\0")


def explicit(n, *parts):
    return tlv(0xA0 | n, *parts)


def implicit(n, data):
    return tlv(0x80 | n, data)


def utf8(text):
    return tlv(0x0C, text.encode() if isinstance(text, str) else text)


def printable(text):
    return tlv(0x13, text.encode() if isinstance(text, str) else text)


def ia5(text):
    return tlv(0x16, text.encode() if isinstance(text, str) else text)


def utc(text):
    return tlv(0x17, text.encode())


def generalized(text):
    return tlv(0x18, text.encode())


def time(text):
    """YYYYMMDDHHMMSSZ in the form that its year takes."""
    return utc(text[2:]) if "1950" <= text[:4] < "2050" else generalized(text)


NULL = tlv(5)
RSA = "1.2.840.113549.1.1."
ATTRIBUTE = {
    "CN": "2.5.4.3", "SN": "2.5.4.4", "serialNumber": "2.5.4.5", "C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8", "postalCode": "2.5.4.17",
    "street": "2.5.4.9", "O": "2.5.4.10", "OU": "2.5.4.11", "title": "2.5.4.12", "GN": "2.5.4.42", "dnQualifier": "2.5.4.46",
    "pseudonym": "2.5.4.65", "DC": "0.9.2342.19200300.100.1.25", "email": "1.2.840.113549.1.9.1",
    "businessCategory": "2.5.4.15", "jurisdictionC": "1.3.6.1.4.1.311.60.2.1.3",
}


def attribute(kind, value):
    if isinstance(value, str):
        types = {"C": printable, "serialNumber": printable, "dnQualifier": printable, "DC": ia5, "email": ia5, "jurisdictionC": printable}
        value = types.get(kind, utf8)(value)
    return seq(oid(ATTRIBUTE[kind]), value)


def name(*attributes):
    """Attributes as (kind, value); a list of them is one RDN."""
    rdns = []
    for rdn in attributes:
        several = rdn if isinstance(rdn, list) else [rdn]
        rdns.append(tlv(0x31, *sorted(attribute(*a) for a in several)))
    return seq(*rdns)


# Keys and signatures.
class Key:
    def __init__(self, numbers):
        self.p, self.q, self.e = int(numbers["p"], 16), int(numbers["q"], 16), 65537
        self.n = self.p * self.q
        self.d = pow(self.e, -1, (self.p - 1) * (self.q - 1))
        self.public = seq(integer(self.n), integer(self.e))
        self.identifier = hashlib.sha1(self.public).digest()
        self.spki = spki(self.n, self.e)

    def sign(self, data, hash="sha256"):
        prefix = {
            "md5": "3020300c06082a864886f70d020505000410",
            "sha1": "3021300906052b0e03021a05000414",
            "sha256": "3031300d060960864801650304020105000420",
            "sha384": "3041300d060960864801650304020205000430",
        }[hash]
        info = bytes.fromhex(prefix) + hashlib.new(hash, data).digest()
        size = (self.n.bit_length() + 7) // 8
        message = b"\0\1" + b"\xff" * (size - 3 - len(info)) + b"\0" + info
        m = int.from_bytes(message, "big")
        a, b = pow(m, self.d % (self.p - 1), self.p), pow(m, self.d % (self.q - 1), self.q)
        return (b + self.q * ((a - b) * pow(self.q, -1, self.p) % self.p)).to_bytes(size, "big")


def spki(n, e, algorithm=None):
    return seq(algorithm or seq(oid(RSA + "1"), NULL), bits(seq(integer(n), integer(e))))


KEYS = {name: Key(numbers) for name, numbers in json.loads((HERE / "keys.json").read_text()).items()}
CA, LEAF = KEYS["ca"], KEYS["leaf"]
SHA256 = seq(oid(RSA + "11"), NULL)

# Names, extensions.
ROOT_NAME = name(("C", "DE"), ("O", "Example Trust"), ("CN", "Example Root"))
CA_NAME = name(("C", "DE"), ("O", "Example Trust"), ("CN", "Example TLS CA"))
SUBJECT = name(("C", "DE"), ("L", "Berlin"), ("O", "Example"))
ID = {
    "aia": "1.3.6.1.5.5.7.1.1", "aki": "2.5.29.35", "ski": "2.5.29.14", "ku": "2.5.29.15", "cp": "2.5.29.32", "pm": "2.5.29.33",
    "san": "2.5.29.17", "ian": "2.5.29.18", "sda": "2.5.29.9", "bc": "2.5.29.19", "nc": "2.5.29.30", "pc": "2.5.29.36",
    "eku": "2.5.29.37", "dp": "2.5.29.31", "iap": "2.5.29.54", "fresh": "2.5.29.46", "sia": "1.3.6.1.5.5.7.1.11",
    "pkup": "2.5.29.16", "tls": "1.3.6.1.5.5.7.1.24", "sct": "1.3.6.1.4.1.11129.2.4.2", "poison": "1.3.6.1.4.1.11129.2.4.3",
    "nocheck": "1.3.6.1.5.5.7.48.1.5", "ns": "2.16.840.1.113730.1.1", "none": "2.5.29.56", "odd": "1.3.6.1.4.1.32473.9",
    "number": "2.5.29.20", "delta": "2.5.29.27", "idp": "2.5.29.28", "reason": "2.5.29.21", "invalidity": "2.5.29.24",
    "issuer": "2.5.29.29", "hold": "2.5.29.23",
}
P_DV, P_OV, P_IV, P_EV, P_ANY, P_OWN = (
    "2.23.140.1.2.1", "2.23.140.1.2.2", "2.23.140.1.2.3", "2.23.140.1.1", "2.5.29.32.0", "1.3.6.1.4.1.32473.1",
)
SERVER, CLIENT, CODE, MAIL, STAMP, OCSP, ANY_EKU = (
    *(f"1.3.6.1.5.5.7.3.{n}" for n in (1, 2, 3, 4, 8, 9)), "2.5.29.37.0",
)


def dns(text):
    return implicit(2, text.encode())


def uri(text):
    return implicit(6, text.encode())


def mail(text):
    return implicit(1, text.encode())


def ip(*numbers):
    return implicit(7, bytes(numbers))


def dirname(n):
    return explicit(4, n)


def other(id, value):
    return explicit(0, oid(id), explicit(0, value))


def aki(key=CA, *more):
    return seq(*([implicit(0, key.identifier)] if key else []), *more)


def usage(*numbers):
    value = sum(0x8000 >> n for n in numbers)
    data = value.to_bytes(2, "big").rstrip(b"\0")
    unused = 0
    while data and not data[-1] >> unused & 1:
        unused += 1
    return bits(data, unused)


def policy(id, *qualifiers):
    return seq(oid(id), *([seq(*qualifiers)] if qualifiers else []))


def cps(text):
    return seq(oid("1.3.6.1.5.5.7.2.1"), ia5(text))


def notice(*parts):
    return seq(oid("1.3.6.1.5.5.7.2.2"), seq(*parts))


def purposes(*ids):
    return seq(*map(oid, ids))


def access(*pairs):
    methods = {"ocsp": "1.3.6.1.5.5.7.48.1", "ca": "1.3.6.1.5.5.7.48.2", "repository": "1.3.6.1.5.5.7.48.5", "odd": "1.3.6.1.4.1.32473.2"}
    return seq(*(seq(oid(methods[method]), place) for method, place in pairs))


def full(*names):
    return explicit(0, explicit(0, *names))


def points(*each):
    return seq(*(seq(*([p] if isinstance(p, bytes) else p)) for p in each))


def subtrees(permitted=(), excluded=()):
    wrap = lambda n, list: [explicit(n, *(seq(*([s] if isinstance(s, bytes) else s)) for s in list))] if list else []
    return seq(*wrap(0, permitted), *wrap(1, excluded))


AIA = access(("ocsp", uri("http://ocsp.example.org/")), ("ca", uri("http://ca.example.org/ca.der")))
DP = points(full(uri("http://ca.example.org/ca.crl")))
LEAF_EXTENSIONS = {
    "aia": AIA, "aki": aki(), "cp": seq(policy(P_OV)), "eku": purposes(SERVER), "san": seq(dns("www.example.org")), "ku": usage(0), "dp": DP,
}
CA_EXTENSIONS = {
    "aia": AIA, "aki": aki(), "ski": octets(CA.identifier), "bc": seq(boolean(True), integer(0)), "ku": usage(5, 6),
    "cp": seq(policy(P_ANY)), "eku": purposes(SERVER), "dp": DP,
}
ROOT_EXTENSIONS = {"aki": aki(), "ski": octets(CA.identifier), "bc": seq(boolean(True)), "ku": usage(5, 6)}
CRL_EXTENSIONS = {"aki": aki(), "number": integer(7)}
CRITICAL = {"ku", "nc", "pc", "iap", "pm", "poison", "delta", "idp", "issuer"}


class Critical(bytes):
    """A value of an extension that is critical."""


class Plain(bytes):
    """A value of an extension that is not."""


def extension(key, value, write_false=False):
    critical = not isinstance(value, Plain) and (isinstance(value, Critical) or key in CRITICAL)
    flag = [boolean(True)] if critical else [boolean(False)] if write_false else []
    return seq(oid(ID[key]), *flag, octets(value))


def extensions(base, changes, false_in=()):
    merged = {**base, **changes}
    out = []
    for key, value in merged.items():
        values = [] if value is None else value if isinstance(value, list) else [value]
        if key == "bc" and values and type(values[0]) is bytes and values[0][2:5] == b"\1\1\xff":
            values = [Critical(values[0])]
        out += [extension(key, v, key in false_in) for v in values]
    return out


class Document:
    """DER; how its signature was made (key, hash and the signature), or None where the signature is not a key's; and which certificate of
    a chain it can be."""

    role = None

    def __init__(self, label, der, signing=None):
        self.label, self.der, self.signing = label, der, signing

    def pem(self):
        text = base64.b64encode(self.der).decode()
        lines = [text[i : i + 64] for i in range(0, len(text), 64)]
        return "\n".join([f"-----BEGIN {self.label}-----", *lines, f"-----END {self.label}-----", ""])


def signed(label, tbs, key, algorithm=SHA256, hash="sha256", signature=None, tail=b""):
    made = key.sign(tbs, hash) if signature is None else None
    signature = bits(made) if signature is None else signature
    return Document(label, seq(tbs, algorithm, signature) + tail, made and (key, hash, made))


def certificate(base, defaults, *, version=2, serial=integer(0x5DEECE66D0B1A2B3C4D5E6F708192A3B), algorithm=SHA256, outer=None,
                hash="sha256", unique=b"", raw_extensions=None, false_in=(), key=CA, signature=None, tail=b"", extra=b"", **changes):
    fields = {k: changes.pop(k, v) for k, v in defaults.items()}
    version = version if isinstance(version, bytes) else explicit(0, integer(version)) if version else b""
    serial = serial if isinstance(serial, bytes) else integer(serial)
    validity = fields["validity"]
    if isinstance(validity, tuple):
        validity = seq(*(t if isinstance(t, bytes) else time(t) for t in validity))
    list = extensions(base, changes, false_in)
    list = explicit(3, seq(*list)) if raw_extensions is None else raw_extensions
    tbs = seq(version, serial, algorithm, fields["issuer"], validity, fields["subject"], fields["spki"], unique, list, extra)
    return signed("CERTIFICATE", tbs, key, outer or algorithm, hash, signature, tail)


def in_role(role, *arguments, **changes):
    document = certificate(*arguments, **changes)
    document.role = role
    return document


def leaf(**changes):
    return in_role("leaf", LEAF_EXTENSIONS, {"issuer": CA_NAME, "validity": ("20261001000000Z", "20261229235959Z"), "subject": SUBJECT, "spki": LEAF.spki}, **changes)


def ca(**changes):
    return in_role("ca", CA_EXTENSIONS, {"issuer": ROOT_NAME, "validity": ("20240101000000Z", "20331231235959Z"), "subject": CA_NAME, "spki": CA.spki}, **changes)


def root(**changes):
    return in_role("root", ROOT_EXTENSIONS, {"issuer": ROOT_NAME, "validity": ("20240101000000Z", "20431231235959Z"), "subject": ROOT_NAME, "spki": CA.spki}, **changes)


def entry(serial, date="20261001000000Z", **list):
    date = date if isinstance(date, bytes) else time(date)
    serial = serial if isinstance(serial, bytes) else integer(serial)
    return seq(serial, date, *([seq(*extensions({}, list))] if list else []))


def crl(*entries, version=1, algorithm=SHA256, outer=None, hash="sha256", issuer=CA_NAME, this="20261101000000Z", next="20261108000000Z",
        field=None, signature=None, raw_extensions=None, false_in=(), tail=b"", **changes):
    form = lambda t: b"" if t is None else t if isinstance(t, bytes) else time(t)
    field = field if field is not None else seq(*entries) if entries else b""
    version = version if isinstance(version, bytes) else integer(version) if version else b""
    list = extensions(CRL_EXTENSIONS, changes, false_in)
    list = (explicit(0, seq(*list)) if list else b"") if raw_extensions is None else raw_extensions
    tbs = seq(version, algorithm, issuer, form(this), form(next), field, list)
    return signed("X509 CRL", tbs, CA, outer or algorithm, hash, signature, tail)


def request(*attributes, version=0, subject=SUBJECT, key=LEAF, spki=None, field=None, signature=None, **changes):
    base = {"san": seq(dns("www.example.org"))}
    list = extensions(base, changes)
    asked = [seq(oid("1.2.840.113549.1.9.14"), tlv(0x31, seq(*list)))] if list else []
    field = explicit(0, *asked, *attributes) if field is None else field
    tbs = seq(version if isinstance(version, bytes) else integer(version), subject, spki or LEAF.spki, field)
    return signed("CERTIFICATE REQUEST", tbs, key, signature=signature)


def subject_with(*more, **changes):
    return leaf(subject=name(("C", "DE"), ("L", "Berlin"), ("O", "Example"), *more), **changes)
