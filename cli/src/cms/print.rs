//! `-print` of messages, and `asn1parse -item`: every field by its name, in the layout of OpenSSL's printer of ASN.1 templates.
//!
//! The templates are tables: a field is printed by its type, at the indentation where it stands.

use zeroize::Zeroizing;

use certwright::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, oid};

use crate::asn1parse::dump::{self, Dump, Layout, listing};
use crate::hint;
use crate::nameopt::NameOptions;
use crate::text::{self, Text};

/// The type of a field.
enum Kind {
    Sequence(&'static [Field]),
    /// One of the fields, by its tag.
    Choice(&'static [Field]),
    /// One of the fields, by the last object identifier before it.
    ByType(&'static [(ObjectIdentifierRef<'static>, Field)]),
    /// A field that this type has itself: the message in a message.
    Pkcs7,
    Name,
    PublicKey,
    Integer,
    /// An INTEGER that is printed in hexadecimal: a number of a key.
    BigNumber,
    Oid,
    Octets,
    Bits,
    Time,
    Boolean,
    /// A string of this type.
    Text(Tag),
    Any,
}

/// What stands before a field's own tag, or in its place.
#[derive(Clone, Copy)]
enum Tagging {
    None,
    Implicit(u32),
    Explicit(u32),
}

/// How many values a field has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    One,
    SetOf,
    SequenceOf,
}

struct Field {
    name: &'static str,
    kind: Kind,
    tagging: Tagging,
    number: Number,
    optional: bool,
}

const fn one(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        tagging: Tagging::None,
        number: Number::One,
        optional: false,
    }
}

impl Field {
    const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    const fn implicit(mut self, number: u32) -> Self {
        self.tagging = Tagging::Implicit(number);
        self
    }

    const fn explicit(mut self, number: u32) -> Self {
        self.tagging = Tagging::Explicit(number);
        self
    }

    const fn set(mut self) -> Self {
        self.number = Number::SetOf;
        self
    }

    const fn sequence(mut self) -> Self {
        self.number = Number::SequenceOf;
        self
    }

    fn is_at(&self, tag: Tag) -> bool {
        match self.tagging {
            Tagging::Implicit(number) | Tagging::Explicit(number) => is_context(tag, number),
            Tagging::None => match self.number {
                Number::SetOf => tag == Tag::Set,
                Number::SequenceOf => tag == Tag::Sequence,
                Number::One => self.kind.is_at(tag),
            },
        }
    }
}

fn is_context(tag: Tag, wanted: u32) -> bool {
    matches!(tag, Tag::ContextSpecific { number, .. } if number.value() == wanted)
}

impl Kind {
    fn is_at(&self, tag: Tag) -> bool {
        match self {
            Self::Sequence(_) | Self::Pkcs7 | Self::Name | Self::PublicKey => tag == Tag::Sequence,
            Self::Choice(fields) => fields.iter().any(|field| field.is_at(tag)),
            Self::ByType(fields) => fields.iter().any(|(_, field)| field.is_at(tag)),
            Self::Integer | Self::BigNumber => tag == Tag::Integer,
            Self::Text(of) => tag == *of,
            Self::Oid => tag == Tag::ObjectIdentifier,
            Self::Octets => tag == Tag::OctetString,
            Self::Bits => tag == Tag::BitString,
            Self::Time => matches!(tag, Tag::UtcTime | Tag::GeneralizedTime),
            Self::Boolean => tag == Tag::Boolean,
            Self::Any => true,
        }
    }
}

const ALGORITHM: Kind = Kind::Sequence(&[
    one("algorithm", Kind::Oid),
    one("parameter", Kind::Any).optional(),
]);

const EXTENSION: Kind = Kind::Sequence(&[
    one("object", Kind::Oid),
    one("critical", Kind::Boolean).optional(),
    one("value", Kind::Octets),
]);

const VALIDITY: Kind = Kind::Sequence(&[one("notBefore", Kind::Time), one("notAfter", Kind::Time)]);

const CERTIFICATE_INFO: Kind = Kind::Sequence(&[
    one("version", Kind::Integer).explicit(0).optional(),
    one("serialNumber", Kind::Integer),
    one("signature", ALGORITHM),
    one("issuer", Kind::Name),
    one("validity", VALIDITY),
    one("subject", Kind::Name),
    one("key", Kind::PublicKey),
    one("issuerUID", Kind::Bits).implicit(1).optional(),
    one("subjectUID", Kind::Bits).implicit(2).optional(),
    one("extensions", EXTENSION)
        .sequence()
        .explicit(3)
        .optional(),
]);

const CERTIFICATE: Kind = Kind::Sequence(&[
    one("cert_info", CERTIFICATE_INFO),
    one("sig_alg", ALGORITHM),
    one("signature", Kind::Bits),
]);

/// Of a public key, which is printed as a value of its own.
const PUBLIC_KEY: &[Field] = &[one("algor", ALGORITHM), one("public_key", Kind::Bits)];

const REVOKED: Kind = Kind::Sequence(&[
    one("serialNumber", Kind::Integer),
    one("revocationDate", Kind::Time),
    one("extensions", EXTENSION).sequence().optional(),
]);

const CRL_INFO: Kind = Kind::Sequence(&[
    one("version", Kind::Integer).optional(),
    one("sig_alg", ALGORITHM),
    one("issuer", Kind::Name),
    one("lastUpdate", Kind::Time),
    one("nextUpdate", Kind::Time).optional(),
    one("revoked", REVOKED).sequence().optional(),
    one("extensions", EXTENSION)
        .sequence()
        .explicit(0)
        .optional(),
]);

const CRL: Kind = Kind::Sequence(&[
    one("crl", CRL_INFO),
    one("sig_alg", ALGORITHM),
    one("signature", Kind::Bits),
]);

const REQUEST_INFO: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("subject", Kind::Name),
    one("pubkey", Kind::PublicKey),
    one("attributes", ATTRIBUTE).set().implicit(0).optional(),
]);

const REQUEST: Kind = Kind::Sequence(&[
    one("req_info", REQUEST_INFO),
    one("sig_alg", ALGORITHM),
    one("signature", Kind::Bits),
]);

/// EncryptedPrivateKeyInfo and DigestInfo.
const SIG: Kind = Kind::Sequence(&[one("algor", ALGORITHM), one("digest", Kind::Octets)]);

const PRIVATE_KEY_INFO: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("pkeyalg", ALGORITHM),
    one("pkey", Kind::Octets),
    one("attributes", ATTRIBUTE).set().implicit(0).optional(),
]);

const RSA_PUBLIC_KEY: Kind =
    Kind::Sequence(&[one("n", Kind::BigNumber), one("e", Kind::BigNumber)]);

const RSA_PRIVATE_KEY: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("n", Kind::BigNumber),
    one("e", Kind::BigNumber),
    one("d", Kind::BigNumber),
    one("p", Kind::BigNumber),
    one("q", Kind::BigNumber),
    one("dmp1", Kind::BigNumber),
    one("dmq1", Kind::BigNumber),
    one("iqmp", Kind::BigNumber),
    one(
        "prime_infos",
        Kind::Sequence(&[
            one("r", Kind::BigNumber),
            one("d", Kind::BigNumber),
            one("t", Kind::BigNumber),
        ]),
    )
    .sequence()
    .optional(),
]);

const PKCS12_FILE: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("authsafes", Kind::Pkcs7),
    one(
        "mac",
        Kind::Sequence(&[
            one("dinfo", SIG),
            one("salt", Kind::Octets),
            one("iter", Kind::Integer).optional(),
        ]),
    )
    .optional(),
]);

/// The types that `asn1parse -item` prints, by OpenSSL's names. Of those that OpenSSL has beside them its printer stops in the middle
/// of some (NETSCAPE_SPKI, OCSP_RESPONSE).
const ITEMS: &[(&str, Kind)] = &[
    ("ASN1_ANY", Kind::Any),
    ("ASN1_BIT_STRING", Kind::Bits),
    ("ASN1_IA5STRING", Kind::Text(Tag::Ia5String)),
    ("ASN1_INTEGER", Kind::Integer),
    ("ASN1_OBJECT", Kind::Oid),
    ("ASN1_OCTET_STRING", Kind::Octets),
    ("ASN1_PRINTABLESTRING", Kind::Text(Tag::PrintableString)),
    ("ASN1_TIME", Kind::Time),
    ("ASN1_UTF8STRING", Kind::Text(Tag::Utf8String)),
    ("BIGNUM", Kind::BigNumber),
    ("CMS_ContentInfo", Kind::Sequence(CMS)),
    ("PKCS12", PKCS12_FILE),
    ("PKCS7", Kind::Pkcs7),
    ("PKCS8_PRIV_KEY_INFO", PRIVATE_KEY_INFO),
    ("RSAPrivateKey", RSA_PRIVATE_KEY),
    ("RSAPublicKey", RSA_PUBLIC_KEY),
    ("X509", CERTIFICATE),
    ("X509_ALGOR", ALGORITHM),
    ("X509_ATTRIBUTE", ATTRIBUTE),
    ("X509_CINF", CERTIFICATE_INFO),
    ("X509_CRL", CRL),
    ("X509_CRL_INFO", CRL_INFO),
    ("X509_EXTENSION", EXTENSION),
    ("X509_NAME", Kind::Name),
    ("X509_PUBKEY", Kind::PublicKey),
    ("X509_REQ", REQUEST),
    ("X509_REQ_INFO", REQUEST_INFO),
    ("X509_REVOKED", REVOKED),
    ("X509_SIG", SIG),
    ("X509_VAL", VALIDITY),
];

/// The names of the types that [`item`] prints.
pub(crate) fn items() -> impl Iterator<Item = &'static str> {
    ITEMS.iter().map(|(name, _)| *name)
}

/// The value with which an encoding begins, printed as the type of this name, if there is such a type.
///
/// # Errors
/// It is of another type.
pub(crate) fn item(der: &[u8], name: &str) -> Option<Result<Zeroizing<Vec<u8>>, DerError>> {
    let (name, kind) = ITEMS.iter().find(|(known, _)| *known == name)?;
    let mut printer = Printer::new(None);
    // It may be a key: a line of a dump is about five times its bytes, and as deep as templates nest.
    printer.out = Text::with_capacity(16 * der.len() + 4096);
    let mut print = || {
        let mut input = Reader::new(der);
        let value = input.any(name)?;
        match kind.is_at(value.tag) {
            true => printer.value(kind, &value, Some(name), 0),
            false => Err(value.malformed(name, "a value of another type")),
        }
    };
    let printed = print();
    let out = Zeroizing::new(printer.out.into_bytes());
    Some(printed.map(|()| out))
}

const ATTRIBUTE: Kind = Kind::Sequence(&[one("object", Kind::Oid), one("set", Kind::Any).set()]);

/// SignerIdentifier and RecipientIdentifier.
const IDENTIFIER: Kind = Kind::Choice(&[
    one(
        "d.issuerAndSerialNumber",
        Kind::Sequence(&[
            one("issuer", Kind::Name),
            one("serialNumber", Kind::Integer),
        ]),
    ),
    one("d.subjectKeyIdentifier", Kind::Octets).implicit(0),
]);

const CMS_SIGNED: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("digestAlgorithms", ALGORITHM).set(),
    one(
        "encapContentInfo",
        Kind::Sequence(&[
            one("eContentType", Kind::Oid),
            one("eContent", Kind::Octets).explicit(0).optional(),
        ]),
    ),
    one(
        "certificates",
        Kind::Choice(&[one("d.certificate", CERTIFICATE)]),
    )
    .set()
    .implicit(0)
    .optional(),
    one("crls", Kind::Choice(&[one("d.crl", CRL)]))
        .set()
        .implicit(1)
        .optional(),
    one(
        "signerInfos",
        Kind::Sequence(&[
            one("version", Kind::Integer),
            one("sid", IDENTIFIER),
            one("digestAlgorithm", ALGORITHM),
            one("signedAttrs", ATTRIBUTE).set().implicit(0).optional(),
            one("signatureAlgorithm", ALGORITHM),
            one("signature", Kind::Octets),
            one("unsignedAttrs", ATTRIBUTE).set().implicit(1).optional(),
        ]),
    )
    .set(),
]);

/// RecipientInfo, of the forms that are made here.
const RECIPIENT: Kind = Kind::Choice(&[
    one(
        "d.ktri",
        Kind::Sequence(&[
            one("version", Kind::Integer),
            one("rid", IDENTIFIER),
            one("keyEncryptionAlgorithm", ALGORITHM),
            one("encryptedKey", Kind::Octets),
        ]),
    ),
    one(
        "d.kekri",
        Kind::Sequence(&[
            one("version", Kind::Integer),
            one(
                "kekid",
                Kind::Sequence(&[
                    one("keyIdentifier", Kind::Octets),
                    one("date", Kind::Time).optional(),
                    one("other", Kind::Any).optional(),
                ]),
            ),
            one("keyEncryptionAlgorithm", ALGORITHM),
            one("encryptedKey", Kind::Octets),
        ]),
    )
    .implicit(2),
    one(
        "d.pwri",
        Kind::Sequence(&[
            one("version", Kind::Integer),
            one("keyDerivationAlgorithm", ALGORITHM)
                .implicit(0)
                .optional(),
            one("keyEncryptionAlgorithm", ALGORITHM),
            one("encryptedKey", Kind::Octets),
        ]),
    )
    .implicit(3),
]);

const ENCRYPTED_CONTENT: Kind = Kind::Sequence(&[
    one("contentType", Kind::Oid),
    one("contentEncryptionAlgorithm", ALGORITHM),
    one("encryptedContent", Kind::Octets).implicit(0).optional(),
]);

/// RFC 5083 §2.1.
const CMS_AUTH_ENVELOPED: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("originatorInfo", Kind::Any).implicit(0).optional(),
    one("recipientInfos", RECIPIENT).set(),
    one("authEncryptedContentInfo", ENCRYPTED_CONTENT),
    one("authAttrs", ATTRIBUTE).set().implicit(1).optional(),
    one("mac", Kind::Octets),
    one("unauthAttrs", ATTRIBUTE).set().implicit(2).optional(),
]);

const CMS_ENVELOPED: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("originatorInfo", Kind::Any).implicit(0).optional(),
    one("recipientInfos", RECIPIENT).set(),
    one("encryptedContentInfo", ENCRYPTED_CONTENT),
    one("unprotectedAttrs", ATTRIBUTE)
        .set()
        .implicit(1)
        .optional(),
]);

/// ContentInfo, as CMS has it.
const CMS: &[Field] = &[
    one("contentType", Kind::Oid),
    one(
        "d",
        Kind::ByType(&[
            (
                oid::PKCS7_DATA,
                one("d.data", Kind::Octets).explicit(0).optional(),
            ),
            (
                oid::PKCS7_SIGNED_DATA,
                one("d.signedData", CMS_SIGNED).explicit(0).optional(),
            ),
            (
                oid::PKCS7_ENVELOPED_DATA,
                one("d.envelopedData", CMS_ENVELOPED).explicit(0).optional(),
            ),
            (
                oid::AUTH_ENVELOPED_DATA,
                one("d.authEnvelopedData", CMS_AUTH_ENVELOPED)
                    .explicit(0)
                    .optional(),
            ),
        ]),
    ),
];

const ISSUER_AND_SERIAL: Kind =
    Kind::Sequence(&[one("issuer", Kind::Name), one("serial", Kind::Integer)]);

const PKCS7_SIGNED: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one("md_algs", ALGORITHM).set(),
    one("contents", Kind::Pkcs7),
    one("cert", CERTIFICATE).set().implicit(0).optional(),
    one("crl", CRL).set().implicit(1).optional(),
    one(
        "signer_info",
        Kind::Sequence(&[
            one("version", Kind::Integer),
            one("issuer_and_serial", ISSUER_AND_SERIAL),
            one("digest_alg", ALGORITHM),
            one("auth_attr", ATTRIBUTE).set().implicit(0).optional(),
            one("digest_enc_alg", ALGORITHM),
            one("enc_digest", Kind::Octets),
            one("unauth_attr", ATTRIBUTE).set().implicit(1).optional(),
        ]),
    )
    .set(),
]);

const PKCS7_ENVELOPED: Kind = Kind::Sequence(&[
    one("version", Kind::Integer),
    one(
        "recipientinfo",
        Kind::Sequence(&[
            one("version", Kind::Integer),
            one("issuer_and_serial", ISSUER_AND_SERIAL),
            one("key_enc_algor", ALGORITHM),
            one("enc_key", Kind::Octets),
        ]),
    )
    .set(),
    one(
        "enc_data",
        Kind::Sequence(&[
            one("content_type", Kind::Oid),
            one("algorithm", ALGORITHM),
            one("enc_data", Kind::Octets).implicit(0).optional(),
        ]),
    ),
]);

/// ContentInfo, as PKCS #7 has it.
const PKCS7: &[Field] = &[
    one("type", Kind::Oid),
    one(
        "d",
        Kind::ByType(&[
            (
                oid::PKCS7_DATA,
                one("d.data", Kind::Octets).explicit(0).optional(),
            ),
            (
                oid::PKCS7_SIGNED_DATA,
                one("d.sign", PKCS7_SIGNED).explicit(0).optional(),
            ),
            (
                oid::PKCS7_ENVELOPED_DATA,
                one("d.enveloped", PKCS7_ENVELOPED).explicit(0).optional(),
            ),
        ]),
    ),
];

/// A message as `cms -print` shows it; names by `names`, or in the oldest form without. What has a field that no template
/// here has is listed as `asn1parse` lists it, with a warning.
pub(crate) fn cms(der: &[u8], names: Option<&NameOptions>) -> Vec<u8> {
    whole(der, "CMS_ContentInfo", CMS, names)
}

/// A message as `pkcs7 -print` shows it, or [`cms`] lists it.
pub(crate) fn pkcs7(der: &[u8]) -> Vec<u8> {
    whole(der, "PKCS7", PKCS7, None)
}

fn whole(
    der: &[u8],
    name: &'static str,
    fields: &'static [Field],
    names: Option<&NameOptions>,
) -> Vec<u8> {
    by_template(der, name, fields, names).unwrap_or_else(|_| {
        let id = Reader::new(der)
            .sequence(name)
            .and_then(|mut fields| fields.oid(name));
        let kind = id.map_or_else(|_| "of no type".into(), |id| text::shown(id));
        hint::grave_warning(format_args!(
            "the message ({kind}) has fields whose names are not known here; it is listed as by asn1parse"
        ));
        listing(der, LISTED).0
    })
}

fn by_template(
    der: &[u8],
    name: &'static str,
    fields: &'static [Field],
    names: Option<&NameOptions>,
) -> Result<Vec<u8>, DerError> {
    let mut printer = Printer::new(names);
    let mut input = Reader::new(der);
    let message = input.expect(Tag::Sequence, name)?;
    input.finish(name)?;
    printer.fields(&message, Some(name), fields, 0)?;
    Ok(printer.out.into_bytes())
}

/// How a value of any type is listed.
const LISTED: Layout<'static> = Layout {
    indent: true,
    dump: Dump::No,
    names: &[],
};

struct Printer<'a> {
    out: Text,
    names: Option<&'a NameOptions>,
    /// How many messages in messages the next one is in.
    depth: u32,
}

/// How deep messages in messages are printed: each costs three levels of an input's nesting, which reading a message bounds to 32
/// (`pkcs12::Limits`).
const MAX_DEPTH: u32 = 11;

/// The methods call each other as deep as the templates nest. A template holds itself in one place alone, [`Kind::Pkcs7`].
impl<'a> Printer<'a> {
    fn new(names: Option<&'a NameOptions>) -> Self {
        Self {
            out: Text::new(),
            names,
            depth: 0,
        }
    }

    fn title(&mut self, name: Option<&str>, indent: usize) {
        self.out.indent(indent);
        if let Some(name) = name {
            self.out.put(name);
            self.out.put(": ");
        }
    }

    /// A SEQUENCE: its name, where it has one, on a line of its own, and its fields below.
    fn fields(
        &mut self,
        value: &Tlv<'_>,
        name: Option<&'static str>,
        fields: &'static [Field],
        indent: usize,
    ) -> Result<(), DerError> {
        if name.is_some() {
            self.title(name, indent);
            self.out.put("\n");
        }
        let mut rest = value.reader();
        let mut kind = None;
        for field in fields {
            if matches!(field.kind, Kind::Oid) {
                let mut ahead = rest;
                kind = ahead.oid(field.name).ok();
            }
            let field = match &field.kind {
                Kind::ByType(types) => types
                    .iter()
                    .find(|(id, _)| Some(*id) == kind)
                    .map(|(_, field)| field)
                    .ok_or_else(|| {
                        value.malformed(field.name, "a content of a type that is not printed")
                    })?,
                _ => field,
            };
            self.field(&mut rest, field, indent + 2)?;
        }
        rest.finish(name.unwrap_or("a structure"))
    }

    fn field(
        &mut self,
        rest: &mut Reader<'_>,
        field: &'static Field,
        indent: usize,
    ) -> Result<(), DerError> {
        let is_there = rest.peek().is_some_and(|tag| field.is_at(tag));
        if !is_there && !field.optional {
            return Err(rest.error(field.name, rest.peek().map_or(Found::End, Found::Tag)));
        }
        if field.number != Number::One {
            self.title(None, indent);
            self.out.put(field.name);
            self.out.put(":\n");
        }
        if !is_there {
            let (indent, name) = match field.number {
                Number::One => (indent, Some(field.name)),
                _ => (indent + 2, None),
            };
            self.title(name, indent);
            self.out.put(match field.kind {
                Kind::Boolean => "BOOL ABSENT\n",
                _ => "<ABSENT>\n",
            });
            return Ok(());
        }
        let mut value = rest.any(field.name)?;
        if let Tagging::Explicit(_) = field.tagging {
            let mut inner = value.reader();
            value = inner.any(field.name)?;
            inner.finish(field.name)?;
        }
        if field.number == Number::One {
            return self.value(&field.kind, &value, Some(field.name), indent);
        }
        let mut items = value.reader();
        let mut first = true;
        while !items.is_empty() {
            if !std::mem::take(&mut first) {
                self.out.put("\n");
            }
            let item = items.any(field.name)?;
            self.value(&field.kind, &item, None, indent + 2)?;
        }
        if first {
            self.title(None, indent + 2);
            self.out.put("<EMPTY>\n");
        }
        Ok(())
    }

    /// A value of a type, whatever its own tag is where that is implicit.
    fn value(
        &mut self,
        kind: &'static Kind,
        value: &Tlv<'_>,
        name: Option<&'static str>,
        indent: usize,
    ) -> Result<(), DerError> {
        match kind {
            Kind::Sequence(fields) => return self.fields(value, name, fields, indent),
            Kind::Pkcs7 if self.depth == MAX_DEPTH => {
                return Err(value.malformed("PKCS7", "too many messages in messages"));
            }
            Kind::Pkcs7 => {
                self.depth += 1;
                let printed = self.fields(value, name, PKCS7, indent);
                self.depth -= 1;
                return printed;
            }
            Kind::Choice(fields) => {
                let field = fields.iter().find(|field| field.is_at(value.tag));
                let field = field.ok_or_else(|| {
                    value.malformed(name.unwrap_or("a choice"), "a form that is not printed")
                })?;
                return self.field(&mut Reader::new_at(value.raw, value.offset), field, indent);
            }
            Kind::PublicKey => {
                self.title(name, indent);
                return self.fields(value, Some("X509_PUBKEY"), PUBLIC_KEY, indent);
            }
            _ => self.title(name, indent),
        }
        match kind {
            Kind::Name => match self.names {
                Some(names) => text::name(&mut self.out, value.raw, indent, names),
                None => self.out.put(with_commas(&text::one_line(value.raw))),
            },
            Kind::Integer => self.out.put(text::decimal_or_hex(value.value)),
            Kind::BigNumber => self.out.put(hexadecimal(value.value).as_str()),
            Kind::Text(_) => self.text(value),
            Kind::Oid => self.oid(value)?,
            Kind::Boolean => self.out.put(boolean(value)),
            Kind::Time => text::time(&mut self.out, value),
            // What was written piece by piece (BER) is one string.
            Kind::Octets if value.raw.first().is_some_and(|tag| tag & 0x20 != 0) => {
                let (mut pieces, mut whole) = (value.reader(), Vec::new());
                while !pieces.is_empty() {
                    whole.extend_from_slice(pieces.octet_string("a piece of a string")?.value);
                }
                return self.bytes(&whole, indent);
            }
            Kind::Octets => return self.bytes(value.value, indent),
            Kind::Bits => return self.bits(value, indent),
            _ => return self.any(value, indent),
        }
        self.out.put("\n");
        Ok(())
    }

    fn oid(&mut self, value: &Tlv<'_>) -> Result<(), DerError> {
        let id = certwright::der::parse_oid(value, "an object identifier")?;
        self.out.put(text::long_name(id).unwrap_or("undefined"));
        self.out.put(format!(" ({})", text::numeric(id)));
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8], indent: usize) -> Result<(), DerError> {
        self.out.put("\n");
        text::dump::bytes(&mut self.out, bytes, indent + 2);
        Ok(())
    }

    fn bits(&mut self, value: &Tlv<'_>, indent: usize) -> Result<(), DerError> {
        let (unused, bytes) = value.value.split_first().unwrap_or((&0, &[]));
        self.out.put(format!(" ({} unused bits)", unused & 7));
        self.bytes(bytes, indent)
    }

    /// A value of any type: the type's name, and the value.
    fn any(&mut self, value: &Tlv<'_>, indent: usize) -> Result<(), DerError> {
        if value.tag == Tag::Null {
            self.out.put("NULL\n");
            return Ok(());
        }
        let name = match value.tag {
            Tag::ContextSpecific { .. } => "OTHER",
            _ => text::tag_name(u32::from(value.raw[0] & 0x1f)),
        };
        self.out.put(name);
        self.out.put(":");
        match value.tag {
            Tag::Integer | Tag::Enumerated => self.out.put(text::decimal_or_hex(value.value)),
            Tag::ObjectIdentifier => self.oid(value)?,
            Tag::Boolean => self.out.put(boolean(value)),
            Tag::UtcTime | Tag::GeneralizedTime => text::time(&mut self.out, value),
            Tag::OctetString => return self.bytes(value.value, indent),
            Tag::BitString => return self.bits(value, indent),
            Tag::Sequence | Tag::Set | Tag::ContextSpecific { .. } => {
                self.out.put("\n");
                let layout = Layout {
                    indent: indent > 0,
                    ..LISTED
                };
                dump::list(value.raw, layout, &mut self.out)
                    .unwrap_or_else(|_| unreachable!("a text takes all that is written"));
                return Ok(());
            }
            _ => self.text(value),
        }
        self.out.put("\n");
        Ok(())
    }

    /// A string of any type, without escapes, but that no control character reaches a terminal.
    fn text(&mut self, value: &Tlv<'_>) {
        let mut string = Text::new();
        text::value(&mut string, value, &NameOptions::COMPAT, false);
        let shown = string.as_bytes().iter().map(|&byte| match byte {
            b'\n' | b'\r' | b' '..=b'~' | 0x80.. => byte,
            _ => b'.',
        });
        self.out.put(shown.collect::<Vec<u8>>());
    }
}

/// An INTEGER's contents as OpenSSL prints a number of a key: without zeros before its first digit, and without a sign.
fn hexadecimal(contents: &[u8]) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(2 * contents.len() + 1));
    for digit in contents.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        if digit != 0 || !out.is_empty() {
            out.extend(char::from_digit(digit.into(), 16).map(|it| it.to_ascii_uppercase()));
        }
    }
    if out.is_empty() {
        out.push('0');
    }
    out
}

fn boolean(value: &Tlv<'_>) -> &'static str {
    match value.value {
        [0] => "FALSE",
        _ => "TRUE",
    }
}

/// `/O=Org/CN=name` as `O=Org, CN=name`: a comma stands where a name of one or two capital letters follows.
fn with_commas(line: &[u8]) -> Vec<u8> {
    let line = line.strip_prefix(b"/").unwrap_or(line);
    let mut out = Vec::with_capacity(line.len() + 16);
    for (at, &byte) in line.iter().enumerate() {
        let is_name = match line.get(at + 1..) {
            Some([a, b'=', ..]) => a.is_ascii_uppercase(),
            Some([a, b, b'=', ..]) => a.is_ascii_uppercase() && b.is_ascii_uppercase(),
            _ => false,
        };
        match byte == b'/' && is_name {
            true => out.extend_from_slice(b", "),
            false => out.push(byte),
        }
    }
    out
}
