//! `-json`: certificates, requests, CRLs, keys, PKCS #12 files and a CA's records as JSON, of the library's typed values.
//!
//! docs/json.md describes the documents, docs/json.schema.json is their JSON Schema, by which the tests judge what is
//! printed. No secret is ever in them: of a private key, the public half is shown.

use std::fmt;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};

use super::args::Args;
use super::error::CliError;
use super::extension;
use super::io;
use super::nameopt::NameOptions;
use super::options::{Any, Item};
use super::text::{self, Text, Unknown, long_name, magnitude, short_name};
use certwright::der::{BitString, ObjectIdentifierRef, Reader, Tlv};
use certwright::hash::HashAlgorithm;
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::x509::extension::{
    AuthorityInfoAccess, AuthorityKeyIdentifier, BasicConstraints, CrlNumber, CrlReason,
    ExtKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};
use certwright::x509::{
    CertificateListRef, CertificateRef, Extension, ExtensionValue, Extensions, GeneralName, Name,
    RequestRef, Time,
};

/// Of all documents: it grows when something is renamed or removed, or changes its meaning, not when something is added.
pub const SCHEMA_VERSION: u32 = 1;

/// Whether `-json` is given. The document is all that is printed, so that an option which asks for another output, another
/// encoding or encryption is refused beside it: those in `others`, and every cipher.
pub fn is_asked_for(args: &Args, others: &[&str]) -> Result<bool, CliError> {
    if !args.has("json") {
        return Ok(false);
    }
    let takes_ciphers = |item: &Item| matches!(item, Item::Any(Any::Cipher, ..));
    let cipher = args
        .any()
        .filter(|_| args.command().options.iter().any(takes_ciphers));
    let mut given = args.occurrences().iter().map(|given| given.name.as_str());
    match given.find(|name| others.contains(name) || cipher == Some(name)) {
        Some(name) => Err(CliError::usage(format!(
            "-json prints a document and nothing else: leave out -{name}, or -json"
        ))),
        None => Ok(true),
    }
}

/// A document with what all documents begin with.
pub fn document(kind: &str, mut body: Value) -> Value {
    body["schema_version"] = SCHEMA_VERSION.into();
    body["document"] = kind.into();
    body
}

/// Writes a document to `-out`.
pub fn write(args: &Args, value: &Value) -> Result<ExitCode, CliError> {
    io::write(args.path("out"), &to_bytes(value), io::Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

/// As it is printed: indented, with a line end.
pub fn to_bytes(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

/// Lower-case hexadecimal without separators.
pub fn hex(bytes: &[u8]) -> String {
    Hex(bytes).to_string()
}

/// ISO 8601, in UTC: `2026-11-23T22:40:13Z`.
pub fn time(time: Time) -> String {
    let [year, month, day, hour, minute, second] = time.civil();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// An object identifier and the word for it, if it has one.
pub fn object(oid: ObjectIdentifierRef<'_>) -> Value {
    json!({ "oid": oid.to_string(), "name": word(oid) })
}

/// The standards' word: the long name, except where that is a sentence of OpenSSL's.
fn word(oid: ObjectIdentifierRef<'_>) -> Option<&'static str> {
    long_name(oid)
        .filter(|name| !name.contains(' '))
        .or_else(|| short_name(oid))
}

/// An INTEGER's contents: hexadecimal, an even number of digits, with a minus if it is negative.
fn integer(contents: &[u8]) -> String {
    let (negative, bytes) = magnitude(contents);
    let digits = match bytes.is_empty() {
        true => "00".to_owned(),
        false => hex(&bytes),
    };
    format!("{}{digits}", if negative { "-" } else { "" })
}

/// A distinguished name: on one line (RFC 4514), by its parts in the order of the encoding, and as it stands.
pub fn name(name: Name<'_>) -> Value {
    let mut line = Text::new();
    let options = NameOptions {
        esc_msb: false,
        ..NameOptions::RFC2253
    };
    text::name(&mut line, name.raw(), 0, &options);
    let rdns: Vec<Vec<Value>> = name
        .rdns()
        .map(|rdn| {
            rdn.map(|attribute| {
                let mut value = object(attribute.oid);
                value["value"] = string(&attribute.value).into();
                value
            })
            .collect()
        })
        .collect();
    json!({ "text": lossy(line), "rdns": rdns, "der": hex(name.raw()) })
}

/// A value of a name in Unicode; `#` and its DER in hexadecimal for one that is not text.
fn string(value: &Tlv<'_>) -> String {
    let plain = NameOptions {
        esc_2253: false,
        esc_ctrl: false,
        esc_msb: false,
        utf8: true,
        ..NameOptions::RFC2253
    };
    let mut out = Text::new();
    text::value(&mut out, value, &plain, false);
    lossy(out)
}

fn lossy(text: Text) -> String {
    String::from_utf8_lossy(text.as_bytes()).into_owned()
}

fn fingerprints(der: &[u8]) -> Value {
    json!({
        "sha1": hex(&HashAlgorithm::Sha1.digest(der)),
        "sha256": hex(&HashAlgorithm::Sha256.digest(der)),
    })
}

fn algorithm(algorithm: &AlgorithmIdentifier<'_>) -> Value {
    let mut value = object(algorithm.oid);
    value["der"] = hex(algorithm.raw).into();
    value
}

/// A public key: the RSA numbers where it has them.
pub fn public_key(spki: &SubjectPublicKeyInfo<'_>) -> Value {
    let rsa = spki.kind().ok().and_then(|_| spki.rsa_public_key().ok());
    let (bits, modulus, exponent) = match &rsa {
        Some(key) => (
            Some(key.bits()),
            Some(hex(key.modulus_be())),
            Some(hex(key.exponent_be())),
        ),
        None => (None, None, None),
    };
    json!({
        "algorithm": algorithm(&spki.algorithm),
        "bits": bits,
        "modulus": modulus,
        "exponent": exponent,
        "key_identifier": hex(&HashAlgorithm::Sha1.digest(spki.key)),
        "fingerprints": fingerprints(spki.raw()),
        "der": hex(spki.raw()),
    })
}

/// The document of a key, from the DER SubjectPublicKeyInfo of its public half.
pub fn key(spki: &[u8], private: bool) -> Value {
    let mut body = match SubjectPublicKeyInfo::from_der(spki) {
        Ok(info) => public_key(&info),
        Err(_) => unreachable!("encoded here a moment ago"),
    };
    body["private"] = private.into();
    document("key", body)
}

/// The document of a certificate.
pub fn certificate(cert: &CertificateRef<'_>, der: &[u8]) -> Value {
    document(
        "certificate",
        json!({
            "version": cert.version,
            "serial": integer(cert.serial),
            "signature_algorithm": algorithm(&cert.signed.algorithm),
            "issuer": name(cert.issuer),
            "not_before": time(cert.validity.not_before),
            "not_after": time(cert.validity.not_after),
            "subject": name(cert.subject),
            "public_key": public_key(&cert.spki),
            "issuer_unique_id": unique_id(cert.issuer_unique_id),
            "subject_unique_id": unique_id(cert.subject_unique_id),
            "extensions": extensions(cert.extensions),
            "signature": hex(cert.signed.signature),
            "fingerprints": fingerprints(der),
            "der": hex(der),
        }),
    )
}

fn unique_id(bits: Option<BitString<'_>>) -> Option<String> {
    bits.map(|bits| hex(bits.bytes))
}

/// The document of a certification request. `verified` states whether its signature is its own key's.
pub fn request(request: &RequestRef<'_>, verified: bool, der: &[u8]) -> Value {
    let attributes: Vec<Value> = request
        .attributes()
        .map(|attribute| {
            let mut value = object(attribute.oid);
            value["der"] = hex(attribute.raw).into();
            value
        })
        .collect();
    let requested = request.requested_extensions().unwrap_or(Extensions::NONE);
    document(
        "request",
        json!({
            "version": request.version,
            "subject": name(request.subject),
            "public_key": public_key(&request.spki),
            "attributes": attributes,
            "extensions": extensions(requested),
            "signature_algorithm": algorithm(&request.signed.algorithm),
            "signature": hex(request.signed.signature),
            "signature_valid": verified,
            "fingerprints": fingerprints(der),
            "der": hex(der),
        }),
    )
}

/// The document of a certificate revocation list, written as it is made: a list may have millions of entries.
pub fn write_crl(
    crl: &CertificateListRef<'_>,
    der: &[u8],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &CrlDocument { crl, der })?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The document of a certificate revocation list, as a part of another.
pub fn crl(crl: &CertificateListRef<'_>, der: &[u8]) -> Value {
    match serde_json::to_value(CrlDocument { crl, der }) {
        Ok(value) => value,
        Err(_) => unreachable!("names are strings, and nothing in it refuses"),
    }
}

struct CrlDocument<'a> {
    crl: &'a CertificateListRef<'a>,
    der: &'a [u8],
}

impl Serialize for CrlDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = crl_fields(self.crl, self.der);
        let mut map = serializer.serialize_map(Some(fields.len()))?;
        for (name, value) in &fields {
            match name.as_str() {
                "der" => map.serialize_entry(name, &Hex(self.der))?,
                "revoked" => map.serialize_entry(name, &Revoked(self.crl))?,
                _ => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}

/// As [`hex`], written as it is made.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

struct Revoked<'a>(&'a CertificateListRef<'a>);

impl Serialize for Revoked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries().map(|entry| {
            json!({
                "serial": integer(entry.serial),
                "revocation_date": time(entry.revocation_date),
                "extensions": extensions(entry.extensions),
            })
        }))
    }
}

/// All members of the document, where null stands for those two that are as large as the list.
fn crl_fields(crl: &CertificateListRef<'_>, der: &[u8]) -> Map<String, Value> {
    let shown = document(
        "crl",
        json!({
            "version": crl.version,
            "issuer": name(crl.issuer),
            "this_update": time(crl.this_update),
            "next_update": crl.next_update.map(time),
            "extensions": extensions(crl.extensions),
            "revoked": null,
            "signature_algorithm": algorithm(&crl.signed.algorithm),
            "signature": hex(crl.signed.signature),
            "fingerprints": fingerprints(der),
            "der": null,
        }),
    );
    match shown {
        Value::Object(fields) => fields,
        _ => unreachable!("a document is an object"),
    }
}

fn extensions(list: Extensions<'_>) -> Vec<Value> {
    list.iter()
        .map(|extension| {
            let mut shown = Text::new();
            extension::print_value(
                &mut shown,
                extension.oid,
                extension.value,
                0,
                Unknown::Plain,
            );
            let mut value = object(extension.oid);
            value["critical"] = extension.critical.into();
            value["value"] = typed(&extension).unwrap_or(Value::Null);
            value["text"] = lossy(shown).into();
            value["der"] = hex(extension.value).into();
            value
        })
        .collect()
}

/// The parts of the extensions that programs look into; those of others are in `text` and `der`.
fn typed(extension: &Extension<'_>) -> Option<Value> {
    let (oid, value) = (extension.oid, extension.value);
    if oid == BasicConstraints::OID {
        let limits = BasicConstraints::parse(value).ok()?;
        return Some(json!({ "ca": limits.ca, "path_length": limits.path_len_constraint }));
    }
    if oid == KeyUsage::OID {
        let usage = KeyUsage::parse(value).ok()?;
        return Some(usage.names().collect::<Vec<_>>().into());
    }
    if oid == ExtKeyUsage::OID {
        let purposes = ExtKeyUsage::parse(value).ok()?;
        return Some(purposes.0.iter().map(object).collect());
    }
    if oid == SubjectAltName::OID {
        let names = SubjectAltName::parse(value).ok()?;
        return Some(names.0.iter().map(|name| general_name(&name)).collect());
    }
    if oid == SubjectKeyIdentifier::OID {
        return Some(hex(SubjectKeyIdentifier::parse(value).ok()?.0).into());
    }
    if oid == AuthorityKeyIdentifier::OID {
        let id = AuthorityKeyIdentifier::parse(value).ok()?;
        let issuer = id.authority_cert_issuer.as_ref();
        return Some(json!({
            "key_identifier": id.key_identifier.map(hex),
            "issuer": issuer.map(|names| names.iter().map(|name| general_name(&name)).collect::<Vec<_>>()),
            "serial": id.authority_cert_serial_number.map(integer),
        }));
    }
    if oid == AuthorityInfoAccess::OID {
        let access = AuthorityInfoAccess::parse(value).ok()?;
        let one = |description: certwright::x509::extension::AccessDescription<'_>| {
            json!({
                "method": object(description.access_method),
                "location": general_name(&description.access_location),
            })
        };
        return Some(access.0.iter().map(one).collect());
    }
    if oid == CrlNumber::OID {
        return Some(integer(CrlNumber::parse(value).ok()?.0).into());
    }
    if oid == CrlReason::OID {
        return Some(CrlReason::parse(value).ok()?.name().into());
    }
    None
}

/// A GeneralName: its form by the word of RFC 5280, and what it holds.
fn general_name(name: &GeneralName<'_>) -> Value {
    let (form, value) = match name {
        GeneralName::Other { type_id, value } => {
            let mut holds = object(*type_id);
            holds["der"] = hex(value).into();
            ("other_name", holds)
        }
        GeneralName::Rfc822(address) => ("rfc822_name", (*address).into()),
        GeneralName::Dns(host) => ("dns_name", (*host).into()),
        GeneralName::X400(contents) => ("x400_address", hex(contents).into()),
        GeneralName::Directory(directory) => ("directory_name", self::name(*directory)),
        GeneralName::EdiParty(contents) => ("edi_party_name", hex(contents).into()),
        GeneralName::Uri(uri) => ("uniform_resource_identifier", (*uri).into()),
        GeneralName::Ip(bytes) => ("ip_address", address(bytes).into()),
        GeneralName::RegisteredId(oid) => ("registered_id", object(*oid)),
    };
    json!({ "form": form, "value": value })
}

/// An IP address as it is written (RFC 5952 for version 6); what is of another length in hexadecimal.
fn address(bytes: &[u8]) -> String {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        std::net::Ipv4Addr::from(four).to_string()
    } else if let Ok(sixteen) = <[u8; 16]>::try_from(bytes) {
        std::net::Ipv6Addr::from(sixteen).to_string()
    } else {
        hex(bytes)
    }
}

/// The scheme that encrypts a part of a PKCS #12 file, with its parameters where it has the usual ones.
pub fn encryption(algorithm: &AlgorithmIdentifier<'_>) -> Value {
    use certwright::der::oid::{PBES2, PBKDF2};
    let mut value = object(algorithm.oid);
    let mut parameters = || -> Option<()> {
        let mut outer = sequence(algorithm)?;
        if algorithm.oid != PBES2 {
            outer.octet_string("salt").ok()?;
            value["iterations"] = outer.unsigned_u32("iterations").ok()?.into();
            return Some(());
        }
        let kdf = AlgorithmIdentifier::parse(&mut outer, "keyDerivationFunc").ok()?;
        let scheme = AlgorithmIdentifier::parse(&mut outer, "encryptionScheme").ok()?;
        value["key_derivation"] = object(kdf.oid);
        value["cipher"] = object(scheme.oid);
        if kdf.oid == PBKDF2 {
            let mut kdf = sequence(&kdf)?;
            kdf.octet_string("salt").ok()?;
            value["iterations"] = kdf.unsigned_u32("iterations").ok()?.into();
        }
        Some(())
    };
    parameters();
    value
}

fn sequence<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Option<Reader<'a>> {
    algorithm.parameters.as_ref().map(Tlv::reader)
}
