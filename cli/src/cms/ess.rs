//! Signed attributes that name the signer's certificate (RFC 2634 §5.4, RFC 5035 §3): without one, whoever has another
//! certificate for the same key could stand for the signer.

use super::sign::encode;
use crate::digest::{self, MessageDigest};
use crate::error::CliError;
use crate::text;
use crate::verify::Chain;
use certwright::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer};
use certwright::oid;
use certwright::path::names_equal;
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::cms::SignerInfo;
use certwright::rsa::HashAlgorithm;
use certwright::x509::CertificateRef;

/// id-aa-signingCertificate and id-aa-signingCertificateV2 (RFC 5035).
const SIGNING_CERTIFICATE: ObjectIdentifierRef<'static> = oid!("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifierRef<'static> = oid!("1.2.840.113549.1.9.16.2.47");

/// ESSCertID or ESSCertIDv2 (RFC 5035 §4): a certificate by its digest.
struct CertId<'a> {
    hash: ObjectIdentifierRef<'a>,
    digest: &'a [u8],
    /// The issuer, one directoryName in DER, and the serial number's contents.
    issuer_serial: Option<(&'a [u8], &'a [u8])>,
}

/// The certificates that a signing-certificate attribute names: `SEQUENCE { certs SEQUENCE OF …, policies OPTIONAL }`.
fn cert_ids<'a>(value: &Tlv<'a>, is_v2: bool) -> Result<Vec<CertId<'a>>, DerError> {
    const WHAT: &str = "SigningCertificate";
    value.expect(Tag::Sequence, WHAT)?;
    let mut fields = value.reader();
    let mut list = fields.sequence("SigningCertificate.certs")?;
    let mut ids = Vec::new();
    while !list.is_empty() {
        let mut id = list.sequence("ESSCertID")?;
        let hash = match (is_v2, id.peek()) {
            (true, Some(Tag::Sequence)) => {
                AlgorithmIdentifier::parse(&mut id, "ESSCertIDv2.hashAlgorithm")?.oid
            }
            (true, _) => HashAlgorithm::Sha256.oid(),
            (false, _) => HashAlgorithm::Sha1.oid(),
        };
        let digest = id.octet_string("ESSCertID.certHash")?.value;
        let mut issuer_serial = None;
        if !id.is_empty() {
            let mut fields = id.sequence("IssuerSerial")?;
            let mut names = fields.sequence("IssuerSerial.issuer")?;
            let name = names.context(4, true, "IssuerSerial.issuer, a directoryName")?;
            let at = names;
            let name = name.ok_or_else(|| at.error("IssuerSerial.issuer", Found::End))?;
            names.finish("IssuerSerial.issuer")?;
            let serial = fields.integer("IssuerSerial.serialNumber")?;
            fields.finish("IssuerSerial")?;
            issuer_serial = Some((name.value, serial.value));
        }
        id.finish("ESSCertID")?;
        ids.push(CertId {
            hash,
            digest,
            issuer_serial,
        });
    }
    // policies.
    if !fields.is_empty() {
        fields.sequence("SigningCertificate.policies")?;
    }
    fields.finish(WHAT)?;
    Ok(ids)
}

/// Writes what [`cert_ids`] reads of one certificate.
fn write_cert_id(
    w: &mut Writer,
    hash: Option<ObjectIdentifierRef<'_>>,
    digest: &[u8],
    issuer_serial: Option<(&[u8], &[u8])>,
) {
    w.sequence(|w| {
        if let Some(hash) = hash {
            w.sequence(|w| w.oid(hash));
        }
        w.octet_string(digest);
        if let Some((issuer, serial)) = issuer_serial {
            w.sequence(|w| {
                w.sequence(|w| w.context(4, |w| w.raw(issuer)));
                w.tlv(Tag::Integer, serial);
            });
        }
    });
}

/// The attribute that names a signer's certificate, and those of a chain above it: the first version goes with SHA-1 alone.
/// The chain's are named by issuer and serial number as well, and the signer's where that is asked for.
///
/// # Errors
/// A digest that names nothing.
pub(crate) fn signing_certificate(
    digest: &MessageDigest,
    signer: &CertificateRef<'_>,
    with_issuer: bool,
    chain: &[CertificateRef<'_>],
) -> Result<(ObjectIdentifierRef<'static>, Vec<u8>), CliError> {
    let is_v2 = digest.rsa() != Some(HashAlgorithm::Sha1);
    let named = text::named(digest.names[0]).filter(|_| !digest.is_xof());
    let named = named.ok_or_else(|| {
        CliError::new(format!(
            "a digest of {} names no certificate",
            digest.display
        ))
    })?;
    // The default of the second version is left out.
    let algorithm =
        (is_v2 && digest.rsa() != Some(HashAlgorithm::Sha256)).then_some(named.as_oid_ref());
    let write = |w: &mut Writer, certificate: &CertificateRef<'_>, with_issuer: bool| {
        let names = with_issuer.then(|| (certificate.issuer.raw(), certificate.serial));
        write_cert_id(w, algorithm, &digest.digest(certificate.signed.raw), names);
    };
    let value = encode(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                write(w, signer, with_issuer);
                chain.iter().for_each(|other| write(w, other, true));
            });
        });
    });
    Ok(match is_v2 {
        true => (SIGNING_CERTIFICATE_V2, value),
        false => (SIGNING_CERTIFICATE, value),
    })
}

/// Holds a signer's path to the attributes in which it names its certificate. One of them must be there; of those that they
/// name, the first is the signer's, and the others are on the path above it.
///
/// # Errors
/// What is wrong, in a line.
pub(crate) fn check_signing_certificate(
    signer: &SignerInfo<'_>,
    chain: &Chain,
) -> Result<(), String> {
    let attributes = signer
        .signed_attributes()
        .ok_or("missing signing certificate attribute: nothing is signed beside the content")?;
    let mut found = false;
    for (kind, is_v2) in [(SIGNING_CERTIFICATE, false), (SIGNING_CERTIFICATE_V2, true)] {
        let Some(value) = attribute(&attributes, kind)? else {
            continue;
        };
        found = true;
        let ids = cert_ids(&value, is_v2).map_err(|e| e.to_string())?;
        if ids.is_empty() {
            return Err("empty ess cert id list".into());
        }
        // Each is looked for on the whole path: more than there are places would only cost time.
        if ids.len() > chain.len() {
            return Err("more certificates are named by the signer than the path has".into());
        }
        for (i, id) in ids.iter().enumerate() {
            match position(id, chain)? {
                None => {
                    return Err(
                        "ess cert id not found: it names a certificate that is not on the path"
                            .into(),
                    );
                }
                // The signer's is the first, and no other is.
                Some(at) if (at == 0) != (i == 0) => return Err("ess cert id wrong order".into()),
                Some(_) => {}
            }
        }
    }
    match found {
        true => Ok(()),
        false => Err("missing signing certificate attribute".into()),
    }
}

/// The one value of an attribute in `set`, which is SET OF Attribute, if it is there.
pub(super) fn attribute<'a>(
    set: &'a [u8],
    kind: ObjectIdentifierRef<'_>,
) -> Result<Option<Tlv<'a>>, String> {
    let read = || {
        let mut found = None;
        let mut all = Reader::new(set).set("SET OF Attribute")?;
        while !all.is_empty() {
            let mut attribute = all.sequence("Attribute")?;
            if attribute.oid("Attribute.attrType")? != kind {
                continue;
            }
            let mut values = attribute.set("Attribute.attrValues")?;
            let value = values.any("AttributeValue")?;
            values.finish("Attribute.attrValues")?;
            if found.replace(value).is_some() {
                return Ok(Err(format!(
                    "the attribute {} is there twice",
                    text::shown(kind)
                )));
            }
        }
        Ok(Ok(found))
    };
    let read: Result<_, certwright::der::DerError> = read();
    read.map_err(|e| e.to_string())?
}

/// Where the certificate of an identifier stands on a chain.
fn position(id: &CertId<'_>, chain: &Chain) -> Result<Option<usize>, String> {
    let name = text::shown(id.hash);
    let digest = digest::find(&name)
        .filter(|digest| !digest.is_xof())
        .ok_or_else(|| format!("ess digest alg unknown: {name}"))?;
    let is = |der: &Vec<u8>| {
        digest.digest(der) == id.digest
            && id.issuer_serial.is_none_or(|(issuer, serial)| {
                CertificateRef::from_der(der).is_ok_and(|certificate| {
                    certificate.serial == serial && names_equal(certificate.issuer.raw(), issuer)
                })
            })
    };
    Ok(chain.iter().position(is))
}
