"""Certificates and CRLs encoded byte by byte, so that they may be as wrong as a case needs. Python's cryptography is for RSA alone."""
import hashlib
import re

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY = {}


def load_keys(path, sizes):
    """The keys of a file of PEM blocks, by name; makes the file where it is missing. `sizes` has each name and its bits."""
    if not path.exists():
        made = [rsa.generate_private_key(65537, bits) for bits in sizes.values()]
        pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        path.write_bytes(b"".join(key.private_bytes(*pem) for key in made))
    blocks = re.findall(rb"-----BEGIN.*?-----END[^\n]*\n", path.read_bytes(), re.S)
    KEY.update({name: serialization.load_pem_private_key(block, None) for name, block in zip(sizes, blocks, strict=True)})


# DER
def tlv(tag, *contents):
    value = b"".join(contents)
    if len(value) < 128:
        return bytes([tag, len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + value


def seq(*contents):
    return tlv(0x30, *contents)


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in [40 * first + second, *rest]:
        part = [arc & 0x7F]
        while arc := arc >> 7:
            part.insert(0, 0x80 | arc & 0x7F)
        out += bytes(part)
    return tlv(6, out)


def integer(n):
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True))


def bits(value, unused=0):
    return tlv(3, bytes([unused]), value)


def octets(value):
    return tlv(4, value)


TRUE = tlv(1, b"\xff")
NULL = tlv(5)
SHA256_RSA = seq(oid("1.2.840.113549.1.1.11"), NULL)


def name(*attributes):
    """Attributes are a common name, or (identifier, tag, value)."""
    out = []
    for attribute in attributes:
        kind, tag, value = ("2.5.4.3", 0x0C, attribute) if isinstance(attribute, str) else attribute
        out.append(tlv(0x31, seq(oid(kind), tlv(tag, value if isinstance(value, bytes) else value.encode()))))
    return seq(*out)


EMAIL = "1.2.840.113549.1.9.1"


def time(text):
    """UTCTime or GeneralizedTime by its length; bytes are UTCTime as they stand."""
    if isinstance(text, bytes):
        return tlv(0x17, text)
    return tlv(0x17, text.encode()) if len(text) == 13 else tlv(0x18, text.encode())


def ext(identifier, value, critical=False):
    return seq(oid(identifier), TRUE if critical else b"", octets(value))


def basic(ca=True, path_len=None, critical=True):
    return ext("2.5.29.19", seq(TRUE if ca else b"", b"" if path_len is None else integer(path_len)), critical)


def key_usage(byte, critical=True):
    unused = (byte & -byte).bit_length() - 1 if byte else 0
    return ext("2.5.29.15", bits(bytes([byte]) if byte else b"", unused), critical)


CERT_SIGN, CRL_SIGN, DIGITAL = 0x04, 0x02, 0x80


def purposes(*identifiers, critical=False):
    return ext("2.5.29.37", seq(*map(oid, identifiers)), critical)


SERVER, CLIENT, MAIL, ANY = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "2.5.29.37.0"


def general(kind, value):
    if kind == "dir":
        return tlv(0xA4, value)
    if kind == "other":
        return tlv(0xA0, oid(value[0]), tlv(0xA0, value[1]))
    if kind == "utf8":
        return general("other", ("1.3.6.1.5.5.7.8.9", tlv(0x0C, value.encode())))
    tag = {"email": 0x81, "dns": 0x82, "uri": 0x86, "ip": 0x87}[kind]
    return tlv(tag, value if isinstance(value, bytes) else value.encode())


def alt(*names, critical=False):
    return ext("2.5.29.17", seq(*(general(*n) for n in names)), critical)


def constraints(permitted=(), excluded=(), critical=True, extra=b""):
    trees = lambda tag, list: tlv(tag, *(seq(general(*n), extra) for n in list)) if list else b""
    return ext("2.5.29.30", seq(trees(0xA0, permitted), trees(0xA1, excluded)), critical)


def policies(*identifiers, critical=False):
    return ext("2.5.29.32", seq(*(seq(oid(i)) for i in identifiers)), critical)


def key_ids(own=None, authority=None):
    out = []
    if own:
        out.append(ext("2.5.29.14", octets(own)))
    if authority:
        out.append(ext("2.5.29.35", seq(tlv(0x80, authority))))
    return out


def spki(key):
    return KEY[key].public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def sign(tbs, key, digest=None):
    return KEY[key].sign(tbs, padding.PKCS1v15(), digest or hashes.SHA256())


def cert(subject, issuer, key, signer, *extensions, version=2, serial=b"\x01", not_before="200101000000Z", not_after="400101000000Z",
         inner=SHA256_RSA, outer=SHA256_RSA, public=None, signature=None, digest=None, trailer=b""):
    subject, issuer = (n if isinstance(n, bytes) else name(n) for n in (subject, issuer))
    tbs = seq(tlv(0xA0, integer(version)) if version else b"", tlv(2, serial), inner, issuer, seq(time(not_before), time(not_after)), subject,
              public or spki(key), tlv(0xA3, seq(*extensions)) if extensions else b"")
    made = signature(tbs) if callable(signature) else signature or sign(tbs, signer, digest)
    return seq(tbs, outer, bits(made)) + trailer


def crl(issuer, signer, revoked=(), this="260101000000Z", next="300101000000Z", extensions=(), entry_extensions=()):
    """`revoked` are serial numbers, or pairs of one and its entry's extensions."""
    pairs = [s if isinstance(s, tuple) else (s, entry_extensions) for s in revoked]
    entries = seq(*(seq(tlv(2, s), time("260601000000Z"), seq(*e) if e else b"") for s, e in pairs)) if pairs else b""
    issuer = issuer if isinstance(issuer, bytes) else name(issuer)
    tbs = seq(integer(1), SHA256_RSA, issuer, time(this), time(next), entries, tlv(0xA0, seq(*extensions)) if extensions else b"")
    return seq(tbs, SHA256_RSA, bits(sign(tbs, signer)))


def full_name(*names):
    """DistributionPointName."""
    return tlv(0xA0, tlv(0xA0, *(general(*n) for n in names)))


def point(*names, issuer=None, reasons=b""):
    """A distribution point of a certificate."""
    return seq(full_name(*names) if names else b"", reasons, tlv(0xA2, general("dir", name(issuer))) if issuer else b"")


def points(*list):
    return ext("2.5.29.31", seq(*list))


def issuing(*contents):
    return ext("2.5.29.28", seq(*contents), True)


INDIRECT = tlv(0x84, b"\xff")


def crl_number(n):
    return ext("2.5.29.20", integer(n))


def delta(base):
    return ext("2.5.29.27", integer(base), True)


def reason(code):
    return ext("2.5.29.21", tlv(0x0A, bytes([code])))


SHA1 = seq(oid("1.3.14.3.2.26"), NULL)
GOOD, REVOKED, UNKNOWN = tlv(0x80), tlv(0xA1, time("20260601000000Z")), tlv(0x82)


def single(issuer, key, serial, status, this="20261101000000Z", next="20271101000000Z", extensions=()):
    """SingleResponse."""
    digest = lambda data: octets(hashlib.sha1(data).digest())
    public = KEY[key].public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    id = seq(SHA1, digest(name(issuer)), digest(public), tlv(2, serial))
    return seq(id, status, time(this), tlv(0xA0, time(next)) if next else b"", tlv(0xA1, seq(*extensions)) if extensions else b"")


def ocsp(responder, signer, *singles, certificates=(), produced="20261101000000Z", signature=None):
    """OCSPResponse. `responder` is a common name, or a ResponderID."""
    data = seq(responder if isinstance(responder, bytes) else tlv(0xA1, name(responder)), time(produced), seq(*singles))
    basic = seq(data, SHA256_RSA, bits(signature or sign(data, signer)), tlv(0xA0, seq(*certificates)) if certificates else b"")
    return seq(tlv(0x0A, b"\0"), tlv(0xA0, seq(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic))))


def pss(hash="2.16.840.1.101.3.4.2.1", salt=32, inner_tag=6):
    """RSASSA-PSS's AlgorithmIdentifier. `inner_tag` is that of the identifier of MGF1's hash."""
    hashed = seq(oid(hash), NULL)
    mgf = seq(oid("1.2.840.113549.1.1.8"), seq(bytes([inner_tag]) + oid(hash)[1:], NULL))
    return seq(oid("1.2.840.113549.1.1.10"), seq(tlv(0xA0, hashed), tlv(0xA1, mgf), tlv(0xA2, integer(salt))))


def pss_sign(tbs, key, salt=0):
    """Without a salt the same every time."""
    return KEY[key].sign(tbs, padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())


def rsa_spki(algorithm, modulus, exponent=65537):
    return seq(algorithm, bits(seq(integer(modulus), integer(exponent))))


RSA = seq(oid("1.2.840.113549.1.1.1"), NULL)


def modulus(key):
    return KEY[key].public_key().public_numbers().n


def padded(tbs):
    """The encoded message of EMSA-PKCS1-v1_5 for 2048 bits."""
    info = seq(seq(oid("2.16.840.1.101.3.4.2.1"), NULL), octets(hashlib.sha256(tbs).digest()))
    return b"\0\x01" + b"\xff" * (253 - len(info)) + b"\0" + info


def seq_oid(extension):
    """The identifier of an extension: its first element."""
    at = 2 if extension[1] < 128 else 2 + (extension[1] & 0x7F)
    return extension[at : at + 2 + extension[at + 1]]


def trusted(der, trust=None, reject=None):
    """OpenSSL's TRUSTED CERTIFICATE."""
    aux = seq(b"" if trust is None else seq(*map(oid, trust)), b"" if reject is None else tlv(0xA0, *map(oid, reject)))
    return ("TRUSTED CERTIFICATE", der + aux)
